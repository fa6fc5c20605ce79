/*
 * The functions that make configurations known. Each takes one fact, so that a statement over many rows
 * takes many; what does not fit is left out, and the reason is the function's result.
 */
#include "planner/attempt.h"
#include "planner/configuration.h"
#include "planner/extended.h"
#include "planner/harvest.h"
#include "planner/hooks.h"
#include "planner/statistic.h"

#include <access/htup_details.h>
#include <catalog/namespace.h>
#include <catalog/pg_class.h>
#include <catalog/pg_inherits.h>
#include <catalog/pg_statistic.h>
#include <catalog/pg_type.h>
#include <fmgr.h>
#include <funcapi.h>
#include <utils/acl.h>
#include <utils/builtins.h>
#include <utils/guc.h>
#include <utils/lsyscache.h>
#include <utils/regproc.h>
#include <utils/varlena.h>

#include <math.h>

PG_FUNCTION_INFO_V1(tenfold_configure);
PG_FUNCTION_INFO_V1(tenfold_forget);
PG_FUNCTION_INFO_V1(tenfold_setting);
PG_FUNCTION_INFO_V1(tenfold_relation);
PG_FUNCTION_INFO_V1(tenfold_column);
PG_FUNCTION_INFO_V1(tenfold_index);
PG_FUNCTION_INFO_V1(tenfold_index_rows);
PG_FUNCTION_INFO_V1(tenfold_hide);
PG_FUNCTION_INFO_V1(tenfold_extended);
PG_FUNCTION_INFO_V1(tenfold_expression);

static char *
text_argument(FunctionCallInfo fcinfo, int at)
{
    return PG_ARGISNULL(at) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(at));
}

static double
number_argument(FunctionCallInfo fcinfo, int at, double otherwise)
{
    return PG_ARGISNULL(at) ? otherwise : PG_GETARG_FLOAT8(at);
}

static ArrayType *
array_argument(FunctionCallInfo fcinfo, int at)
{
    return PG_ARGISNULL(at) ? NULL : PG_GETARG_ARRAYTYPE_P(at);
}

static Configuration *
configuration_argument(FunctionCallInfo fcinfo)
{
    const char *name = text_argument(fcinfo, 0);

    return configuration_find(name == NULL ? "" : name);
}

/* NULL when all went well. */
static Datum
result_of(FunctionCallInfo fcinfo, bool is_done, const Failure *failure)
{
    if (is_done)
        PG_RETURN_NULL();
    PG_RETURN_TEXT_P(cstring_to_text(failure->message));
}

/* A quoted and qualified name. */
static Oid
relation_of(const char *name)
{
    List *names = stringToQualifiedNameList(name);

    return RangeVarGetRelid(makeRangeVarFromNameList(names), AccessShareLock, false);
}

/* configure(name, base) */
Datum
tenfold_configure(PG_FUNCTION_ARGS)
{
    const char *name = text_argument(fcinfo, 0);
    const char *base = text_argument(fcinfo, 1);

    (void) configuration_make(name == NULL ? "" : name, base == NULL ? "" : base);
    PG_RETURN_VOID();
}

/* forget(name) */
Datum
tenfold_forget(PG_FUNCTION_ARGS)
{
    const char *name = text_argument(fcinfo, 0);

    if (name != NULL)
        configuration_forget(name);
    PG_RETURN_VOID();
}

typedef struct SettingWork
{
    Configuration *configuration;
    char *name;
    char *value;
} SettingWork;

static void
set_setting(void *argument)
{
    const SettingWork *work = argument;
    MemoryContext before;
    ConfigurationSetting *setting;

    if (set_config_option(work->name, work->value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
                          false, ERROR, false) == 0)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("setting \"%s\" cannot be \"%s\"", work->name, work->value)));
    before = MemoryContextSwitchTo(work->configuration->memory);
    setting = palloc(sizeof(*setting));
    setting->name = pstrdup(work->name);
    setting->value = pstrdup(work->value);
    work->configuration->settings = lappend(work->configuration->settings, setting);
    (void) MemoryContextSwitchTo(before);
}

/* setting(configuration, name, value) */
Datum
tenfold_setting(PG_FUNCTION_ARGS)
{
    SettingWork work = {.configuration = configuration_argument(fcinfo),
                        .name = text_argument(fcinfo, 1),
                        .value = text_argument(fcinfo, 2)};
    Failure failure;

    if (work.name == NULL || work.value == NULL)
        PG_RETURN_NULL();
    return result_of(fcinfo, attempt(set_setting, &work, &failure), &failure);
}

typedef struct RelationWork
{
    Configuration *configuration;
    char *relation;
    RelationNumbers numbers;
} RelationWork;

/* The numbers of an index that is not there belong to its entry, and are split over partitions. */
static bool
set_hypothetical(Configuration *configuration, const char *name, const RelationNumbers *numbers)
{
    List *names = stringToQualifiedNameList(name);
    List *parts = NIL;
    double rows = 0;
    ListCell *cell;

    if (list_length(names) != 1)
        return false;
    foreach (cell, configuration->indexes)
    {
        HypotheticalIndex *index = lfirst(cell);

        if (strcmp(index->index->name, strVal(linitial(names))) != 0)
            continue;
        parts = lappend(parts, index);
        rows += Max(index->numbers.rows, 0);
    }
    foreach (cell, parts)
    {
        RelationNumbers *part = &((HypotheticalIndex *) lfirst(cell))->numbers;
        double share = rows > 0 ? Max(part->rows, 0) / rows : 1.0 / list_length(parts);

        part->tree_height = numbers->tree_height;
        if (numbers->pages >= 0)
            part->pages = list_length(parts) == 1 ? numbers->pages : 1 + numbers->pages * share;
        if (numbers->rows >= 0)
            part->rows = numbers->rows * share;
    }
    return parts != NIL;
}

/* What an index of a partitioned table has, its parts have together: each by the rows of its partition. */
static void
set_partitioned(Configuration *configuration, const RelationNumbers *whole)
{
    List *parts = find_all_inheritors(whole->relid, AccessShareLock, NULL);
    double rows = 0;
    ListCell *cell;

    foreach (cell, parts)
        if (get_rel_relkind(lfirst_oid(cell)) == RELKIND_INDEX)
            rows += hooks_rows_of_present(configuration, lfirst_oid(cell));
    foreach (cell, parts)
    {
        RelationNumbers part = {
            .relid = lfirst_oid(cell), .visible_fraction = -1, .tree_height = -1};

        if (get_rel_relkind(part.relid) != RELKIND_INDEX)
            continue;
        part.rows = hooks_rows_of_present(configuration, part.relid);
        part.pages = whole->pages < 0 ? -1 : ceil(1 + whole->pages * part.rows / Max(rows, 1));
        configuration_set_numbers(configuration, &part);
    }
}

static void
set_relation(void *argument)
{
    RelationWork *work = argument;

    if (set_hypothetical(work->configuration, work->relation, &work->numbers))
        return;
    work->numbers.relid = relation_of(work->relation);
    if (get_rel_relkind(work->numbers.relid) == RELKIND_PARTITIONED_INDEX)
        set_partitioned(work->configuration, &work->numbers);
    else
        configuration_set_numbers(work->configuration, &work->numbers);
}

/* relation(configuration, name, rows, pages, visible_fraction, tree_height) */
Datum
tenfold_relation(PG_FUNCTION_ARGS)
{
    RelationWork work = {.configuration = configuration_argument(fcinfo),
                         .relation = text_argument(fcinfo, 1),
                         .numbers = {.rows = number_argument(fcinfo, 2, -1),
                                     .pages = number_argument(fcinfo, 3, -1),
                                     .visible_fraction = number_argument(fcinfo, 4, -1),
                                     .tree_height = (int) number_argument(fcinfo, 5, -1)}};
    Failure failure;

    if (work.relation == NULL)
        PG_RETURN_NULL();
    return result_of(fcinfo, attempt(set_relation, &work, &failure), &failure);
}

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
    Oid relid = relation_of(work->relation);
    AttrNumber column = get_attnum(relid, work->column);
    StatisticType type = statistic_type(relid, column);

    configuration_set_column(
        work->configuration, relid, column, work->is_inherited,
        statistic_make(&work->statistic, type, relid, column, work->is_inherited));
}

/* The ten arguments from `first` on. */
static Statistic
statistic_arguments(FunctionCallInfo fcinfo, int first)
{
    return (Statistic){.null_fraction = number_argument(fcinfo, first, 0),
                       .width = (int) number_argument(fcinfo, first + 1, 0),
                       .distinct = number_argument(fcinfo, first + 2, 0),
                       .common = array_argument(fcinfo, first + 3),
                       .common_fractions = array_argument(fcinfo, first + 4),
                       .bounds = array_argument(fcinfo, first + 5),
                       .has_correlation = !PG_ARGISNULL(first + 6),
                       .correlation = number_argument(fcinfo, first + 6, 0),
                       .elements = array_argument(fcinfo, first + 7),
                       .element_fractions = array_argument(fcinfo, first + 8),
                       .element_histogram = array_argument(fcinfo, first + 9)};
}

/*
 * column(configuration, relation, column, is_inherited, null_fraction, width, n_distinct, common,
 * fractions, bounds, correlation, elements, element_fractions, element_histogram)
 */
Datum
tenfold_column(PG_FUNCTION_ARGS)
{
    ColumnWork work = {.configuration = configuration_argument(fcinfo),
                       .relation = text_argument(fcinfo, 1),
                       .column = text_argument(fcinfo, 2),
                       .is_inherited = !PG_ARGISNULL(3) && PG_GETARG_BOOL(3),
                       .statistic = statistic_arguments(fcinfo, 4)};
    Failure failure;

    if (work.relation == NULL || work.column == NULL)
        PG_RETURN_NULL();
    return result_of(fcinfo, attempt(set_column, &work, &failure), &failure);
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

/* extended(configuration, name, is_inherited, distinct, dependencies, common, fractions, bases) */
Datum
tenfold_extended(PG_FUNCTION_ARGS)
{
    ExtendedWork work = {.configuration = configuration_argument(fcinfo),
                         .name = text_argument(fcinfo, 1),
                         .is_inherited = !PG_ARGISNULL(2) && PG_GETARG_BOOL(2),
                         .text = {.distinct = text_argument(fcinfo, 3),
                                  .dependencies = text_argument(fcinfo, 4),
                                  .common = array_argument(fcinfo, 5),
                                  .fractions = array_argument(fcinfo, 6),
                                  .base_fractions = array_argument(fcinfo, 7)}};
    Failure failure;

    if (work.name == NULL)
        PG_RETURN_NULL();
    return result_of(fcinfo, attempt(set_extended, &work, &failure), &failure);
}

/* expression(configuration, name, is_inherited, number, and what column() takes from null_fraction on) */
Datum
tenfold_expression(PG_FUNCTION_ARGS)
{
    ExtendedWork work = {.configuration = configuration_argument(fcinfo),
                         .name = text_argument(fcinfo, 1),
                         .is_inherited = !PG_ARGISNULL(2) && PG_GETARG_BOOL(2),
                         .expression = PG_ARGISNULL(3) ? 0 : PG_GETARG_INT32(3),
                         .statistic = statistic_arguments(fcinfo, 4)};
    Failure failure;

    if (work.name == NULL)
        PG_RETURN_NULL();
    return result_of(fcinfo, attempt(set_expression, &work, &failure), &failure);
}

typedef struct IndexWork
{
    Configuration *configuration;
    char *ddl;
    double rows;
    bool can_share;
    ArrayType *widths; /* of its expressions */
    ArrayType *distincts;
} IndexWork;

/* What is known of the expressions of an index; of one that nothing is known of 8 bytes, all different. */
static void
look_at_expressions(IndexWork *work, const IndexTemplate *index, double rows)
{
    const IndexOptInfo *info = index->by_varno[1];
    Datum *widths = palloc(sizeof(Datum) * (Size) info->nkeycolumns);
    Datum *distincts = palloc(sizeof(Datum) * (Size) info->nkeycolumns);
    int count = 0;

    for (int i = 0; i < info->nkeycolumns; i++)
    {
        double distinct = 0;
        double width = 8;
        HeapTuple tuple;

        if (info->indexkeys[i] != 0)
            continue;
        tuple = hooks_statistic_of(work->configuration, index, (AttrNumber) (i + 1));
        if (tuple != NULL)
        {
            width = ((Form_pg_statistic) GETSTRUCT(tuple))->stawidth;
            distinct = ((Form_pg_statistic) GETSTRUCT(tuple))->stadistinct;
        }
        widths[count] = Float8GetDatum(width);
        distincts[count++] = Float8GetDatum(distinct < 0 ? -distinct * rows : distinct);
    }
    work->can_share = index->can_share;
    work->widths = construct_array(widths, count, FLOAT8OID, 8, true, TYPALIGN_DOUBLE);
    work->distincts = construct_array(distincts, count, FLOAT8OID, 8, true, TYPALIGN_DOUBLE);
}

static void
add_index(void *argument)
{
    IndexWork *work = argument;
    ListCell *cell;

    foreach (cell, harvest_index(work->ddl))
    {
        const IndexTemplate *index = lfirst(cell);
        double rows = hooks_rows_of_index(work->configuration, index);
        MemoryContext before = MemoryContextSwitchTo(work->configuration->memory);
        HypotheticalIndex *entry = palloc0(sizeof(HypotheticalIndex));

        entry->index = lfirst(cell);
        entry->numbers = (RelationNumbers){.relid = index->indexoid,
                                           .rows = rows,
                                           .pages = -1,
                                           .visible_fraction = -1,
                                           .tree_height = -1};
        work->configuration->indexes = lappend(work->configuration->indexes, entry);
        (void) MemoryContextSwitchTo(before);
        work->rows += rows;
        look_at_expressions(work, index, rows);
    }
}

/* index(configuration, ddl, OUT message, OUT rows, OUT can_share, OUT widths, OUT distincts) */
Datum
tenfold_index(PG_FUNCTION_ARGS)
{
    IndexWork work = {.configuration = configuration_argument(fcinfo),
                      .ddl = text_argument(fcinfo, 1)};
    Failure failure = {.message = "no statement is given"};
    bool is_done = work.ddl != NULL && attempt(add_index, &work, &failure);
    bool nulls[] = {is_done, !is_done, !is_done, work.widths == NULL, work.widths == NULL};
    Datum values[] = {is_done ? (Datum) 0 : CStringGetTextDatum(failure.message),
                      Float8GetDatum(work.rows), BoolGetDatum(work.can_share),
                      PointerGetDatum(work.widths), PointerGetDatum(work.distincts)};
    TupleDesc row;

    if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
        elog(ERROR, "index() returns a row");
    PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row), values, nulls)));
}

typedef struct HideWork
{
    Configuration *configuration;
    char *relation;
} HideWork;

static void
hide(void *argument)
{
    const HideWork *work = argument;
    Oid index = relation_of(work->relation);
    MemoryContext before = MemoryContextSwitchTo(work->configuration->memory);

    work->configuration->hidden = lappend_oid(work->configuration->hidden, index);
    (void) MemoryContextSwitchTo(before);
}

/* hide(configuration, index) */
Datum
tenfold_hide(PG_FUNCTION_ARGS)
{
    HideWork work = {.configuration = configuration_argument(fcinfo),
                     .relation = text_argument(fcinfo, 1)};
    Failure failure;

    if (work.relation == NULL)
        PG_RETURN_NULL();
    return result_of(fcinfo, attempt(hide, &work, &failure), &failure);
}

typedef struct RowsWork
{
    Configuration *configuration;
    char *relation;
    double rows;
} RowsWork;

static void
count_rows(void *argument)
{
    RowsWork *work = argument;

    work->rows = hooks_rows_of_present(work->configuration, relation_of(work->relation));
}

/* index_rows(configuration, index): how many rows one that is there has, its predicate counted. */
Datum
tenfold_index_rows(PG_FUNCTION_ARGS)
{
    RowsWork work = {.configuration = configuration_argument(fcinfo),
                     .relation = text_argument(fcinfo, 1)};
    Failure failure;

    if (work.relation == NULL || !attempt(count_rows, &work, &failure))
        PG_RETURN_NULL();
    PG_RETURN_FLOAT8(work.rows);
}
