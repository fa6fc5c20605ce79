#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_result.h"

#include "query/resolve.h"

/* What an extension brought, nobody knows: then the query may be right. */
static bool
is_certain(Reader *reader, const Query *query, const QueryProblem *problem)
{
    if (reader->schema->extensions.count > 0)
        return false;
    for (const QueryRelation *at = query->relations.first; at != NULL; at = at->next)
    {
        if (at->kind == RELATION_FUNCTION || at->kind == RELATION_CATALOG)
            return false;
    }
    return strncmp(problem->message, "column ", 7) == 0 ||
           strncmp(problem->message, "relation ", 9) == 0;
}

static bool
is_refused(Reader *reader, const Query *query)
{
    for (const QueryProblem *at = query->problems.first; at != NULL; at = at->next)
    {
        if (!is_certain(reader, query, at))
            continue;
        ddl_error(reader, (int) at->offset, "%s", at->message);
        return true;
    }
    return false;
}

static Column *
new_column(Reader *reader, const QueryColumn *from, const Name *name)
{
    Column *column = arena_new_object(reader->arena, Column);

    column->name = ddl_keep(reader, name == NULL ? from->name : name->text);
    column->statistics_target = -1;
    column->location = ddl_location(reader, -1);
    if (from->type.name != NULL)
        column->type = type_make(reader->arena, ddl_keep(reader, from->type.schema),
                                 ddl_keep(reader, from->type.name),
                                 ddl_keep(reader, from->type.modifiers), from->type.dimensions);
    if (from->column != NULL)
        column->collation = from->column->collation;
    return column;
}

static bool
is_named_twice(Reader *reader, const ColumnList *columns)
{
    for (const Column *at = columns->first; at != NULL; at = at->next)
    {
        for (const Column *other = at->next; other != NULL; other = other->next)
        {
            if (strcmp(at->name, other->name) != 0)
                continue;
            ddl_error(reader, -1, "column \"%s\" specified more than once", at->name);
            return true;
        }
    }
    return false;
}

/* Within CREATE SCHEMA the path is another than its text. */
static const char *
path_text(Reader *reader)
{
    StrBuf text = strbuf_new(reader->turn);

    for (const Name *at = reader->search_path.first; at != NULL; at = at->next)
    {
        strbuf_separate(&text, ", ");
        quote_add_ident(&text, at->text);
    }
    return text.text;
}

bool
ddl_result(Reader *reader, const void *node, const NameList *names, ColumnList *out)
{
    Error error = {.arena = reader->turn};
    const Name *name = names->first;
    Query query;

    if (!query_resolve_node(reader->turn, reader->schema, path_text(reader), node, &query, &error))
        return true;
    if (is_refused(reader, &query))
        return false;
    if (query.problems.first != NULL && query.columns.count == 0)
        return true;
    for (const QueryColumn *from = query.columns.first; from != NULL; from = from->next)
    {
        list_append(out, new_column(reader, from, name));
        name = name == NULL ? NULL : name->next;
    }
    if (name != NULL && query.problems.first == NULL)
    {
        ddl_error(reader, -1, "more column names than columns are specified");
        return false;
    }
    return !is_named_twice(reader, out);
}

void
ddl_result_settle(Reader *reader, ColumnList *columns)
{
    for (Column *at = columns->first; at != NULL; at = at->next)
    {
        if (at->type.name != NULL)
            continue;
        at->type = type_builtin(reader->arena, "text");
        ddl_error(reader, -1,
                  "the type of column \"%s\" is not known without a server: taken as text",
                  at->name);
    }
}

static bool
same_type(const TypeName *left, const TypeName *right)
{
    return left->name == NULL || right->name == NULL || str_equal(left->text, right->text);
}

bool
ddl_result_may_replace(Reader *reader, const ColumnList *old, const ColumnList *new)
{
    const Column *to = new->first;

    for (const Column *from = new->count == 0 ? NULL : old->first; from != NULL; from = from->next)
    {
        if (to == NULL)
            ddl_error(reader, -1, "cannot drop columns from view");
        else if (strcmp(from->name, to->name) != 0)
            ddl_error(reader, -1, "cannot change name of view column \"%s\" to \"%s\"", from->name,
                      to->name);
        else if (!same_type(&from->type, &to->type))
            ddl_error(reader, -1, "cannot change data type of view column \"%s\" from %s to %s",
                      from->name, from->type.text, to->type.text);
        else
        {
            to = to->next;
            continue;
        }
        return false;
    }
    return true;
}

bool
ddl_result_uses(Reader *reader, const View *view, const Table *table, const char *column,
                bool *is_known)
{
    Error error = {.arena = reader->turn};
    Query query;

    *is_known = !view->is_recursive &&
                query_resolve(reader->turn, reader->schema, view->query->search_path,
                              view->query->sql, &query, &error) &&
                query.problems.first == NULL;
    for (const ColumnUse *at = *is_known ? query.uses.first : NULL; at != NULL; at = at->next)
    {
        if (at->table == table && !at->is_through_view && str_equal(at->name, column))
            return true;
    }
    return false;
}
