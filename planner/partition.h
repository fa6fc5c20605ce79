/*
 * partition.h - what the statistics of a whole table say about one of its partitions.
 */
#ifndef TENFOLD_PLANNER_PARTITION_H
#define TENFOLD_PLANNER_PARTITION_H

#include "planner/compat.h"

#include <access/attnum.h>
#include <access/htup.h>

/*
 * The statistics of a column, cut to what a partition by ranges of that column holds, in the current
 * memory context. Of any other column, and where nothing would be left, NULL: then they are the parent's.
 */
HeapTuple partition_statistic(Oid partition, Oid parent, AttrNumber column, HeapTuple statistic);

#endif
