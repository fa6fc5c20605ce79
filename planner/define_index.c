/*
 * The functions that make indexes known to a configuration which are not there, and let those be forgotten
 * that are.
 */
#include "planner/argument.h"
#include "planner/harvest.h"
#include "planner/hooks.h"

#include <access/htup_details.h>
#include <catalog/pg_statistic.h>
#include <catalog/pg_type.h>
#include <funcapi.h>
#include <utils/builtins.h>

PG_FUNCTION_INFO_V1(tenfold_index);
PG_FUNCTION_INFO_V1(tenfold_index_rows);
PG_FUNCTION_INFO_V1(tenfold_hide);

typedef struct IndexWork
{
    Configuration *configuration;
    char *ddl;
    double rows;
    bool can_share;
    ArrayType *widths; /* of its expressions */
    ArrayType *distincts;
    ArrayType *nulls;
} IndexWork;

/* What is known of the expressions of an index; of one that nothing is known of 8 bytes, all different. */
static void
look_at_expressions(IndexWork *work, const IndexTemplate *index, double rows)
{
    const IndexOptInfo *info = index->by_varno[1];
    Datum *widths = palloc(sizeof(Datum) * (Size) info->nkeycolumns);
    Datum *distincts = palloc(sizeof(Datum) * (Size) info->nkeycolumns);
    Datum *nulls = palloc(sizeof(Datum) * (Size) info->nkeycolumns);
    int count = 0;

    for (int i = 0; i < info->nkeycolumns; i++)
    {
        double distinct = 0;
        double width = 8;
        double null_fraction = 0;
        HeapTuple tuple;

        if (info->indexkeys[i] != 0)
            continue;
        tuple = hooks_statistic_of(work->configuration, index, (AttrNumber) (i + 1));
        if (tuple != NULL)
        {
            width = ((Form_pg_statistic) GETSTRUCT(tuple))->stawidth;
            distinct = ((Form_pg_statistic) GETSTRUCT(tuple))->stadistinct;
            null_fraction = ((Form_pg_statistic) GETSTRUCT(tuple))->stanullfrac;
        }
        widths[count] = Float8GetDatum(width);
        nulls[count] = Float8GetDatum(null_fraction);
        distincts[count++] = Float8GetDatum(distinct < 0 ? -distinct * rows : distinct);
    }
    work->can_share = index->can_share;
    work->widths = construct_array(widths, count, FLOAT8OID, 8, true, TYPALIGN_DOUBLE);
    work->distincts = construct_array(distincts, count, FLOAT8OID, 8, true, TYPALIGN_DOUBLE);
    work->nulls = construct_array(nulls, count, FLOAT8OID, 8, true, TYPALIGN_DOUBLE);
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

/* index(configuration, ddl, OUT message, OUT rows, OUT can_share, OUT widths, OUT distincts, OUT nulls) */
Datum
tenfold_index(PG_FUNCTION_ARGS)
{
    IndexWork work = {.configuration = argument_configuration(fcinfo),
                      .ddl = argument_text(fcinfo, 1)};
    Failure failure = {.message = "no statement is given"};
    bool is_done = work.ddl != NULL && attempt_alone(add_index, &work, &failure);
    bool nulls[] = {
        is_done, !is_done, !is_done, work.widths == NULL, work.widths == NULL, work.widths == NULL};
    Datum values[] = {is_done ? (Datum) 0 : CStringGetTextDatum(failure.message),
                      Float8GetDatum(work.rows),
                      BoolGetDatum(work.can_share),
                      PointerGetDatum(work.widths),
                      PointerGetDatum(work.distincts),
                      PointerGetDatum(work.nulls)};
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
    Oid index = argument_relation(work->relation);
    MemoryContext before = MemoryContextSwitchTo(work->configuration->memory);

    work->configuration->hidden = lappend_oid(work->configuration->hidden, index);
    (void) MemoryContextSwitchTo(before);
}

/* hide(configuration, index) */
Datum
tenfold_hide(PG_FUNCTION_ARGS)
{
    HideWork work = {.configuration = argument_configuration(fcinfo),
                     .relation = argument_text(fcinfo, 1)};
    Failure failure;

    if (work.relation == NULL)
        PG_RETURN_NULL();
    return argument_result(fcinfo, attempt_alone(hide, &work, &failure), &failure);
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

    work->rows = hooks_rows_of_present(work->configuration, argument_relation(work->relation));
}

/* index_rows(configuration, index): how many rows one that is there has, its predicate counted. */
Datum
tenfold_index_rows(PG_FUNCTION_ARGS)
{
    RowsWork work = {.configuration = argument_configuration(fcinfo),
                     .relation = argument_text(fcinfo, 1)};
    Failure failure;

    if (work.relation == NULL || !attempt_alone(count_rows, &work, &failure))
        PG_RETURN_NULL();
    PG_RETURN_FLOAT8(work.rows);
}
