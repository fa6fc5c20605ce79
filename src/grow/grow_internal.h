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
void key_growth_build(Growth *growth);
void wall_add(Growth *growth, WallKind kind, Day day, const char *text);
void wall_build(Growth *growth);

/* The day on which a table has twenty million rows; DAY_NEVER. */
Day wall_twenty_million(const Design *design, const Table *table);

/* query_growth.c: from the prices. */
void query_growth_build(Growth *growth);

/* By how much that one of its tables grows that grows most; 0 when the rows of none are known. */
double query_growth_rows(const Growth *growth, const WorkloadQuery *query, size_t moment);

/* doubt.c: what a unit of cost takes in most queries; why a query's costs may be wrong. */
double doubt_usual_ms(const Growth *growth);
void doubt_find(const Growth *growth, size_t query, double usual_ms, QueryGrowth *out);

/* flip.c: from the prices; then whether they are certain. */
void flip_find(Growth *growth);
bool flip_resample(Growth *growth, WhatIf *whatif, Error *error) MUST_CHECK;

/* resample.c: the statistics that another ANALYZE of the same rows might give. */
Stats *resample_stats(Arena *arena, const Stats *stats, uint64_t seed);

#endif
