/*
 * extended.h - extended statistics: over several columns, and of expressions.
 *
 * The planner reads them from the catalog, through no hook. So those of the active configuration are
 * written there, in a subtransaction that is rolled back after the last plan.
 */
#ifndef TENFOLD_PLANNER_EXTENDED_H
#define TENFOLD_PLANNER_EXTENDED_H

#include "planner/compat.h"

/* Writes those of the active configuration and its bases. The caller's subtransaction ends them. */
void extended_write(void);

#endif
