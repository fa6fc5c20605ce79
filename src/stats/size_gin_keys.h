/*
 * size_gin_keys.h - the keys that GIN finds inside of the values of a column, from its statistics.
 */
#ifndef TENFOLD_STATS_SIZE_GIN_KEYS_H
#define TENFOLD_STATS_SIZE_GIN_KEYS_H

#include "stats/size_gin.h"
#include "stats/size_key.h"

/* False: nothing is known of the values, neither elements nor texts. Nulls are a key, too. */
bool size_gin_keys_of(const Sizing *sizing, const IndexElement *element, Arena *arena,
                      GinKeys *out);

#endif
