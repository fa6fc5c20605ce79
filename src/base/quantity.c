#include "base/quantity.h"

#include <ctype.h>
#include <math.h>
#include <strings.h>

const char *
provenance_name(Provenance source)
{
    static const char *const names[] = {
        [PROVENANCE_MEASURED] = "measured", [PROVENANCE_PLANNED] = "planned",
        [PROVENANCE_DECLARED] = "declared", [PROVENANCE_ASSUMED] = "assumed",
        [PROVENANCE_UNKNOWN] = "unknown",
    };

    return names[source];
}

Provenance
provenance_weaker(Provenance left, Provenance right)
{
    return left > right ? left : right;
}

/* More than any database has; numbers that are larger were typed wrong. */
static const double COUNT_MOST = 1e15;
static const double BYTES_MOST = 1e18;

/* A number with "_" or "," between its digits; false when there is none or it is not finite. */
static bool
read_number(const char **text, double *value)
{
    char digits[64]; /* longer numbers are not counts of anything */
    size_t length = 0;
    const char *at = *text;
    char *end;

    for (; length < sizeof(digits) - 1; at++)
    {
        if ((*at == '_' || *at == ',') && length > 0 && isdigit((unsigned char) at[1]))
            continue;
        if (isdigit((unsigned char) *at) || *at == '.' ||
            ((*at == 'e' || *at == 'E') && length > 0 && isdigit((unsigned char) at[1])))
            digits[length++] = *at;
        else
            break;
    }
    digits[length] = '\0';
    *value = strtod(digits, &end);
    if (end == digits || *end != '\0' || !isfinite(*value))
        return false;
    *text = at;
    return true;
}

bool
quantity_parse_count(const char *text, double *value, const char **unit_after)
{
    static const struct
    {
        const char *suffix;
        double factor;
    } suffixes[] = {{"bn", 1e9}, {"k", 1e3}, {"m", 1e6}, {"g", 1e9}, {"b", 1e9}, {"t", 1e12}};
    const char *at = text;
    double number;

    while (isspace((unsigned char) *at))
        at++;
    if (!read_number(&at, &number))
        return false;
    while (*at == ' ')
        at++;
    for (size_t i = 0; i < ARRAY_LENGTH(suffixes); i++)
    {
        size_t length = strlen(suffixes[i].suffix);

        if (strncasecmp(at, suffixes[i].suffix, length) != 0 || isalpha((unsigned char) at[length]))
            continue;
        number *= suffixes[i].factor;
        at += length;
        break;
    }
    if (number > COUNT_MOST)
        return false;
    if (unit_after != NULL)
        *unit_after = at;
    else if (*at != '\0')
        return false;
    *value = number;
    return true;
}

bool
quantity_parse_bytes(const char *text, double *bytes)
{
    static const char letters[] = "kmgtp";
    const char *at = text;
    double number;

    while (isspace((unsigned char) *at))
        at++;
    if (!read_number(&at, &number))
        return false;
    while (*at == ' ')
        at++;
    for (size_t i = 0; letters[i] != '\0'; i++)
        if (tolower((unsigned char) *at) == letters[i])
        {
            number *= pow(1024, (double) (i + 1));
            at++;
            if (*at == 'i')
                at++;
            break;
        }
    if (number > BYTES_MOST ||
        (*at != '\0' && strcasecmp(at, "b") != 0 && strcasecmp(at, "bytes") != 0))
        return false;
    *bytes = number;
    return true;
}

static char *
with_commas(Arena *arena, double value)
{
    char *plain = arena_printf(arena, "%.0f", value);
    size_t length = strlen(plain);
    char *text = arena_alloc(arena, length + length / 3 + 2);
    size_t to = 0;

    for (size_t from = 0; from < length; from++)
    {
        if (from > 0 && (length - from) % 3 == 0 && plain[from - 1] != '-')
            text[to++] = ',';
        text[to++] = plain[from];
    }
    return text;
}

char *
quantity_count_text(Arena *arena, double value)
{
    static const struct
    {
        double at_least;
        double divisor;
        const char *suffix;
    } scales[] = {
        {999.5e9, 1e12, "T"}, {999.5e6, 1e9, "bn"}, {999.5e3, 1e6, "M"}, {9999.5, 1e3, "k"}};

    for (size_t i = 0; i < ARRAY_LENGTH(scales); i++)
    {
        double scaled = value / scales[i].divisor;

        if (value < scales[i].at_least)
            continue;
        return arena_printf(arena, scaled < 9.95 ? "%.1f%s" : "%.0f%s", scaled, scales[i].suffix);
    }
    return with_commas(arena, value);
}

char *
quantity_bytes_text(Arena *arena, double bytes)
{
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    size_t unit = 0;

    while (bytes >= 1023.5 && unit + 1 < ARRAY_LENGTH(units))
    {
        bytes /= 1024;
        unit++;
    }
    return arena_printf(arena, unit > 0 && bytes < 9.95 ? "%.1f %s" : "%.0f %s", bytes,
                        units[unit]);
}

char *
quantity_days_text(Arena *arena, double days)
{
    static const struct
    {
        double seconds;
        const char *name;
    } units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
    double seconds = fmax(1, days * 86400);
    size_t unit = 0;
    double count;

    while (seconds < units[unit].seconds * 0.995) /* 59.9 minutes are an hour */
        unit++;
    count = fmax(1, round(seconds / units[unit].seconds));
    return arena_printf(arena, "%.0f %s%s", count, units[unit].name, count > 1 ? "s" : "");
}

char *
quantity_ms_text(Arena *arena, double ms)
{
    if (ms < 0.1)
        return arena_printf(arena, "%.2f ms", ms);
    if (ms < 9.95)
        return arena_printf(arena, "%.1f ms", ms);
    if (ms < 999.5)
        return arena_printf(arena, "%.0f ms", ms);
    if (ms < 120e3)
        return arena_printf(arena, ms < 9950 ? "%.1f s" : "%.0f s", ms / 1e3);
    if (ms < 7200e3)
        return arena_printf(arena, "%.0f minutes", ms / 60e3);
    return arena_printf(arena, "%.0f hours", ms / 3600e3);
}
