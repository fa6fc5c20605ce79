#include "design/design.h"

/*
 * Days of the Gregorian calendar, counted from 1970-01-01, by Howard Hinnant's civil_from_days and
 * days_from_civil (years that begin in March make the leap day the last one).
 * https://howardhinnant.github.io/date_algorithms.html
 */

typedef struct Civil
{
    int year;
    int month; /* from 1 */
    int day; /* from 1 */
} Civil;

static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static int
floor_div(int value, int by)
{
    return value / by - (value % by < 0);
}

/* DAY_NEVER has no date, but must not overflow either. */
static Civil
civil(Day day)
{
    int shifted = (day > INT32_MAX - 719468 ? 0 : day) + 719468; /* from 0000-03-01 */
    int era = floor_div(shifted, 146097);
    int of_era = shifted - era * 146097;
    int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (5 * of_year + 2) / 153; /* from March */

    return (Civil){.year = year_of_era + era * 400 + (month >= 10),
                   .month = month < 10 ? month + 3 : month - 9,
                   .day = of_year - (153 * month + 2) / 5 + 1};
}

static Day
from_civil(Civil at)
{
    int year = at.year - (at.month <= 2);
    int era = floor_div(year, 400);
    int year_of_era = year - era * 400;
    int month = at.month > 2 ? at.month - 3 : at.month + 9;
    int of_year = (153 * month + 2) / 5 + at.day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year -
           719468;
}

static int
days_in_month(int year, int month)
{
    Civil next = month == 12 ? (Civil){year + 1, 1, 1} : (Civil){year, month + 1, 1};

    return from_civil(next) - from_civil((Civil){year, month, 1});
}

Day
day_today(void)
{
    return (Day) (time(NULL) / 86400);
}

bool
day_parse(const char *text, Day *day)
{
    Civil at;
    int length = 0;

    if (sscanf(text, "%4d-%2d-%2d%n", &at.year, &at.month, &at.day, &length) != 3 ||
        text[length] != '\0' || at.year < 1970 || at.month < 1 || at.month > 12 || at.day < 1 ||
        at.day > days_in_month(at.year, at.month))
        return false;
    *day = from_civil(at);
    return true;
}

char *
day_text(Arena *arena, Day day)
{
    Civil at = civil(day);

    if (day == DAY_NEVER)
        return arena_strdup(arena, "never");
    return arena_printf(arena, "%d %s %d", at.day, month_names[at.month - 1], at.year);
}

char *
day_month_text(Arena *arena, Day day)
{
    Civil at = civil(day);

    if (day == DAY_NEVER)
        return arena_strdup(arena, "never");
    return arena_printf(arena, "%s %d", month_names[at.month - 1], at.year);
}

bool
day_is_near(Day today, Day day)
{
    enum
    {
        DAYS_NEAR = 60
    };

    return day >= today && day - today <= DAYS_NEAR;
}

char *
day_near_text(Arena *arena, Day today, Day day)
{
    return day_is_near(today, day) ? day_text(arena, day) : day_month_text(arena, day);
}

char *
day_iso_text(Arena *arena, Day day)
{
    Civil at = civil(day);

    if (day == DAY_NEVER)
        return arena_strdup(arena, "never");
    return arena_printf(arena, "%04d-%02d-%02d", at.year, at.month, at.day);
}

Day
day_add_months(Day day, int months)
{
    Civil at = civil(day);
    int month = at.month - 1 + months;
    int last;

    at.year += floor_div(month, 12);
    at.month = month - floor_div(month, 12) * 12 + 1;
    last = days_in_month(at.year, at.month);
    if (at.day > last)
        at.day = last;
    return from_civil(at);
}
