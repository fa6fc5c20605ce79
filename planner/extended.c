#include "planner/extended.h"

#include "planner/extended_text.h"

#include <access/htup_details.h>
#include <access/table.h>
#include <access/xact.h>
#include <catalog/indexing.h>
#include <catalog/namespace.h>
#include <catalog/pg_statistic.h>
#include <catalog/pg_statistic_ext.h>
#include <catalog/pg_statistic_ext_data.h>
#include <catalog/pg_type.h>
#include <nodes/nodeFuncs.h>
#include <statistics/statistics.h>
#include <utils/builtins.h>
#include <utils/datum.h>
#include <utils/lsyscache.h>
#include <utils/regproc.h>
#include <utils/rel.h>
#include <utils/syscache.h>

/* One object's statistics in one configuration. */
typedef struct ExtendedData
{
    Oid object;
    bool is_inherited;
    bytea *distinct;
    bytea *dependencies;
    bytea *common;
    HeapTuple expressions[STATS_MAX_DIMENSIONS]; /* rows of pg_statistic */
    int expression_count;
} ExtendedData;

typedef struct Definition
{
    Oid object;
    ExtendedObject over;
} Definition;

static void
add_expressions(ExtendedObject *over, HeapTuple tuple)
{
    bool is_null;
    Datum source = SysCacheGetAttr(STATEXTOID, tuple, Anum_pg_statistic_ext_stxexprs, &is_null);
    ListCell *cell;

    if (is_null)
        return;
    foreach (cell, (List *) stringToNode(TextDatumGetCString(source)))
    {
        StatisticType *type = &over->types[over->count++];

        type->type = exprType(lfirst(cell));
        type->collation = exprCollation(lfirst(cell));
    }
}

static Definition
definition_of(const char *name)
{
    Definition definition = {.object =
                                 get_statistics_object_oid(stringToQualifiedNameList(name), false)};
    ExtendedObject *over = &definition.over;
    HeapTuple tuple = SearchSysCache1(STATEXTOID, ObjectIdGetDatum(definition.object));
    const FormData_pg_statistic_ext *form = (Form_pg_statistic_ext) GETSTRUCT(tuple);

    for (int i = 0; i < form->stxkeys.dim1; i++)
    {
        over->numbers[over->count] = form->stxkeys.values[i];
        over->types[over->count++] = statistic_type(form->stxrelid, form->stxkeys.values[i]);
    }
    over->column_count = over->count;
    add_expressions(over, tuple);
    for (int i = 0; i < over->count; i++)
        over->given[i] = i;
    ReleaseSysCache(tuple);
    return definition;
}

static int
place_of(const char *name, const Datum *names, const bool *nulls, int count)
{
    for (int i = 0; name != NULL && i < count; i++)
        if (!nulls[i] && strcmp(name, TextDatumGetCString(names[i])) == 0)
            return i;
    ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
                    errmsg("these statistics are over other columns than the object")));
}

/* The texts are about columns of these names. */
static void
give_names(Definition *definition, ArrayType *columns)
{
    HeapTuple tuple = SearchSysCache1(STATEXTOID, ObjectIdGetDatum(definition->object));
    Oid relid = ((Form_pg_statistic_ext) GETSTRUCT(tuple))->stxrelid;
    Datum *names;
    bool *nulls;
    int count;

    ReleaseSysCache(tuple);
    deconstruct_array(columns, TEXTOID, -1, false, TYPALIGN_INT, &names, &nulls, &count);
    if (count != definition->over.column_count)
        ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
                        errmsg("these statistics are over other columns than the object")));
    definition->over.is_by_name = true;
    for (int i = 0; i < count; i++)
        definition->over.given[i] =
            place_of(get_attname(relid, definition->over.numbers[i], true), names, nulls, count);
}

static ExtendedData *
entry_of(Configuration *configuration, Oid object, bool is_inherited)
{
    ExtendedData *entry;
    ListCell *cell;

    foreach (cell, configuration->extended)
    {
        entry = lfirst(cell);
        if (entry->object == object && entry->is_inherited == is_inherited)
            return entry;
    }
    entry = MemoryContextAllocZero(configuration->memory, sizeof(ExtendedData));
    entry->object = object;
    entry->is_inherited = is_inherited;
    return entry;
}

/* With a new entry only once all went well. */
static void
keep_entry(Configuration *configuration, ExtendedData *entry)
{
    MemoryContext before = MemoryContextSwitchTo(configuration->memory);

    configuration->extended = list_append_unique_ptr(configuration->extended, entry);
    (void) MemoryContextSwitchTo(before);
}

static bytea *
kept(const Configuration *configuration, bytea *value)
{
    MemoryContext before = MemoryContextSwitchTo(configuration->memory);
    Datum copy = datumCopy(PointerGetDatum(value), false, -1);

    (void) MemoryContextSwitchTo(before);
    return (bytea *) DatumGetPointer(copy);
}

void
extended_set(Configuration *configuration, const char *name, bool is_inherited,
             const ExtendedText *text)
{
    Definition definition = definition_of(name);
    ExtendedData *entry = entry_of(configuration, definition.object, is_inherited);
    const ExtendedObject *over = &definition.over;

    if (text->columns != NULL)
        give_names(&definition, text->columns);
    if (text->distinct != NULL)
        entry->distinct = kept(configuration, extended_text_distinct(over, text->distinct));
    if (text->dependencies != NULL)
        entry->dependencies =
            kept(configuration, extended_text_dependencies(over, text->dependencies));
    if (text->common != NULL)
        entry->common = kept(configuration, extended_text_common(over, text));
    keep_entry(configuration, entry);
}

void
extended_set_expression(Configuration *configuration, const char *name, bool is_inherited,
                        int number, const Statistic *statistic)
{
    Definition definition = definition_of(name);
    ExtendedData *entry = entry_of(configuration, definition.object, is_inherited);
    const ExtendedObject *over = &definition.over;
    int at = over->column_count + number - 1;
    HeapTuple tuple;
    MemoryContext before;

    if (number < 1 || at >= over->count)
        ereport(ERROR,
                (errcode(ERRCODE_UNDEFINED_COLUMN), errmsg("there is no expression %d", number)));
    tuple = statistic_make(statistic, over->types[at], InvalidOid, InvalidAttrNumber, false);
    before = MemoryContextSwitchTo(configuration->memory);
    entry->expressions[number - 1] = heap_copytuple(tuple);
    (void) MemoryContextSwitchTo(before);
    entry->expression_count = over->count - over->column_count;
    keep_entry(configuration, entry);
}

/* An array of rows of pg_statistic. */
static Datum
expressions_datum(const ExtendedData *entry)
{
    Relation catalog = table_open(StatisticRelationId, AccessShareLock);
    Oid type = get_rel_type_id(StatisticRelationId);
    ArrayBuildState *rows = NULL;

    for (int i = 0; i < entry->expression_count; i++)
    {
        HeapTuple tuple = entry->expressions[i];
        Datum row =
            tuple == NULL ? (Datum) 0 : heap_copy_tuple_as_datum(tuple, RelationGetDescr(catalog));

        rows = accumArrayResult(rows, row, tuple == NULL, type, CurrentMemoryContext);
    }
    table_close(catalog, AccessShareLock);
    return makeArrayResult(rows, CurrentMemoryContext);
}

static void
write_entry(Relation catalog, const ExtendedData *entry)
{
    HeapTuple old = SearchSysCache2(STATEXTDATASTXOID, ObjectIdGetDatum(entry->object),
                                    BoolGetDatum(entry->is_inherited));
    Datum values[Natts_pg_statistic_ext_data] = {
        [Anum_pg_statistic_ext_data_stxoid - 1] = ObjectIdGetDatum(entry->object),
        [Anum_pg_statistic_ext_data_stxdinherit - 1] = BoolGetDatum(entry->is_inherited),
        [Anum_pg_statistic_ext_data_stxdndistinct - 1] = PointerGetDatum(entry->distinct),
        [Anum_pg_statistic_ext_data_stxddependencies - 1] = PointerGetDatum(entry->dependencies),
        [Anum_pg_statistic_ext_data_stxdmcv - 1] = PointerGetDatum(entry->common)};
    bool nulls[Natts_pg_statistic_ext_data] = {
        [Anum_pg_statistic_ext_data_stxdndistinct - 1] = entry->distinct == NULL,
        [Anum_pg_statistic_ext_data_stxddependencies - 1] = entry->dependencies == NULL,
        [Anum_pg_statistic_ext_data_stxdmcv - 1] = entry->common == NULL,
        [Anum_pg_statistic_ext_data_stxdexpr - 1] = entry->expression_count == 0};

    if (entry->expression_count > 0)
        values[Anum_pg_statistic_ext_data_stxdexpr - 1] = expressions_datum(entry);
    if (HeapTupleIsValid(old))
    {
        CatalogTupleDelete(catalog, &old->t_self);
        ReleaseSysCache(old);
    }
    CatalogTupleInsert(catalog, heap_form_tuple(RelationGetDescr(catalog), values, nulls));
    CommandCounterIncrement();
}

/* The bases first, so that what is nearer replaces what they have. */
void
extended_write(void)
{
    Configuration **chain;
    int count = configuration_chain(&chain);
    Relation catalog = NULL;
    ListCell *cell;

    for (int i = count - 1; i >= 0; i--)
        foreach (cell, chain[i]->extended)
        {
            if (catalog == NULL)
                catalog = table_open(StatisticExtDataRelationId, RowExclusiveLock);
            write_entry(catalog, lfirst(cell));
        }
    if (catalog != NULL)
        table_close(catalog, RowExclusiveLock);
}
