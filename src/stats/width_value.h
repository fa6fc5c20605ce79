/*
 * width_value.h - how many bytes values take that a server printed.
 */
#ifndef TENFOLD_STATS_WIDTH_VALUE_H
#define TENFOLD_STATS_WIDTH_VALUE_H

#include "schema/type.h"
#include "stats/width.h"

/*
 * Makes a measured width of varying length as exact as the common values and the bounds of the histogram are, where
 * these are known: its average, and how often it leaves which rest by 8.
 */
void width_value_refine(Width *width, TypeFacts facts, const ColumnStats *column);

#endif
