/*
 * range.h - bounds of partitions by ranges, read, moved and written again.
 *
 * Of a key of several columns only the first is looked at, and only where the others have no say.
 */
#ifndef TENFOLD_SCALE_RANGE_H
#define TENFOLD_SCALE_RANGE_H

#include "base/arena.h"

/* A place on the line of a key: seconds of the calendar since 1970-01-01, whatever the zone, or a number. */
typedef struct RangeEnd
{
    double place; /* -INFINITY for MINVALUE, INFINITY for MAXVALUE */
    const char *zone; /* what follows a time of day: "+02"; else "" */
    bool has_time; /* of day */
    size_t start; /* of the value in the text, without its quotes */
    size_t length;
} RangeEnd;

typedef struct Range
{
    const char *text; /* "FOR VALUES FROM ('2026-11-01') TO ('2026-12-01')" */
    RangeEnd from;
    RangeEnd to;
    bool is_time;
} Range;

/* From one bound to the next: whole months, or seconds or numbers. */
typedef struct RangeStep
{
    int months; /* 0: see length */
    double length;
} RangeStep;

/* False for DEFAULT, lists, hash, expressions, and keys whose other columns are bounded as well. */
bool range_read(const char *text, Range *out);

RangeStep range_step(const Range *range);
bool range_same_step(const RangeStep *left, const RangeStep *right);

/* A place so many steps on, or back. */
double range_move(double place, const RangeStep *step, double steps);

/* The text with other places; `like` is how its ends are written. */
const char *range_text(Arena *arena, const Range *like, double from, double to);

#endif
