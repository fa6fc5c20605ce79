/*
 * fold.h - what a condition on partitions is compared with when the query runs.
 */
#ifndef TENFOLD_PLANNER_FOLD_H
#define TENFOLD_PLANNER_FOLD_H

#include "planner/compat.h"

#include <nodes/params.h>
#include <nodes/parsenodes.h>

/* Puts values in place of `now() - '1 day'` and its like wherever a query reads a partitioned table. */
void fold_stable(Query *query, ParamListInfo parameters);

#endif
