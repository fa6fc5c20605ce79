/*
 * derive_step.h - how many results an expression has that maps near values to one, such as a day of a time.
 */
#ifndef TENFOLD_PLANNER_DERIVE_STEP_H
#define TENFOLD_PLANNER_DERIVE_STEP_H

#include "planner/compat.h"

#include <utils/lsyscache.h>

/* Whether the expression gives the same for both values. */
typedef bool (*DeriveSame)(void *context, Datum left, Datum right);

/*
 * Of so many distinct values of a numeric type or of times, with these bounds of a histogram. As many as
 * there are values where the expression tells even neighbours apart, and for other types.
 */
double derive_step_distinct(Oid type, const AttStatsSlot *bounds, double distinct,
                            DeriveSame is_same, void *context);

/*
 * Values that lie evenly between the bounds, so many from each to the next; how many they are: none of a type that
 * has no numbers. `out` has room for all.
 */
int derive_step_between(Oid type, const AttStatsSlot *bounds, int each, Datum *out);

/* Whether the bounds are as far apart as can be seen only of whole numbers in a row, so that they keep step with others. */
bool derive_step_is_regular(Oid type, const AttStatsSlot *bounds);

#endif
