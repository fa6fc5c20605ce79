/*
 * The functions that make statistics known: of columns, of expressions of indexes, and of what CREATE STATISTICS
 * is over.
 */
#include "planner/argument.h"
#include "planner/extended.h"
#include "planner/statistic.h"

#include <access/genam.h>
#include <fmgr.h>
#include <nodes/nodeFuncs.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
#include <utils/relcache.h>

PG_FUNCTION_INFO_V1(tenfold_column);
PG_FUNCTION_INFO_V1(tenfold_index_column);
PG_FUNCTION_INFO_V1(tenfold_extended);
PG_FUNCTION_INFO_V1(tenfold_expression);

typedef struct ColumnWork
{
    Configuration *configuration;
    char *relation;
    char *column;
    bool is_inherited;
    Statistic statistic;
} ColumnWork;

static void
set_column(void *argument)
{
    const ColumnWork *work = argument;
    Oid relid = argument_relation(work->relation);
    AttrNumber column = get_attnum(relid, work->column);
    StatisticType type = statistic_type(relid, column);

    configuration_set_column(
        work->configuration, relid, column, work->is_inherited,
        statistic_make(&work->statistic, type, relid, column, work->is_inherited));
}

/* The thirteen arguments from `first` on. */
static Statistic
statistic_arguments(FunctionCallInfo fcinfo, int first)
{
    return (Statistic){.null_fraction = argument_number(fcinfo, first, 0),
                       .width = argument_number(fcinfo, first + 1, 0),
                       .distinct = argument_number(fcinfo, first + 2, 0),
                       .common = argument_array(fcinfo, first + 3),
                       .common_fractions = argument_array(fcinfo, first + 4),
                       .bounds = argument_array(fcinfo, first + 5),
                       .has_correlation = !PG_ARGISNULL(first + 6),
                       .correlation = argument_number(fcinfo, first + 6, 0),
                       .elements = argument_array(fcinfo, first + 7),
                       .element_fractions = argument_array(fcinfo, first + 8),
                       .element_histogram = argument_array(fcinfo, first + 9),
                       .range_bounds = argument_array(fcinfo, first + 10),
                       .range_lengths = argument_array(fcinfo, first + 11),
                       .range_empty = argument_number(fcinfo, first + 12, 0)};
}

/*
 * column(configuration, relation, column, is_inherited, null_fraction, width, n_distinct, common,
 * fractions, bounds, correlation, elements, element_fractions, element_histogram, range_bounds,
 * range_lengths, range_empty)
 */
Datum
tenfold_column(PG_FUNCTION_ARGS)
{
    ColumnWork work = {.configuration = argument_configuration(fcinfo),
                       .relation = argument_text(fcinfo, 1),
                       .column = argument_text(fcinfo, 2),
                       .is_inherited = !PG_ARGISNULL(3) && PG_GETARG_BOOL(3),
                       .statistic = statistic_arguments(fcinfo, 4)};
    Failure failure;

    if (work.relation == NULL || work.column == NULL)
        PG_RETURN_NULL();
    return argument_result(fcinfo, attempt_alone(set_column, &work, &failure), &failure);
}

/* The nth column of an index, which must be an expression: plain ones have those of their table's. */
static StatisticType
type_of_expression(Oid indexoid, int number)
{
    Relation index = index_open(indexoid, AccessShareLock);
    ListCell *cell = list_head(RelationGetIndexExpressions(index));
    StatisticType type = {0};

    if (number < 1 || number > IndexRelationGetNumberOfKeyAttributes(index))
        cell = NULL;
    for (int i = 0; cell != NULL && i < number - 1; i++)
        if (index->rd_index->indkey.values[i] == 0)
            cell = lnext(RelationGetIndexExpressions(index), cell);
    if (cell != NULL && index->rd_index->indkey.values[number - 1] == 0)
        type = (StatisticType){.type = exprType(lfirst(cell)),
                               .collation = exprCollation(lfirst(cell))};
    index_close(index, AccessShareLock);
    if (!OidIsValid(type.type))
        ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
                        errmsg("column %d of the index is no expression", number)));
    return type;
}

typedef struct IndexColumnWork
{
    Configuration *configuration;
    char *index;
    int number;
    Statistic statistic;
} IndexColumnWork;

static void
set_index_column(void *argument)
{
    const IndexColumnWork *work = argument;
    Oid relid = argument_relation(work->index);
    AttrNumber column = (AttrNumber) work->number;
    StatisticType type = type_of_expression(relid, work->number);

    configuration_set_column(work->configuration, relid, column, false,
                             statistic_make(&work->statistic, type, relid, column, false));
}

/* index_column(configuration, index, number, and what column() takes from null_fraction on) */
Datum
tenfold_index_column(PG_FUNCTION_ARGS)
{
    IndexColumnWork work = {.configuration = argument_configuration(fcinfo),
                            .index = argument_text(fcinfo, 1),
                            .number = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT32(2),
                            .statistic = statistic_arguments(fcinfo, 3)};
    Failure failure;

    if (work.index == NULL)
        PG_RETURN_NULL();
    return argument_result(fcinfo, attempt_alone(set_index_column, &work, &failure), &failure);
}

typedef struct ExtendedWork
{
    Configuration *configuration;
    char *name;
    bool is_inherited;
    ExtendedText text;
    int expression;
    Statistic statistic;
} ExtendedWork;

static void
set_extended(void *argument)
{
    const ExtendedWork *work = argument;

    extended_set(work->configuration, work->name, work->is_inherited, &work->text);
}

static void
set_expression(void *argument)
{
    const ExtendedWork *work = argument;

    extended_set_expression(work->configuration, work->name, work->is_inherited, work->expression,
                            &work->statistic);
}

/* extended(configuration, name, is_inherited, distinct, dependencies, common, fractions, bases, columns) */
Datum
tenfold_extended(PG_FUNCTION_ARGS)
{
    ExtendedWork work = {.configuration = argument_configuration(fcinfo),
                         .name = argument_text(fcinfo, 1),
                         .is_inherited = !PG_ARGISNULL(2) && PG_GETARG_BOOL(2),
                         .text = {.distinct = argument_text(fcinfo, 3),
                                  .dependencies = argument_text(fcinfo, 4),
                                  .common = argument_array(fcinfo, 5),
                                  .fractions = argument_array(fcinfo, 6),
                                  .base_fractions = argument_array(fcinfo, 7),
                                  .columns = argument_array(fcinfo, 8)}};
    Failure failure;

    if (work.name == NULL)
        PG_RETURN_NULL();
    return argument_result(fcinfo, attempt_alone(set_extended, &work, &failure), &failure);
}

/* expression(configuration, name, is_inherited, number, and what column() takes from null_fraction on) */
Datum
tenfold_expression(PG_FUNCTION_ARGS)
{
    ExtendedWork work = {.configuration = argument_configuration(fcinfo),
                         .name = argument_text(fcinfo, 1),
                         .is_inherited = !PG_ARGISNULL(2) && PG_GETARG_BOOL(2),
                         .expression = PG_ARGISNULL(3) ? 0 : PG_GETARG_INT32(3),
                         .statistic = statistic_arguments(fcinfo, 4)};
    Failure failure;

    if (work.name == NULL)
        PG_RETURN_NULL();
    return argument_result(fcinfo, attempt_alone(set_expression, &work, &failure), &failure);
}
