/*
 * extended.h - extended statistics: over several columns, and of expressions.
 *
 * The planner reads them from the catalog, through no hook. So those of the active configuration are
 * written there, in a subtransaction that is rolled back after the last plan.
 */
#ifndef TENFOLD_PLANNER_EXTENDED_H
#define TENFOLD_PLANNER_EXTENDED_H

#include "planner/configuration.h"
#include "planner/statistic.h"

#include <utils/array.h>

/*
 * What is known of one object; texts as pg_stats_ext shows them. NULL: that kind was not built. Their numbers
 * are those of the table's columns; where names are given, 1 is the first of them, and values stand in
 * their order: the table may have its columns in another one.
 */
typedef struct ExtendedText
{
    ArrayType *columns; /* text[], or NULL */
    char *distinct; /* {"1, 2": 11}; expressions are -1, -2 */
    char *dependencies; /* {"1 => 2": 0.5} */
    ArrayType *common; /* text[][]: a row for each combination, with nulls */
    ArrayType *fractions; /* float8[] */
    ArrayType *base_fractions; /* float8[], were the columns independent */
} ExtendedText;

/* Makes it known to a configuration. Errors where the texts do not fit the object. */
void extended_set(Configuration *configuration, const char *name, bool is_inherited,
                  const ExtendedText *text);

/* The statistics of the object's nth expression, from 1. */
void extended_set_expression(Configuration *configuration, const char *name, bool is_inherited,
                             int number, const Statistic *statistic);

/* Writes those of the active configuration and its bases. The caller's subtransaction ends them. */
void extended_write(void);

#endif
