/*
 * extended_text.h - texts of extended statistics as the server stores them.
 */
#ifndef TENFOLD_PLANNER_EXTENDED_TEXT_H
#define TENFOLD_PLANNER_EXTENDED_TEXT_H

#include "planner/extended.h"

/* {"1, 2": 11} and {"1 => 2": 0.5, "1, 2 => 3": 1}; expressions count -1, -2. */
bytea *extended_text_distinct(const char *text);
bytea *extended_text_dependencies(const char *text);

/* Combinations of values, of these types in the object's order. */
bytea *extended_text_common(const ExtendedText *text, const StatisticType *types, int count);

#endif
