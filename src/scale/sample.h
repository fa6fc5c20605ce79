/*
 * sample.h - how many values there are, and how many of them ANALYZE finds.
 *
 * ANALYZE looks at 300 rows for each unit of the statistics target, of as many random pages, and
 * estimates from them. What it will say of a larger table is not the truth of that table: the law
 * works on truths, so estimates are turned into them first, and back at the end.
 */
#ifndef TENFOLD_SCALE_SAMPLE_H
#define TENFOLD_SCALE_SAMPLE_H

#include "base/base.h"

typedef struct Sample
{
    double rows; /* whose value is not null */
    double sampled; /* of them */
    double
        rows_per_page; /* 0: equal values are anywhere; else they stand together, as many on a page */
} Sample;

/* Of `rows` rows, of which a share is looked at; equal values stand together or anywhere. */
Sample sample_of(double rows, int32_t statistics_target, double pages, double correlation);

/* How many different values `rows` draws from `domain` equally likely ones have. */
double sample_occupied(double rows, double domain);

/* How many ANALYZE would say. */
double sample_estimate(const Sample *sample, double domain);

/* From how many values were drawn of which ANALYZE says `estimate`; INFINITY: each row has another. */
double sample_domain(const Sample *sample, double estimate);

/* True when the most frequent of `distinct` equal values may well have that share of the sample. */
bool sample_is_even(const Sample *sample, double distinct, double share);

/*
 * How many of `count` values, whose shares of all rows fall, ANALYZE would list as common beside
 * `distinct` values in all: those that are clearly more frequent than the rest.
 */
size_t sample_common(const Sample *sample, const double *shares, size_t count, double null_fraction,
                     double distinct);

/*
 * The share of the most frequent value when `distinct` values become `distinct_then`, and it was `share`
 * before. Shares are taken to fall with a power of the rank: equal ones all become smaller, steep ones
 * stay. What the luckiest of equal values has in a sample counts as equal.
 */
double sample_top_share(const Sample *sample, double distinct, double share, double distinct_then);

#endif
