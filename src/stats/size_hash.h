/*
 * size_hash.h - pages of a hash index as CREATE INDEX makes it.
 */
#ifndef TENFOLD_STATS_SIZE_HASH_H
#define TENFOLD_STATS_SIZE_HASH_H

#include "stats/stats.h"

/*
 * `rows` are those in the index: not null, of so many different values, the most frequent of which are
 * `common`, with their shares of all rows of the table.
 */
double size_hash_pages(double table_rows, double rows, double distinct, const CommonValue *common,
                       size_t count);

#endif
