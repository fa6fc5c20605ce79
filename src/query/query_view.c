/*
 * query_view.c - the columns of tables and views, kept from query to query.
 *
 * A view's query is resolved once. Its columns are what its reader says (a server knows them) or
 * what the query returns; the query also tells which columns of tables they stand for.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

static RangeColumns *
find(QueryContext *context, const void *object, bool *is_new)
{
    char key[32];
    RangeColumns *found;

    (void) snprintf(key, sizeof(key), "%p", object);
    found = map_get(context->columns, key);
    *is_new = found == NULL;
    if (found != NULL)
        return found;
    found = arena_new_object(context->arena, RangeColumns);
    map_put(context->columns, key, found);
    return found;
}

static RangeColumn *
columns_of(QueryContext *context, const ColumnList *list)
{
    RangeColumn *columns = arena_new_array(context->arena, RangeColumn, list->count + 1);
    size_t at = 0;

    for (const Column *column = list->first; column != NULL; column = column->next, at++)
        columns[at] = (RangeColumn){
            .name = column->name,
            .hash = query_name_hash(column->name),
            .type = query_type_id(context, &column->type),
            .modifiers = column->type.modifiers,
            .is_nullable = !column->is_not_null,
            .column = column,
        };
    return columns;
}

const RangeColumns *
query_table_columns(QueryContext *context, const Table *table)
{
    bool is_new;
    RangeColumns *found = find(context, table, &is_new);

    if (!is_new)
        return found;
    found->columns = columns_of(context, &table->columns);
    found->count = table->columns.count;
    return found;
}

/* CREATE RECURSIVE VIEW v (a, b) AS query: the text is what was written. */
static const char *
view_text(Arena *arena, const View *view)
{
    StrBuf text;

    if (!view->is_recursive)
        return view->query->sql;
    text = strbuf_new(arena);
    strbuf_printf(&text, "WITH RECURSIVE \"%s\" (", view->name);
    for (const Name *name = view->column_names.first; name != NULL; name = name->next)
        strbuf_printf(&text, "%s\"%s\"", name == view->column_names.first ? "" : ", ", name->text);
    strbuf_printf(&text, ") AS (%s) SELECT * FROM \"%s\"", view->query->sql, view->name);
    return text.text;
}

static const Query *
view_query(QueryContext *context, const View *view)
{
    Query *query = arena_new_object(context->arena, Query);
    Error error = {.arena = context->arena};

    bool is_understood;

    if (view->query == NULL || view->query->sql == NULL || context->depth == QUERY_DEPTH_MODEL)
        return NULL;
    context->depth++;
    is_understood = query_resolve_in(context, context->arena, view->query->search_path,
                                     view_text(context->arena, view), query, &error);
    context->depth--;
    return is_understood ? query : NULL;
}

const RangeColumns *
query_view_columns(QueryContext *context, const View *view)
{
    bool is_new;
    RangeColumns *found = find(context, view, &is_new);
    ColumnList *columns;

    if (!is_new)
        return found; /* without columns, when the view names itself */
    found->query = view_query(context, view);
    columns = arena_new_object(context->arena, ColumnList);
    if (view->columns.count > 0)
        *columns = view->columns;
    else if (found->query != NULL)
        query_columns(context->arena, found->query, &view->column_names, columns);
    found->columns = columns_of(context, columns);
    found->count = columns->count;
    return found;
}
