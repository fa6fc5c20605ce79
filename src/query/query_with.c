/*
 * query_with.c - queries of WITH, which later ones and the statement name like tables.
 *
 * After RECURSIVE a query may name itself and those after it: then a query is read when it is first
 * named. Of a recursive query the first part says which columns there are.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

static void
set_columns(Analysis *analysis, CommonTable *table, const Result *result)
{
    const List *names = table->node->aliascolnames;
    RangeColumn *columns = arena_new_array(analysis->arena, RangeColumn, result->count + 3);
    ListCell *cell;
    size_t at = 0;

    if (result->count > 0)
        memcpy(columns, result->columns, result->count * sizeof(RangeColumn));
    foreach (cell, names)
    {
        if (at == result->count)
            break;
        columns[at].name = arena_strdup(analysis->arena, strVal(lfirst(cell)));
        columns[at].hash = query_name_hash(columns[at].name);
        at++;
    }
    table->columns = columns;
    table->mark_count = 0;
    table->count = result->count;
    table->is_ready = true;
}

static void
add_column(Analysis *analysis, CommonTable *table, const char *name, TypeId type)
{
    if (name == NULL)
        return;
    table->mark_count++;
    table->columns[table->count++] = (RangeColumn){
        .name = arena_strdup(analysis->arena, name), .hash = query_name_hash(name), .type = type};
}

/* SEARCH … SET order, CYCLE … SET mark USING path. */
static void
add_marks(Analysis *analysis, CommonTable *table)
{
    const CTESearchClause *search = table->node->search_clause;
    const CTECycleClause *cycle = table->node->cycle_clause;
    RangeColumn *columns = arena_new_array(analysis->arena, RangeColumn, table->count + 4);

    if (search == NULL && cycle == NULL)
        return;
    if (table->count > 0)
        memcpy(columns, table->columns, table->count * sizeof(RangeColumn));
    table->columns = columns;
    if (search != NULL)
        add_column(analysis, table, search->search_seq_column,
                   search->search_breadth_first ? BUILTIN_RECORD
                                                : query_type_array(BUILTIN_RECORD));
    if (cycle == NULL)
        return;
    add_column(analysis, table, cycle->cycle_mark_column, BUILTIN_BOOL);
    add_column(analysis, table, cycle->cycle_path_column, query_type_array(BUILTIN_RECORD));
}

void
query_with_first_part(Analysis *analysis, Scope *scope, const Result *first)
{
    Result copy = *first;

    if (scope == NULL || scope->recursive == NULL || scope->recursive->is_ready)
        return;
    copy.columns = arena_new_array(analysis->arena, RangeColumn, first->count + 1);
    if (first->count > 0)
        memcpy(copy.columns, first->columns, first->count * sizeof(RangeColumn));
    query_result_settle(analysis, &copy);
    for (size_t i = 0; i < copy.count; i++)
    {
        copy.columns[i].from = NULL;
        copy.columns[i].is_nullable = true;
    }
    set_columns(analysis, scope->recursive, &copy);
    add_marks(analysis, scope->recursive);
}

static void
read_table(Analysis *analysis, CommonTable *table, bool is_recursive)
{
    QueryClause clause = analysis->clause;
    bool is_condition = analysis->is_condition;
    Scope outer = {.parent = table->scope, .select = table->scope->select};
    Result result;

    table->is_in_work = true;
    analysis->is_condition = false;
    if (is_recursive)
        outer.recursive = table;
    result = query_statement(analysis, &outer, table->node->ctequery, SELECT_CTE, table->name,
                             &table->select);
    query_result_settle(analysis, &result);
    if (!table->is_recursive)
    {
        set_columns(analysis, table, &result);
        add_marks(analysis, table);
    }
    table->is_in_work = false;
    analysis->clause = clause;
    analysis->is_condition = is_condition;
}

static CommonTable *
new_table(Analysis *analysis, Scope *scope, const CommonTableExpr *node)
{
    CommonTable *table = arena_new_object(analysis->arena, CommonTable);

    table->name = arena_strdup(analysis->arena, node->ctename);
    table->node = node;
    table->scope = scope;
    return table;
}

void
query_with(Analysis *analysis, Scope *scope, const WithClause *node)
{
    CommonTable *table;
    ListCell *cell;

    if (node == NULL)
        return;
    foreach (cell, node->ctes)
    {
        table = new_table(analysis, scope, lfirst_node(CommonTableExpr, cell));
        if (!node->recursive)
            read_table(analysis, table, false);
        list_append(&scope->tables, table);
    }
    for (table = scope->tables.first; table != NULL; table = table->next)
    {
        if (!table->is_ready && !table->is_in_work)
            read_table(analysis, table, true);
    }
}

const CommonTable *
query_with_find(Analysis *analysis, Scope *scope, const char *name)
{
    for (Scope *at = scope; at != NULL; at = at->parent)
    {
        for (CommonTable *table = at->tables.first; table != NULL; table = table->next)
        {
            if (strcmp(table->name, name) != 0)
                continue;
            table->is_recursive = table->is_recursive || table->is_in_work;
            if (!table->is_ready && !table->is_in_work)
                read_table(analysis, table, true);
            return table;
        }
    }
    return NULL;
}
