/*
 * draw.h - values for parameters, drawn from what is known of the column that they are compared with.
 */
#ifndef TENFOLD_PLANNER_DRAW_H
#define TENFOLD_PLANNER_DRAW_H

#include "planner/parameter.h"

/*
 * A value as text. Typical: of ordinary frequency; of time spans the last hundredth. Worst: the most
 * common one, and the longest span. NULL where nothing is known that helps; a key of partitions then gets
 * one from their bounds.
 */
char *draw_typical(const ParameterUse *use);
char *draw_worst(const ParameterUse *use);

/* Of rows to return or to skip; nobody knows, so these are assumed. */
char *draw_count(bool is_offset, bool is_worst);

#endif
