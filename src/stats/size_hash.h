/*
 * size_hash.h - pages of a hash index as CREATE INDEX makes it.
 */
#ifndef TENFOLD_STATS_SIZE_HASH_H
#define TENFOLD_STATS_SIZE_HASH_H

#include "stats/stats.h"

/* `rows` are those that are not null, of so many different values; `common` are the most frequent of them. */
double size_hash_pages(double rows, double distinct, const CommonValue *common, size_t count);

#endif
