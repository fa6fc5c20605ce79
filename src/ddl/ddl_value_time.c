/*
 * ddl_value_time.c - dates, timestamps and intervals, as far as partitions are named and bounded by them.
 *
 * The proleptic Gregorian calendar, as PostgreSQL counts; a timestamp with time zone is taken to be in
 * UTC. What is not a plain ISO date, or an interval of "number unit" pairs, is not known.
 */
#include "ddl/ddl_value.h"

#include <strings.h>

#define DAY_MICROSECONDS INT64_C(86400000000)
#define SECOND_MICROSECONDS INT64_C(1000000)

enum
{
    YEAR_MINIMUM = 1,
    YEAR_MAXIMUM = 9999
};

typedef struct Civil
{
    int64_t year;
    int64_t month;
    int64_t day;
} Civil;

Value
ddl_value_date(int64_t days)
{
    return (Value){.kind = VALUE_DATE, .integer = days};
}

Value
ddl_value_timestamp(int64_t microseconds, bool is_zoned)
{
    return (Value){.kind = VALUE_TIMESTAMP, .integer = microseconds, .is_zoned = is_zoned};
}

static int64_t
floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by != 0 && (value < 0) != (by < 0));
}

static int64_t
days_of(Civil civil)
{
    int64_t year = civil.month <= 2 ? civil.year - 1 : civil.year;
    int64_t era = floor_divide(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year =
        (153 * (civil.month + (civil.month > 2 ? -3 : 9)) + 2) / 5 + civil.day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static Civil
civil_of(int64_t days)
{
    int64_t shifted = days + 719468;
    int64_t era = floor_divide(shifted, 146097);
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    Civil civil = {.day = day_of_year - (153 * month + 2) / 5 + 1,
                   .month = month < 10 ? month + 3 : month - 9};

    civil.year = year_of_era + era * 400 + (civil.month <= 2);
    return civil;
}

static int64_t
days_in_month(int64_t year, int64_t month)
{
    Civil next = {.year = month == 12 ? year + 1 : year, .month = month == 12 ? 1 : month + 1};

    next.day = 1;
    return days_of(next) - days_of((Civil){.year = year, .month = month, .day = 1});
}

Value
ddl_value_civil(int64_t year, int64_t month, int64_t day)
{
    if (year < YEAR_MINIMUM || year > YEAR_MAXIMUM || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month))
        return ddl_value_unknown(NULL);
    return ddl_value_date(days_of((Civil){.year = year, .month = month, .day = day}));
}

static bool
in_range(int64_t days)
{
    return days >= -719162 && days <= 2932896; /* the years 1 to 9999 */
}

/* "12:30", "12:30:00", with "Z" or "+00" behind it. */
static bool
parse_clock(const char *text, int64_t *out)
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    int used = 0;

    if (sscanf(text, "%2d:%2d:%2d%n", &hour, &minute, &second, &used) < 3)
    {
        second = used = 0;
        if (sscanf(text, "%2d:%2d%n", &hour, &minute, &used) < 2)
            return false;
    }
    text += used;
    if (strcmp(text, "") != 0 && strcasecmp(text, "Z") != 0 && strcmp(text, "+00") != 0 &&
        strcmp(text, "+00:00") != 0)
        return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    *out = ((int64_t) hour * 3600 + minute * 60 + second) * SECOND_MICROSECONDS;
    return true;
}

Value
ddl_value_parse_time(const char *text, const char *type)
{
    int year;
    int month;
    int day;
    int used = 0;
    int64_t clock = 0;
    Value date;

    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &used) < 3 &&
        (strlen(text) != 8 || sscanf(text, "%4d%2d%2d%n", &year, &month, &day, &used) < 3))
        return ddl_value_unknown(text);
    date = ddl_value_civil(year, month, day);
    text += used;
    if (date.kind == VALUE_UNKNOWN)
        return date;
    if (*text == ' ' || *text == 'T')
    {
        if (!parse_clock(text + 1, &clock))
            return ddl_value_unknown(NULL);
    }
    else if (*text != '\0')
    {
        return ddl_value_unknown(NULL);
    }
    if (strcmp(type, "date") == 0)
        return date;
    return ddl_value_timestamp(date.integer * DAY_MICROSECONDS + clock,
                               strcmp(type, "timestamptz") == 0);
}

typedef struct Unit
{
    const char *name;
    int32_t months;
    int32_t days;
    int64_t microseconds;
} Unit;

static const Unit units[] = {
    {"year", 12, 0, 0},
    {"quarter", 3, 0, 0},
    {"month", 1, 0, 0},
    {"mon", 1, 0, 0},
    {"week", 0, 7, 0},
    {"day", 0, 1, 0},
    {"hour", 0, 0, 3600 * SECOND_MICROSECONDS},
    {"minute", 0, 0, 60 * SECOND_MICROSECONDS},
    {"min", 0, 0, 60 * SECOND_MICROSECONDS},
    {"second", 0, 0, SECOND_MICROSECONDS},
    {"sec", 0, 0, SECOND_MICROSECONDS},
};

static const Unit *
find_unit(const char *name, size_t length)
{
    if (length > 1 && (name[length - 1] | 0x20) == 's')
        length--;
    for (size_t i = 0; i < ARRAY_LENGTH(units); i++)
    {
        if (strlen(units[i].name) == length && strncasecmp(units[i].name, name, length) == 0)
            return &units[i];
    }
    return NULL;
}

Value
ddl_value_parse_interval(const char *text)
{
    Value value = {.kind = VALUE_INTERVAL};

    text += strspn(text, " ");
    if (*text == '\0')
        return ddl_value_unknown(NULL);
    while (*text != '\0')
    {
        char *end;
        long number = strtol(text, &end, 10);
        const Unit *unit;
        size_t length;

        if (end == text || number > 100000 || number < -100000)
            return ddl_value_unknown(NULL);
        text = end + strspn(end, " ");
        length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        unit = find_unit(text, length);
        if (unit == NULL)
            return ddl_value_unknown(NULL);
        value.months += (int32_t) number * unit->months;
        value.days += (int32_t) number * unit->days;
        value.integer += number * unit->microseconds;
        text += length;
        text += strspn(text, " ");
        if (llabs(value.months) > 120000 || llabs(value.days) > 4000000 ||
            llabs(value.integer) > INT64_C(100000000000000000))
            return ddl_value_unknown(NULL);
    }
    return value;
}

static Value
add_interval(Value moment, Value interval, int sign)
{
    int64_t start = moment.kind == VALUE_DATE ? moment.integer * DAY_MICROSECONDS : moment.integer;
    int64_t days = floor_divide(start, DAY_MICROSECONDS);
    int64_t clock = start - days * DAY_MICROSECONDS;
    Civil civil = civil_of(days);
    int64_t month = civil.year * 12 + civil.month - 1 + (int64_t) sign * interval.months;

    civil.year = floor_divide(month, 12);
    civil.month = month - civil.year * 12 + 1;
    if (civil.year < YEAR_MINIMUM || civil.year > YEAR_MAXIMUM)
        return ddl_value_unknown(NULL);
    if (civil.day > days_in_month(civil.year, civil.month))
        civil.day = days_in_month(civil.year, civil.month);
    days = days_of(civil) + (int64_t) sign * interval.days;
    days += floor_divide(clock + sign * interval.integer, DAY_MICROSECONDS);
    clock = (clock + sign * interval.integer) -
            floor_divide(clock + sign * interval.integer, DAY_MICROSECONDS) * DAY_MICROSECONDS;
    return in_range(days) ? ddl_value_timestamp(days * DAY_MICROSECONDS + clock, moment.is_zoned)
                          : ddl_value_unknown(NULL);
}

static Value
scale_interval(Value interval, Value factor)
{
    int64_t by = factor.integer;

    if (factor.kind != VALUE_INTEGER || by > 100000 || by < -100000)
        return ddl_value_unknown(NULL);
    if (interval.integer > INT64_C(1000000000000) || interval.integer < -INT64_C(1000000000000) ||
        interval.months > 10000 || interval.days > 10000 || interval.months < -10000 ||
        interval.days < -10000)
        return ddl_value_unknown(NULL);
    interval.months = (int32_t) (interval.months * by);
    interval.days = (int32_t) (interval.days * by);
    interval.integer *= by;
    return interval;
}

/* date ± days, date - date. */
static Value
operate_days(char operation, Value left, Value right)
{
    int64_t days;

    if (left.kind == VALUE_DATE && right.kind == VALUE_DATE && operation == '-')
        return ddl_value_integer(left.integer - right.integer);
    if (left.kind == VALUE_INTEGER && operation == '+')
        return operate_days(operation, right, left);
    if (left.kind != VALUE_DATE || right.kind != VALUE_INTEGER || right.integer > 4000000 ||
        right.integer < -4000000 || (operation != '+' && operation != '-'))
        return ddl_value_unknown(NULL);
    days = operation == '+' ? left.integer + right.integer : left.integer - right.integer;
    return in_range(days) ? ddl_value_date(days) : ddl_value_unknown(NULL);
}

static Value
add_intervals(Value left, Value right, int sign)
{
    int64_t months = (int64_t) left.months + (int64_t) sign * right.months;
    int64_t days = (int64_t) left.days + (int64_t) sign * right.days;
    int64_t clock = left.integer + sign * right.integer;

    if (llabs(months) > 120000 || llabs(days) > 4000000 ||
        llabs(clock) > INT64_C(100000000000000000))
        return ddl_value_unknown(NULL);
    return (Value){.kind = VALUE_INTERVAL,
                   .months = (int32_t) months,
                   .days = (int32_t) days,
                   .integer = clock};
}

static bool
is_moment(Value value)
{
    return value.kind == VALUE_DATE || value.kind == VALUE_TIMESTAMP;
}

Value
ddl_value_operate_time(const char *operation, Value left, Value right)
{
    int sign = *operation == '+' ? 1 : *operation == '-' ? -1 : 0;

    /* date + '1 month' */
    if (is_moment(left) && right.kind == VALUE_TEXT)
        right = ddl_value_parse_interval(right.text);
    if (*operation == '*' && left.kind == VALUE_INTERVAL)
        return scale_interval(left, right);
    if (*operation == '*' && right.kind == VALUE_INTERVAL)
        return scale_interval(right, left);
    if (sign == 0 || right.kind != VALUE_INTERVAL)
        return sign > 0 && left.kind == VALUE_INTERVAL && is_moment(right)
                   ? add_interval(right, left, 1)
                   : operate_days(*operation, left, right);
    if (left.kind == VALUE_INTERVAL)
        return add_intervals(left, right, sign);
    return is_moment(left) ? add_interval(left, right, sign) : ddl_value_unknown(NULL);
}

const char *
ddl_value_print_time(Arena *arena, Value value)
{
    int64_t days =
        value.kind == VALUE_DATE ? value.integer : floor_divide(value.integer, DAY_MICROSECONDS);
    int64_t clock = value.integer - days * DAY_MICROSECONDS;
    Civil civil = civil_of(days);
    const char *date =
        arena_printf(arena, "%04d-%02d-%02d", (int) civil.year, (int) civil.month, (int) civil.day);

    if (value.kind == VALUE_INTERVAL)
        return NULL;
    if (value.kind == VALUE_DATE)
        return date;
    clock /= SECOND_MICROSECONDS;
    return arena_printf(arena, "%s %02d:%02d:%02d%s", date, (int) (clock / 3600),
                        (int) (clock / 60 % 60), (int) (clock % 60), value.is_zoned ? "+00" : "");
}

typedef struct Clock
{
    Civil civil;
    int64_t days;
    int64_t seconds;
} Clock;

static Clock
clock_of(Value value)
{
    int64_t days =
        value.kind == VALUE_DATE ? value.integer : floor_divide(value.integer, DAY_MICROSECONDS);

    return (Clock){.civil = civil_of(days),
                   .days = days,
                   .seconds = value.kind == VALUE_DATE ? 0
                                                       : (value.integer - days * DAY_MICROSECONDS) /
                                                             SECOND_MICROSECONDS};
}

static int64_t
day_of_year(const Clock *clock)
{
    return clock->days - days_of((Civil){.year = clock->civil.year, .month = 1, .day = 1}) + 1;
}

/* ISO: weeks begin on Monday, and the first of a year holds its fourth of January. */
static int64_t
iso_week(const Clock *clock, int64_t *year)
{
    /* The Thursday of its week: 1 January 1970 was one. */
    int64_t thursday = floor_divide(clock->days + 3, 7) * 7;
    Clock middle = clock_of(ddl_value_date(thursday));

    *year = middle.civil.year;
    return (day_of_year(&middle) - 1) / 7 + 1;
}

static bool
template_number(const Clock *clock, const char *pattern, int64_t *number)
{
    int64_t iso_year;
    int64_t week = iso_week(clock, &iso_year);
    const struct
    {
        const char *name;
        int64_t number;
    } numbers[] = {{"YYYY", clock->civil.year},
                   {"MM", clock->civil.month},
                   {"DDD", day_of_year(clock)},
                   {"DD", clock->civil.day},
                   {"HH24", clock->seconds / 3600},
                   {"MI", clock->seconds / 60 % 60},
                   {"SS", clock->seconds % 60},
                   {"YY", clock->civil.year % 100},
                   {"IYYY", iso_year},
                   {"IW", week},
                   {"Q", (clock->civil.month + 2) / 3},
                   {"WW", (day_of_year(clock) - 1) / 7 + 1}};

    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++)
    {
        if (strcmp(numbers[i].name, pattern) == 0)
        {
            *number = numbers[i].number;
            return true;
        }
    }
    return false;
}

/* Adds what a pattern at `at` stands for; its length, or 0 where there is none. */
static size_t
add_pattern(StrBuf *out, const Clock *clock, const char *at)
{
    static const char *const patterns[] = {"YYYY", "IYYY", "HH24", "DDD", "YY", "MM",
                                           "DD",   "MI",   "SS",   "IW",  "WW", "Q"};

    for (size_t i = 0; i < ARRAY_LENGTH(patterns); i++)
    {
        size_t length = strlen(patterns[i]);
        int64_t number;

        if (strncasecmp(at, patterns[i], length) != 0 ||
            !template_number(clock, patterns[i], &number))
            continue;
        strbuf_printf(out, "%0*lld", length == 4 && at[2] == '2' ? 2 : (int) length,
                      (long long) number);
        return length;
    }
    return 0;
}

/* to_char(7, 'FM000') */
static Value
integer_to_char(Arena *arena, int64_t number, const char *template)
{
    bool is_bare = strncmp(template, "FM", 2) == 0;
    size_t digits;

    template += is_bare ? 2 : 0;
    digits = strspn(template, "09");
    if (number < 0 || digits == 0 || digits > 15 || template[digits] != '\0' ||
        (template[0] == '9' && !is_bare))
        return ddl_value_unknown(NULL);
    if (snprintf(NULL, 0, "%lld", (long long) number) > (int) digits)
        return ddl_value_unknown(NULL);
    return ddl_value_text(arena_printf(arena, "%s%0*lld", is_bare ? "" : " ",
                                       template[0] == '0' ? (int) digits : 0, (long long) number));
}

Value
ddl_value_to_char(Arena *arena, Value value, const char *template)
{
    StrBuf text = strbuf_new(arena);
    Clock clock;

    if (value.kind == VALUE_INTEGER)
        return integer_to_char(arena, value.integer, template);
    if (!is_moment(value))
        return ddl_value_unknown(NULL);
    clock = clock_of(value);
    while (*template != '\0')
    {
        size_t length = add_pattern(&text, &clock, template);

        if (length == 0 && *template == '"' && strchr(template + 1, '"') != NULL)
        {
            length = (size_t) (strchr(template + 1, '"') - template) + 1;
            strbuf_add_bytes(&text, template + 1, length - 2);
        }
        else if (length == 0)
        {
            /* Any other letter may begin a pattern that we do not know. */
            if (((*template | 0x20) >= 'a' && (*template | 0x20) <= 'z') || *template == '"')
                return ddl_value_unknown(NULL);
            strbuf_add_char(&text, *template);
            length = 1;
        }
        template += length;
    }
    return ddl_value_text(text.text);
}

static int64_t
truncated_days(const Clock *clock, const char *field)
{
    Civil start = {.year = clock->civil.year, .month = 1, .day = 1};

    if (strcasecmp(field, "week") == 0)
        return clock->days - (clock->days + 3 - floor_divide(clock->days + 3, 7) * 7);
    if (strcasecmp(field, "month") == 0)
        start.month = clock->civil.month;
    else if (strcasecmp(field, "quarter") == 0)
        start.month = (clock->civil.month - 1) / 3 * 3 + 1;
    else if (strcasecmp(field, "year") != 0)
        return clock->days;
    return days_of(start);
}

Value
ddl_value_truncate(Value value, const char *field)
{
    static const char *const fields[] = {"week", "month", "quarter", "year", "day", "hour"};
    Clock clock;
    bool is_known = false;

    if (!is_moment(value))
        return ddl_value_unknown(NULL);
    clock = clock_of(value);
    if (strcmp(field, "date") == 0)
        return ddl_value_date(clock.days);
    for (size_t i = 0; i < ARRAY_LENGTH(fields); i++)
        is_known |= strcasecmp(fields[i], field) == 0;
    if (!is_known)
        return ddl_value_unknown(NULL);
    if (strcasecmp(field, "hour") == 0)
        return ddl_value_timestamp((clock.days * 86400 + clock.seconds / 3600 * 3600) *
                                       SECOND_MICROSECONDS,
                                   value.is_zoned);
    return ddl_value_timestamp(truncated_days(&clock, field) * DAY_MICROSECONDS,
                               value.is_zoned || value.kind == VALUE_DATE);
}

Value
ddl_value_field(Value value, const char *field)
{
    static const struct
    {
        const char *field;
        const char *pattern;
    } names[] = {{"year", "YYYY"}, {"month", "MM"},  {"day", "DD"},    {"quarter", "Q"},
                 {"week", "IW"},   {"hour", "HH24"}, {"minute", "MI"}, {"doy", "DDD"}};
    Clock clock;
    int64_t number;

    if (!is_moment(value))
        return ddl_value_unknown(NULL);
    clock = clock_of(value);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if (strcasecmp(names[i].field, field) == 0 &&
            template_number(&clock, names[i].pattern, &number))
            return ddl_value_integer(number);
    }
    return ddl_value_unknown(NULL);
}
