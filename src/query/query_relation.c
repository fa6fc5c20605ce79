/*
 * query_relation.c - what a name in FROM stands for: a query of WITH, a table, a view, a sequence, a
 * relation of the system catalogs.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

QueryRelation *
query_relation_new(Analysis *analysis, Scope *scope, QueryRelationKind kind, int location)
{
    QueryRelation *relation = arena_new_object(analysis->arena, QueryRelation);

    relation->kind = kind;
    relation->select = scope->select;
    relation->offset = query_offset(location);
    list_append(&analysis->query->relations, relation);
    return relation;
}

static RangeEntry *
new_entry(Analysis *analysis, Scope *scope, QueryRelationKind kind, const RangeVar *node)
{
    RangeEntry *entry = arena_new_object(analysis->arena, RangeEntry);

    entry->relation = query_relation_new(analysis, scope, kind, node->location);
    entry->relation->name = arena_strdup(analysis->arena, node->relname);
    entry->alias = entry->relation->name;
    return entry;
}

static void
set_columns(RangeEntry *entry, const RangeColumns *columns)
{
    entry->columns = columns->columns;
    entry->count = columns->count;
}

static RangeEntry *
table_entry(Analysis *analysis, Scope *scope, const RangeVar *node, const Table *table)
{
    RangeEntry *entry = new_entry(analysis, scope, RELATION_TABLE, node);

    entry->schema = table->schema;
    entry->relation->schema = table->schema;
    entry->relation->table = table;
    entry->row_type = query_type_named(analysis->context, table->schema, table->name);
    set_columns(entry, query_table_columns(analysis->context, table));
    return entry;
}

static RangeEntry *
view_entry(Analysis *analysis, Scope *scope, const RangeVar *node, const View *view)
{
    RangeEntry *entry = new_entry(analysis, scope, RELATION_VIEW, node);

    entry->schema = view->schema;
    entry->relation->schema = view->schema;
    entry->relation->view = view;
    entry->row_type = query_type_named(analysis->context, view->schema, view->name);
    set_columns(entry, query_view_columns(analysis->context, view));
    return entry;
}

static RangeEntry *
sequence_entry(Analysis *analysis, Scope *scope, const RangeVar *node, const Sequence *sequence)
{
    static const struct
    {
        const char *name;
        TypeId type;
    } columns[] = {
        {"last_value", BUILTIN_INT8}, {"log_cnt", BUILTIN_INT8}, {"is_called", BUILTIN_BOOL}};
    RangeEntry *entry = new_entry(analysis, scope, RELATION_SEQUENCE, node);
    RangeColumn *out = arena_new_array(analysis->arena, RangeColumn, ARRAY_LENGTH(columns));

    entry->schema = sequence->schema;
    entry->relation->schema = sequence->schema;
    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++)
        out[i] = (RangeColumn){.name = columns[i].name,
                               .hash = query_name_hash(columns[i].name),
                               .type = columns[i].type};
    entry->columns = out;
    entry->count = ARRAY_LENGTH(columns);
    return entry;
}

static RangeEntry *
catalog_entry(Analysis *analysis, Scope *scope, const RangeVar *node,
              const BuiltinRelation *relation)
{
    RangeEntry *entry = new_entry(analysis, scope, RELATION_CATALOG, node);
    RangeColumn *out = arena_new_array(analysis->arena, RangeColumn, relation->column_count + 1);

    entry->schema = relation->schema;
    entry->relation->schema = relation->schema;
    for (size_t i = 0; i < relation->column_count; i++)
    {
        const BuiltinColumn *column = builtin_column(relation, i);

        out[i] = (RangeColumn){.name = column->name,
                               .hash = query_name_hash(column->name),
                               .type = builtin_column_type(column),
                               .is_nullable = !column->is_not_null};
    }
    entry->columns = out;
    entry->count = relation->column_count;
    return entry;
}

/* What has the name in one schema; NULL when nothing has. */
static RangeEntry *
find_in(Analysis *analysis, Scope *scope, const RangeVar *node, const char *space)
{
    const Schema *schema = analysis->context->schema;
    const BuiltinRelation *catalog;
    const Table *table = schema_find_table(schema, space, node->relname);
    const View *view = table != NULL ? NULL : schema_find_view(schema, space, node->relname);
    const Sequence *sequence;

    if (table != NULL)
        return table_entry(analysis, scope, node, table);
    if (view != NULL)
        return view_entry(analysis, scope, node, view);
    sequence = schema_find_sequence(schema, space, node->relname);
    if (sequence != NULL)
        return sequence_entry(analysis, scope, node, sequence);
    catalog = builtin_relation(space, node->relname);
    return catalog == NULL ? NULL : catalog_entry(analysis, scope, node, catalog);
}

static RangeEntry *
find_in_path(Analysis *analysis, Scope *scope, const RangeVar *node)
{
    RangeEntry *found = find_in(analysis, scope, node, "pg_temp");

    if (found == NULL)
        found = find_in(analysis, scope, node, "pg_catalog");
    for (const Name *path = analysis->path->first; path != NULL && found == NULL; path = path->next)
        found = find_in(analysis, scope, node, path->text);
    return found;
}

/* Within itself a recursive query can name the marks, but * does not give them. */
static void
hide_marks(Analysis *analysis, RangeEntry *entry, size_t mark_count)
{
    RangeColumn *columns = arena_new_array(analysis->arena, RangeColumn, entry->count);

    memcpy(columns, entry->columns, entry->count * sizeof(RangeColumn));
    for (size_t i = entry->count - mark_count; i < entry->count; i++)
        columns[i].is_not_in_star = true;
    entry->columns = columns;
}

static RangeEntry *
common_entry(Analysis *analysis, Scope *scope, const RangeVar *node, const CommonTable *table)
{
    RangeEntry *entry = new_entry(analysis, scope, RELATION_CTE, node);

    entry->relation->body = table->select;
    entry->columns = table->columns;
    entry->count = table->count;
    if (table->is_in_work && table->mark_count > 0)
        hide_marks(analysis, entry, table->mark_count);
    return entry;
}

static RangeEntry *
find_relation(Analysis *analysis, Scope *scope, const RangeVar *node)
{
    const CommonTable *common;
    RangeEntry *entry;

    if (node->schemaname != NULL)
        entry = find_in(analysis, scope, node, node->schemaname);
    else
    {
        common = query_with_find(analysis, scope, node->relname);
        entry = common != NULL ? common_entry(analysis, scope, node, common)
                               : find_in_path(analysis, scope, node);
    }
    if (entry != NULL)
        return entry;
    entry = new_entry(analysis, scope, RELATION_UNKNOWN, node);
    entry->relation->schema = arena_strdup(analysis->arena, node->schemaname);
    query_problem(analysis, node->location, "relation \"%s%s%s\" does not exist",
                  node->schemaname == NULL ? "" : node->schemaname,
                  node->schemaname == NULL ? "" : ".", node->relname);
    return entry;
}

void
query_relation_alias(Analysis *analysis, RangeEntry *entry, const Alias *alias)
{
    RangeColumn *columns;
    ListCell *cell;
    size_t at = 0;

    if (alias == NULL)
        return;
    entry->alias = arena_strdup(analysis->arena, alias->aliasname);
    entry->schema = NULL;
    if (entry->relation != NULL)
        entry->relation->alias = entry->alias;
    if (alias->colnames == NIL)
        return;
    columns = arena_new_array(analysis->arena, RangeColumn, entry->count + 1);
    if (entry->count > 0)
        memcpy(columns, entry->columns, entry->count * sizeof(RangeColumn));
    foreach (cell, alias->colnames)
    {
        if (at == entry->count)
            break;
        columns[at].name = arena_strdup(analysis->arena, strVal(lfirst(cell)));
        columns[at].hash = query_name_hash(columns[at].name);
        at++;
    }
    entry->columns = columns;
}

RangeEntry *
query_relation_table(Analysis *analysis, Scope *scope, const RangeVar *node)
{
    RangeEntry *entry = find_relation(analysis, scope, node);

    entry->relation->alias = entry->alias;
    query_relation_alias(analysis, entry, node->alias);
    return entry;
}
