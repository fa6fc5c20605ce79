/*
 * query_view.c - the columns of tables and views, kept from query to query.
 *
 * A view's columns are what the model says, or else what its query returns. The query is resolved
 * once, when it is needed: also to tell which columns of tables those of the view stand for.
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
resolve_view(QueryContext *context, const View *view)
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

const Query *
query_view_query(QueryContext *context, const View *view)
{
    bool is_new;
    RangeColumns *found = find(context, view, &is_new);

    /* A view that names itself is met again while it is looked at, and has no meaning then. */
    if (!found->is_looked_at)
    {
        found->is_looked_at = true;
        found->query = resolve_view(context, view);
    }
    return found->query;
}

const RangeColumns *
query_view_columns(QueryContext *context, const View *view)
{
    bool is_new;
    RangeColumns *found = find(context, view, &is_new);
    ColumnList made = {0};
    ColumnList *kept;
    const Query *query;

    if (!is_new)
        return found;
    if (view->columns.count > 0)
    {
        found->columns = columns_of(context, &view->columns);
        found->count = view->columns.count;
        return found;
    }
    query = query_view_query(context, view);
    if (query != NULL)
        query_columns(context->arena, query, &view->column_names, &made);
    kept = arena_new_object(context->arena, ColumnList);
    *kept = made;
    found->columns = columns_of(context, kept);
    found->count = made.count;
    return found;
}
