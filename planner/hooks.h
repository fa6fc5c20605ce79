/*
 * hooks.h - where the planner asks, and the active configuration answers.
 */
#ifndef TENFOLD_PLANNER_HOOKS_H
#define TENFOLD_PLANNER_HOOKS_H

#include "planner/harvest.h"

/* Puts our functions before whatever was there. Without an active configuration they change nothing. */
void hooks_install(void);

/* The rows that an index has in a configuration: those that its predicate lets in. */
double hooks_rows_of_index(Configuration *configuration, const IndexTemplate *index);
/* Statistics of an index's expression there, or NULL. */
HeapTuple hooks_statistic_of(Configuration *configuration, const IndexTemplate *index,
                             AttrNumber column);

double hooks_rows_of_present(Configuration *configuration, Oid indexoid);

#endif
