#include "stats/rate.h"

#include "base/quantity.h"

#include <strings.h>

/* Days of a unit; months and years are those of the Gregorian calendar on average. */
static const struct
{
    const char *name;
    double days;
} units[] = {
    {"s", 1.0 / 86400},
    {"sec", 1.0 / 86400},
    {"second", 1.0 / 86400},
    {"min", 1.0 / 1440},
    {"minute", 1.0 / 1440},
    {"h", 1.0 / 24},
    {"hour", 1.0 / 24},
    {"d", 1},
    {"day", 1},
    {"w", 7},
    {"week", 7},
    {"month", 365.2425 / 12},
    {"mon", 365.2425 / 12},
    {"y", 365.2425},
    {"year", 365.2425},
};

static bool
find_unit(const char *text, double *days)
{
    size_t length = strlen(text);

    while (length > 0 && text[length - 1] == ' ')
        length--;
    for (size_t i = 0; i < ARRAY_LENGTH(units); i++)
    {
        size_t unit_length = strlen(units[i].name);
        bool is_plural = length == unit_length + 1 && (text[unit_length] | 0x20) == 's';

        if (strncasecmp(text, units[i].name, unit_length) != 0 ||
            (length != unit_length && !is_plural))
            continue;
        *days = units[i].days;
        return true;
    }
    return false;
}

bool
rate_parse(const char *text, double *per_day)
{
    const char *unit;
    double count;
    double days;

    while (*text == ' ' || *text == '+')
        text++;
    if (!quantity_parse_count(text, &count, &unit))
        return false;
    while (*unit == ' ')
        unit++;
    if (*unit == '/')
        unit++;
    else if (strncasecmp(unit, "per ", 4) == 0)
        unit += 4;
    else
        return false;
    while (*unit == ' ')
        unit++;
    if (!find_unit(unit, &days))
        return false;
    *per_day = count / days;
    return true;
}

/* The number is read without k and M: "6m" would else be six million of nothing. */
bool
rate_parse_period(const char *text, double *days)
{
    char *unit;
    double count = strtod(text, &unit);
    double unit_days;

    if (unit == text || !(count > 0) || count > 1e6)
        return false;
    while (*unit == ' ')
        unit++;
    if (!find_unit(unit, &unit_days))
        return false;
    *days = count * unit_days;
    return true;
}

bool
rate_parse_ms(const char *text, double *ms)
{
    char *end;
    double value = strtod(text, &end);
    double unit;

    if (end == text)
        return false;
    end += strspn(end, " ");
    unit = strcasecmp(end, "ms") == 0 ? 1 : strcasecmp(end, "s") == 0 ? 1000 : 0;
    if (!(value * unit > 0) || value * unit > 86400e3)
        return false;
    *ms = value * unit;
    return true;
}
