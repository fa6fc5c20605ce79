/*
 * derive.h - statistics of an index's expression, from those of the column that it is made of.
 */
#ifndef TENFOLD_PLANNER_DERIVE_H
#define TENFOLD_PLANNER_DERIVE_H

#include "planner/harvest.h"

/*
 * A row of pg_statistic for the index column, as ANALYZE would find it once the index is there; NULL for
 * expressions of several columns, of functions that are not the server's own, and without statistics.
 */
HeapTuple derive_statistic(const IndexTemplate *index, AttrNumber column);

#endif
