/*
 * statistic.h - what ANALYZE would have found out about a column, as a row of pg_statistic.
 */
#ifndef TENFOLD_PLANNER_STATISTIC_H
#define TENFOLD_PLANNER_STATISTIC_H

#include "planner/compat.h"

#include <access/attnum.h>
#include <access/htup.h>
#include <utils/array.h>

/* As pg_stats shows it; values are texts that the type's input function reads. NULL: not known. */
typedef struct Statistic
{
    double null_fraction;
    double width; /* bytes */
    double distinct; /* negative: a share of the rows */
    ArrayType *common; /* text[], with their frequencies */
    ArrayType *common_fractions; /* float4[] */
    ArrayType *bounds; /* text[] */
    bool has_correlation;
    double correlation;
    ArrayType *elements; /* text[], of the type of elements */
    ArrayType *element_fractions; /* float4[], least, greatest and nulls behind */
    ArrayType *element_histogram; /* float4[] */
    ArrayType *range_bounds; /* text[], of ranges: the nth lower and the nth upper bound */
    ArrayType *range_lengths; /* float8[] */
    double range_empty; /* share of empty ranges */
} Statistic;

/* What the values are: a column's, an index column's or an expression's type. */
typedef struct StatisticType
{
    Oid type;
    Oid collation;
} StatisticType;

/* The type of a column of a table or an index; an error when there is none. */
StatisticType statistic_type(Oid relid, AttrNumber column);

/* The row. Errors are those of input functions, and of numbers that the planner could not use. */
HeapTuple statistic_make(const Statistic *statistic, StatisticType type, Oid relid,
                         AttrNumber column, bool is_inherited);

/* The same from values: arrays of the type itself, as the derived ones have them. */
HeapTuple statistic_make_of(const Statistic *statistic, StatisticType type, Datum *common,
                            int common_count, Datum *bounds, int bound_count);

/* Refuses what is no list of finite numbers, of float4 or float8; `what` is the list's name. */
void statistic_check_numbers(ArrayType *numbers, const char *what);

/* One value read by its type's input function; no CHECK of a domain is run. */
Datum statistic_value(Oid type, const char *text);

#endif
