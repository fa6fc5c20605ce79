/*
 * grow_internal.h - what the files of this folder share.
 */
#ifndef TENFOLD_GROW_GROW_INTERNAL_H
#define TENFOLD_GROW_GROW_INTERNAL_H

#include "grow/grow.h"

/* moment.c: needs the walls. */
void moment_choose(Growth *growth);

/*
 * unrated.c: whether any table is known to grow, or said not to; and whether one that may grow has no
 * rate, where rates are what counts.
 */
bool unrated_is_other_rated(const Design *design);
bool unrated_is(const Growth *growth, const Table *table);

/* table_growth.c, key_growth.c: fill tables and keys; walls get what ends on a day. */
void table_growth_build(Growth *growth);

/* A storage parameter of the table, or the server's setting of that name, or what is usual. */
double table_growth_option(const Growth *growth, const Table *table, const char *name,
                           double otherwise);

/* toast_growth.c: when the rows of all moments are filled in; NULL when nothing lies outside of them. */
const ToastGrowth *toast_growth_build(const Growth *growth, const Table *table,
                                      const TableGrowth *sizes);
void key_growth_build(Growth *growth);
void wall_add(Growth *growth, WallKind kind, Day day, const char *text);
void wall_build(Growth *growth);

/* The day on which a table has twenty million rows; DAY_NEVER. */
Day wall_twenty_million(const Design *design, const Table *table);

/* freeze_growth.c: from the tables. */
void freeze_growth_build(Growth *growth);

/* fired_price.c: adds to the prices of writes what they fire. */
bool fired_price(Growth *growth, WhatIf *whatif, const char *const *configurations,
                 Error *error) MUST_CHECK;

/* What of it takes longer than the write itself, and why; or NULL. */
const char *fired_price_reason(const Growth *growth, size_t query);

/* query_growth.c: from the prices. */
void query_growth_build(Growth *growth);

/* By how much that one of its tables grows that grows most; 0 when the rows of none are known. */
double query_growth_rows(const Growth *growth, const WorkloadQuery *query, size_t moment);

/* part_growth.c: how many partitions its plans read, from the prices. */
void part_growth_find(const Growth *growth, size_t query, QueryGrowth *out);

/* What the measured times of all queries say of the machine. */
typedef struct Pace
{
    double call_us; /* of a call, beside its plan: messages, parsing, planning */
    double
        speed; /* microseconds that a unit of effort takes in half of the queries; 0: too few tell */
} Pace;

/*
 * query_time.c: the pace; how many times as long as by that a query takes; its milliseconds, when its doubt is
 * known; when they pass the objective.
 */
Pace query_time_pace(const Growth *growth);
double query_time_differs(const PlannedQuery *now, Quantity ms, Pace pace);
void query_time_tell(const Growth *growth, size_t query, Pace pace, QueryGrowth *out);
void query_time_cross(const Growth *growth, QueryGrowth *out);

/* doubt.c: why a query's costs may be wrong. */
void doubt_find(const Growth *growth, size_t query, Pace pace, QueryGrowth *out);

/* flip.c: from the prices; then whether they are certain. */
void flip_find(Growth *growth);
bool flip_resample(Growth *growth, WhatIf *whatif, Error *error) MUST_CHECK;

/* resample.c: the statistics that another ANALYZE of the same rows might give. */
Stats *resample_stats(Arena *arena, const Stats *stats, uint64_t seed);

#endif
