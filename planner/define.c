/*
 * The functions that make configurations known. Each takes one fact, so that a statement over many rows
 * takes many; what does not fit is left out, and the reason is the function's result.
 */
#include "planner/argument.h"
#include "planner/harvest.h"
#include "planner/hooks.h"

#include <catalog/pg_class.h>
#include <catalog/pg_inherits.h>
#include <fmgr.h>
#include <utils/builtins.h>
#include <utils/guc.h>
#include <utils/lsyscache.h>
#include <utils/regproc.h>

#include <math.h>

PG_FUNCTION_INFO_V1(tenfold_configure);
PG_FUNCTION_INFO_V1(tenfold_forget);
PG_FUNCTION_INFO_V1(tenfold_setting);
PG_FUNCTION_INFO_V1(tenfold_relation);

/* configure(name, base) */
Datum
tenfold_configure(PG_FUNCTION_ARGS)
{
    const char *name = argument_text(fcinfo, 0);
    const char *base = argument_text(fcinfo, 1);

    configuration_claim();
    (void) configuration_make(name == NULL ? "" : name, base == NULL ? "" : base);
    configuration_release();
    PG_RETURN_VOID();
}

/* forget(name) */
Datum
tenfold_forget(PG_FUNCTION_ARGS)
{
    const char *name = argument_text(fcinfo, 0);

    if (name == NULL)
        PG_RETURN_VOID();
    configuration_claim();
    configuration_forget(name);
    configuration_release();
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
    SettingWork work = {.configuration = argument_configuration(fcinfo),
                        .name = argument_text(fcinfo, 1),
                        .value = argument_text(fcinfo, 2)};
    Failure failure;

    if (work.name == NULL || work.value == NULL)
        PG_RETURN_NULL();
    return argument_result(fcinfo, attempt_alone(set_setting, &work, &failure), &failure);
}

typedef struct RelationWork
{
    Configuration *configuration;
    char *relation;
    char *like;
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

    if (!isfinite(work->numbers.rows) || !isfinite(work->numbers.pages) ||
        !isfinite(work->numbers.visible_fraction))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("rows and pages are finite numbers")));
    if (set_hypothetical(work->configuration, work->relation, &work->numbers))
        return;
    work->numbers.relid = argument_relation(work->relation);
    work->numbers.like = work->like == NULL ? InvalidOid : argument_relation(work->like);
    if (get_rel_relkind(work->numbers.relid) == RELKIND_PARTITIONED_INDEX)
        set_partitioned(work->configuration, &work->numbers);
    else
        configuration_set_numbers(work->configuration, &work->numbers);
}

/* relation(configuration, name, rows, pages, visible_fraction, tree_height, is_absent, like) */
Datum
tenfold_relation(PG_FUNCTION_ARGS)
{
    RelationWork work = {.configuration = argument_configuration(fcinfo),
                         .relation = argument_text(fcinfo, 1),
                         .like = argument_text(fcinfo, 7),
                         .numbers = {.is_absent = !PG_ARGISNULL(6) && PG_GETARG_BOOL(6),
                                     .rows = argument_number(fcinfo, 2, -1),
                                     .pages = argument_number(fcinfo, 3, -1),
                                     .visible_fraction = argument_number(fcinfo, 4, -1),
                                     .tree_height = (int) argument_number(fcinfo, 5, -1)}};
    Failure failure;

    if (work.relation == NULL)
        PG_RETURN_NULL();
    return argument_result(fcinfo, attempt_alone(set_relation, &work, &failure), &failure);
}
