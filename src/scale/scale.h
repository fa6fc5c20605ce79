/*
 * scale.h - what everything that the planner knows becomes when the database grows.
 *
 * Rows, pages and the statistics of every column, now and then, by one law: docs/design/scale_law.md
 * has it with its reasons. Nothing here asks a server.
 */
#ifndef TENFOLD_SCALE_SCALE_H
#define TENFOLD_SCALE_SCALE_H

#include "design/design.h"

/* Where to: to a day at the growth that is known, or to so many times the rows. */
typedef struct ScaleTarget
{
    Day day; /* without a factor: what is inserted until then adds to what is there */
    double factor; /* more than 0: the history as long as now, and so many times as dense */
    bool is_calendar; /* times as clocks will show them then; else as seen from today, so that now()
                         and the dates in queries mean what they mean today */
} ScaleTarget;

/*
 * The statistics at the target, as ANALYZE would find them then. Columns of which nothing is measured
 * have what is assumed of them; tables whose rows nobody knows have nothing.
 */
Stats *scale_stats(Arena *arena, const Design *design, const ScaleTarget *target);

/* The same for today: what is measured, and what is assumed of the rest. */
Stats *scale_stats_today(Arena *arena, const Design *design);

/*
 * The design with the partitions that there will be more until the furthest target: tables with `made_like`,
 * in a schema of their own. NULL where nothing is divided by time or by numbers that go up. Stats at a
 * target, of this design, say of each whether it is there.
 */
const Design *scale_with_partitions(Arena *arena, const Design *design,
                                    const ScaleTarget *furthest);

/*
 * A schema that came of another by changes, with the partitions that were made for that one: the same, and
 * each made like its sister is now.
 */
const Schema *scale_same_partitions(Arena *arena, const Schema *made, const Schema *schema);

#endif
