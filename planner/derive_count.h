/*
 * derive_count.h - how many different results there are of which some were seen, and which of them are common.
 */
#ifndef TENFOLD_PLANNER_DERIVE_COUNT_H
#define TENFOLD_PLANNER_DERIVE_COUNT_H

#include "planner/compat.h"

/* What came out of draws from a column, equal results counted once. */
typedef struct Counts
{
    double draws;
    double different;
    double once;
    double twice;
} Counts;

/* How many different results so many rows have; at most `most`. */
double derive_count_distinct(const Counts *counts, double rows, double most);

/*
 * The same of texts of which only the first letters were taken; `different` tells how many different beginnings of
 * 1, 2, … letters were drawn, `length` how many letters are taken.
 */
double derive_count_beginnings(double draws, const double *different, int count, double length,
                               double most);

/* Whether so many draws that found only so many different results were drawn like those of a finer sample. */
bool derive_count_is_alike(double draws, double different, double finer);

/* Whether ANALYZE would call a result common that has this share of the rows where they have `average` on average. */
bool derive_count_is_common(double share, double average, double rows);

#endif
