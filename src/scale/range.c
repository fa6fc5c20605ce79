/*
 * range.c - bounds as text and as places.
 *
 * Months are months, so times are counted by the calendar that they are written in: '2026-11-01 00:00:00+01'
 * is the first of November. The trap: where summer time begins, the zones of two ends differ; all that is
 * written has the zone of the one, so that what is next to each other stays so.
 */
#include "scale/range.h"

#include "base/strbuf.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

static const double DAY_SECONDS = 86400;

enum
{
    MONTHS_MOST = 120 /* in a step */
};

typedef struct Reader
{
    const char *text;
    const char *at;
} Reader;

static void
skip_space(Reader *reader)
{
    while (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\t')
        reader->at++;
}

static bool
take(Reader *reader, const char *word)
{
    size_t length = strlen(word);

    skip_space(reader);
    if (strncmp(reader->at, word, length) != 0)
        return false;
    reader->at += length;
    return true;
}

/* "::timestamp with time zone"; the value before it says as much. */
static void
skip_cast(Reader *reader)
{
    skip_space(reader);
    if (strncmp(reader->at, "::", 2) != 0)
        return;
    while (*reader->at != '\0' && *reader->at != ',' && *reader->at != ')')
        reader->at++;
}

/* A time, with the zone kept apart. */
static bool
read_time(const char *text, size_t length, RangeEnd *out)
{
    char copy[40];
    struct tm at = {0};
    double seconds = 0;
    int used = 0, more = 0;

    if (length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (sscanf(copy, "%4d-%2d-%2d%n", &at.tm_year, &at.tm_mon, &at.tm_mday, &used) != 3 ||
        used != 10)
        return false;
    if (sscanf(copy + used, "%*1[ T]%2d:%2d:%lf%n", &at.tm_hour, &at.tm_min, &seconds, &more) == 3)
        used += more;
    else if (sscanf(copy + used, "%*1[ T]%2d:%2d%n", &at.tm_hour, &at.tm_min, &more) == 2)
        used += more;
    out->has_time = more > 0;
    out->zone = text + used;
    if (strspn(out->zone, "+-0123456789:Z") < length - (size_t) used)
        return false;
    at.tm_year -= 1900;
    at.tm_mon -= 1;
    out->place = (double) timegm(&at) + seconds;
    return true;
}

static bool
read_value(Reader *reader, Range *range, RangeEnd *out)
{
    bool is_quoted = take(reader, "'");
    size_t length = is_quoted ? strcspn(reader->at, "'") : strspn(reader->at, "+-0123456789");
    const char *value = reader->at;
    char *end;

    *out = (RangeEnd){.start = (size_t) (value - reader->text), .length = length, .zone = ""};
    reader->at += length;
    if (length == 0 || (is_quoted && !take(reader, "'")))
        return false;
    skip_cast(reader);
    if (is_quoted && read_time(value, length, out))
    {
        range->is_time = true;
        return true;
    }
    out->place = strtod(value, &end);
    return end == value + length;
}

/* One end: "(value)", "(value, MINVALUE)". */
static bool
read_end(Reader *reader, Range *range, RangeEnd *out)
{
    if (!take(reader, "("))
        return false;
    if (take(reader, "MINVALUE"))
        *out = (RangeEnd){.place = -INFINITY, .zone = ""};
    else if (take(reader, "MAXVALUE"))
        *out = (RangeEnd){.place = INFINITY, .zone = ""};
    else if (!read_value(reader, range, out))
        return false;
    while (take(reader, ","))
        if (!take(reader, "MINVALUE") && !take(reader, "MAXVALUE"))
            return false;
    return take(reader, ")");
}

bool
range_read(const char *text, Range *out)
{
    Reader reader = {.text = text, .at = text};
    Range range = {.text = text};

    if (text == NULL || !take(&reader, "FOR VALUES FROM") ||
        !read_end(&reader, &range, &range.from) || !take(&reader, "TO") ||
        !read_end(&reader, &range, &range.to) || !(range.from.place < range.to.place))
        return false;
    *out = range;
    return true;
}

static struct tm
calendar(double place)
{
    time_t whole = (time_t) floor(place);
    struct tm at;

    gmtime_r(&whole, &at);
    return at;
}

static double
move_months(double place, int months)
{
    struct tm at = calendar(place);

    at.tm_mon += months; /* timegm() makes years of them */
    return (double) timegm(&at) + (place - floor(place));
}

RangeStep
range_step(const Range *range)
{
    struct tm from, to;
    int months;

    if (!isfinite(range->from.place) || !isfinite(range->to.place))
        return (RangeStep){0};
    if (!range->is_time)
        return (RangeStep){.length = range->to.place - range->from.place};
    from = calendar(range->from.place);
    to = calendar(range->to.place);
    months = (to.tm_year - from.tm_year) * 12 + to.tm_mon - from.tm_mon;
    if (from.tm_mday == to.tm_mday && from.tm_mday <= 28 && months > 0 && months <= MONTHS_MOST &&
        move_months(range->from.place, months) == range->to.place)
        return (RangeStep){.months = months, .length = range->to.place - range->from.place};
    return (RangeStep){.length = range->to.place - range->from.place};
}

/* Days on which clocks are changed have an hour more or less. */
bool
range_same_step(const RangeStep *left, const RangeStep *right)
{
    if (left->months > 0 || right->months > 0)
        return left->months == right->months;
    return fabs(left->length - right->length) <= 0.05 * right->length;
}

double
range_move(double place, const RangeStep *step, double steps)
{
    return step->months > 0 ? move_months(place, (int) round(steps * step->months))
                            : place + steps * step->length;
}

static void
add_place(StrBuf *out, const Range *like, const RangeEnd *end, double place)
{
    struct tm at;

    if (!like->is_time)
    {
        strbuf_printf(out, "%.0f", place);
        return;
    }
    at = calendar(place);
    strbuf_printf(out, "%04d-%02d-%02d", at.tm_year + 1900, at.tm_mon + 1, at.tm_mday);
    if (end->has_time || fmod(place, DAY_SECONDS) != 0)
        strbuf_printf(out, " %02d:%02d:%02d", at.tm_hour, at.tm_min, at.tm_sec);
    strbuf_add_bytes(out, end->zone, strcspn(end->zone, "'"));
}

const char *
range_text(Arena *arena, const Range *like, double from, double to)
{
    StrBuf out = strbuf_new(arena);
    size_t after_from = like->from.start + like->from.length;
    size_t after_to = like->to.start + like->to.length;

    strbuf_add_bytes(&out, like->text, like->from.start);
    add_place(&out, like, &like->from, from);
    strbuf_add_bytes(&out, like->text + after_from, like->to.start - after_from);
    add_place(&out, like, &like->from, to);
    strbuf_add(&out, like->text + after_to);
    return out.text;
}
