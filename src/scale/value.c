#include "scale/value.h"

#include <math.h>

static const double DAY_SECONDS = 86400;

bool
value_is_time(TypeFacts facts)
{
    return facts.category == CATEGORY_DATE || facts.category == CATEGORY_TIMESTAMP ||
           facts.category == CATEGORY_TIMESTAMPTZ;
}

static bool
is_number(TypeFacts facts)
{
    return facts.category == CATEGORY_INTEGER || facts.category == CATEGORY_NUMERIC ||
           facts.category == CATEGORY_FLOAT;
}

/* Seconds of "+02" or "-05:30" or "+01:02:03". */
static double
read_zone(const char *text)
{
    int hours = 0, minutes = 0, seconds = 0;
    int sign = *text == '-' ? -1 : 1;

    if ((*text != '+' && *text != '-') ||
        sscanf(text + 1, "%2d:%2d:%2d", &hours, &minutes, &seconds) < 1)
        return 0;
    return sign * (hours * 3600.0 + minutes * 60.0 + seconds);
}

/* "2026-11-21", "2026-11-21 10:31:02.5", the same with a zone. */
static bool
read_time(const char *text, double *value)
{
    struct tm at = {0};
    double seconds = 0;
    int length = 0, more = 0;

    if (sscanf(text, "%4d-%2d-%2d%n", &at.tm_year, &at.tm_mon, &at.tm_mday, &length) != 3 ||
        length != 10)
        return false;
    text += length;
    if (sscanf(text, " %2d:%2d:%lf%n", &at.tm_hour, &at.tm_min, &seconds, &more) == 3)
        text += more;
    if (strstr(text, "BC") != NULL)
        return false;
    at.tm_year -= 1900;
    at.tm_mon -= 1;
    *value = (double) timegm(&at) + seconds - read_zone(text);
    return true;
}

bool
value_read(TypeFacts facts, const char *text, double *value)
{
    char *end;

    if (text == NULL)
        return false;
    if (value_is_time(facts))
        return read_time(text, value);
    if (!is_number(facts))
        return false;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value);
}

static char *
time_text(Arena *arena, TypeFacts facts, double value)
{
    time_t whole = (time_t) floor(value);
    struct tm at;
    char *day;

    gmtime_r(&whole, &at);
    day = arena_printf(arena, "%04d-%02d-%02d", at.tm_year + 1900, at.tm_mon + 1, at.tm_mday);
    if (facts.category == CATEGORY_DATE)
        return day;
    return arena_printf(arena, "%s %02d:%02d:%02d.%06d%s", day, at.tm_hour, at.tm_min, at.tm_sec,
                        (int) ((value - (double) whole) * 1e6),
                        facts.category == CATEGORY_TIMESTAMPTZ ? "+00" : "");
}

char *
value_text(Arena *arena, TypeFacts facts, int decimals, double value)
{
    if (value_is_time(facts))
        return time_text(arena, facts, value);
    if (facts.category == CATEGORY_INTEGER)
        return arena_printf(arena, "%.0f", value);
    if (facts.category == CATEGORY_NUMERIC)
        return arena_printf(arena, "%.*f", decimals, value);
    return arena_printf(arena, "%.15g", value);
}

int
value_decimals(const TypeName *type)
{
    const char *comma = type->modifiers == NULL ? NULL : strchr(type->modifiers, ',');

    return comma == NULL ? 0 : (int) strtol(comma + 1, NULL, 10);
}

double
value_step(TypeFacts facts, const TypeName *type)
{
    if (facts.category == CATEGORY_INTEGER)
        return 1;
    if (facts.category == CATEGORY_DATE)
        return DAY_SECONDS;
    if (facts.category == CATEGORY_NUMERIC && type->modifiers != NULL)
        return pow(10, -value_decimals(type));
    return 0;
}
