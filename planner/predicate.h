/*
 * predicate.h - constants that partial indexes are about.
 */
#ifndef TENFOLD_PLANNER_PREDICATE_H
#define TENFOLD_PLANNER_PREDICATE_H

#include "planner/compat.h"

#include <access/attnum.h>

/*
 * What the column, at the left of the operator, is compared with in the predicate of an index of its table,
 * as text: 'delivered' for status <> $1 beside an index WHERE status <> 'delivered'. NULL when there is none.
 */
char *predicate_constant(Oid relid, AttrNumber column, Oid operator);

#endif
