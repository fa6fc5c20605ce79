/*
 * query.c - a statement in, what it means out.
 */
#define TENFOLD_SERVER_HEADERS
#include "base/base.h"

#include "query/query_internal.h"
#include "schema/type.h"
#include "sql/parse.h"

#include <stdarg.h>

size_t
query_offset(int location)
{
    return location < 0 ? 0 : (size_t) location;
}

void
query_problem(Analysis *analysis, int location, const char *format, ...)
{
    QueryProblem *problem = arena_new_object(analysis->arena, QueryProblem);
    va_list arguments;

    va_start(arguments, format);
    problem->message = arena_vprintf(analysis->arena, format, arguments);
    va_end(arguments);
    problem->offset = query_offset(location);
    list_append(&analysis->query->problems, problem);
}

bool
query_enter(Analysis *analysis)
{
    if (analysis->depth == QUERY_DEPTH_MAXIMUM)
    {
        query_problem(analysis, -1, "the query nests too deep");
        return false;
    }
    analysis->depth++;
    return true;
}

void
query_leave(Analysis *analysis)
{
    analysis->depth--;
}

QueryContext *
query_context_new(Arena *arena, const Schema *schema)
{
    QueryContext *context = arena_new_object(arena, QueryContext);

    context->arena = arena;
    context->schema = schema;
    context->types = map_new(arena);
    context->columns = map_new(arena);
    context->routines = map_new(arena);
    return context;
}

/* Reads one name of a search_path, quoted or not; NULL at the end. */
static char *
next_name(Arena *arena, const char **at)
{
    StrBuf name = strbuf_new(arena);
    const char *text = *at + strspn(*at, " ,\t\n");
    bool is_quoted = *text == '"';

    if (*text == '\0')
        return NULL;
    text += is_quoted;
    while (*text != '\0' && (is_quoted || strchr(", \t\n", *text) == NULL))
    {
        if (is_quoted && *text == '"' && *++text != '"')
            break;
        strbuf_add_char(&name, *text++);
    }
    *at = text;
    return name.text;
}

const NameList *
query_path(QueryContext *context, const char *text)
{
    const char *at = text == NULL ? "" : text;
    NameList *path;
    char *name;

    if (context->path_text != NULL && strcmp(context->path_text, at) == 0)
        return context->path;
    path = arena_new_object(context->arena, NameList);
    context->path_text = arena_strdup(context->arena, at);
    while ((name = next_name(context->arena, &at)) != NULL)
    {
        if (strcmp(name, "$user") != 0 && strcmp(name, "pg_catalog") != 0)
            name_list_add(context->arena, path, name);
    }
    context->path = path;
    return path;
}

/* The query in a statement; NULL when there is none. */
static const Node *
query_in(const Node *node)
{
    for (int depth = 0; node != NULL && depth < 4; depth++)
    {
        switch (nodeTag(node))
        {
        case T_SelectStmt:
        case T_InsertStmt:
        case T_UpdateStmt:
        case T_DeleteStmt:
        case T_MergeStmt:
            return node;
        case T_RawStmt:
            node = ((const RawStmt *) node)->stmt;
            break;
        case T_ExplainStmt:
            node = ((const ExplainStmt *) node)->query;
            break;
        case T_CreateTableAsStmt:
            node = ((const CreateTableAsStmt *) node)->query;
            break;
        case T_ViewStmt:
            node = ((const ViewStmt *) node)->query;
            break;
        case T_DeclareCursorStmt:
            node = ((const DeclareCursorStmt *) node)->query;
            break;
        case T_PrepareStmt:
            node = ((const PrepareStmt *) node)->query;
            break;
        case T_CopyStmt:
            node = ((const CopyStmt *) node)->query;
            break;
        default:
            return NULL;
        }
    }
    return NULL;
}

static QueryCommand
command_of(const Node *node)
{
    switch (nodeTag(node))
    {
    case T_InsertStmt:
        return QUERY_INSERT;
    case T_UpdateStmt:
        return QUERY_UPDATE;
    case T_DeleteStmt:
        return QUERY_DELETE;
    case T_MergeStmt:
        return QUERY_MERGE;
    default:
        return QUERY_SELECT;
    }
}

/* Fills in where a column comes from; `*origin` is what its way ends at. */
static void
fill_origin(QueryColumn *column, const RangeEntry *entry, size_t index, const RangeColumn **origin)
{
    const RangeEntry *base = NULL;

    *origin = query_use_base(entry, index, &base);
    column->column = (*origin)->column;
    if (base->relation != NULL && column->column != NULL)
    {
        column->relation = base->relation;
        column->table = base->relation->table;
        column->view = base->relation->view;
    }
    if (column->table != NULL)
    {
        column->base_relation = column->relation;
        column->base_table = column->table;
        column->base_column = column->column;
    }
}

/* The columns behind the sides of a set operation, which may be set operations themselves. */
static void
fill_sides(Analysis *analysis, QueryColumn *column, const RangeSide *sides, int depth)
{
    for (const RangeSide *side = sides; side != NULL && depth > 0; side = side->next)
    {
        QueryColumn *found = arena_new_object(analysis->arena, QueryColumn);
        const RangeColumn *origin;

        fill_origin(found, side->entry, side->index, &origin);
        if (found->column == NULL)
        {
            fill_sides(analysis, column, origin->sides, depth - 1);
            continue;
        }
        found->next = (QueryColumn *) (uintptr_t) column->sides;
        column->sides = found;
    }
}

static void
fill_columns(Analysis *analysis, const Result *result)
{
    enum
    {
        SIDES_DEPTH = 8
    };

    for (size_t i = 0; i < result->count; i++)
    {
        const RangeColumn *from = &result->columns[i];
        QueryColumn *column = arena_new_object(analysis->arena, QueryColumn);
        const RangeColumn *origin = from;

        column->name = from->name;
        column->type =
            query_type_name(analysis->context, analysis->arena, from->type, from->modifiers);
        column->is_nullable = from->is_nullable;
        if (from->from != NULL)
            fill_origin(column, from->from, from->from_index, &origin);
        if (column->column == NULL)
            fill_sides(analysis, column, origin->sides, SIDES_DEPTH);
        list_append(&analysis->query->columns, column);
    }
}

static void
list_parameters(const Analysis *analysis, QueryParameterList *list)
{
    for (size_t i = 0; i < analysis->parameter_capacity; i++)
    {
        if (analysis->parameters[i] != NULL)
            list_append(list, analysis->parameters[i]);
    }
}

bool
query_resolve_node_in(QueryContext *context, Arena *arena, const char *search_path,
                      const void *node, Query *out, Error *error)
{
    const Node *statement = query_in(node);
    Analysis analysis = {.context = context, .arena = arena};
    Arena *work;
    Query *query;
    Result result;

    if (statement == NULL)
        return error_set(error, ERROR_INPUT, "the statement is no query");
    query = arena_new_object(arena, Query);
    query->command = command_of(statement);
    analysis.work = work = arena_new(arena, "query_resolve_node_in");
    analysis.query = query;
    analysis.path = query_path(context, search_path);
    result = query_statement(&analysis, NULL, statement, SELECT_TOP, NULL, NULL);
    query_result_settle(&analysis, &result);
    fill_columns(&analysis, &result);
    if (!context->is_for_one)
        query_expand(&analysis);
    list_parameters(&analysis, &query->parameters);
    arena_free(work);
    *out = *query;
    return true;
}

bool
query_resolve_in(QueryContext *context, Arena *arena, const char *search_path, const char *sql,
                 Query *out, Error *error)
{
    ParseTree tree;
    size_t position;
    bool is_done;

    if (!parse_open(sql, &tree, &position, error))
        return false;
    if (tree.statements == NIL)
        is_done = error_set(error, ERROR_INPUT, "there is no statement");
    else
        is_done = query_resolve_node_in(context, arena, search_path, linitial(tree.statements), out,
                                        error);
    parse_close(&tree);
    return is_done;
}

static QueryContext *
context_for_one(Arena *arena, const Schema *schema)
{
    QueryContext *context = query_context_new(arena, schema);

    context->is_for_one = true;
    return context;
}

bool
query_resolve(Arena *arena, const Schema *schema, const char *search_path, const char *sql,
              Query *out, Error *error)
{
    return query_resolve_in(context_for_one(arena, schema), arena, search_path, sql, out, error);
}

bool
query_resolve_node(Arena *arena, const Schema *schema, const char *search_path, const void *node,
                   Query *out, Error *error)
{
    return query_resolve_node_in(context_for_one(arena, schema), arena, search_path, node, out,
                                 error);
}

void
query_columns(Arena *arena, const Query *query, const NameList *names, ColumnList *out)
{
    const Name *name = names == NULL ? NULL : names->first;

    for (const QueryColumn *from = query->columns.first; from != NULL; from = from->next)
    {
        Column *column = arena_new_object(arena, Column);

        column->name = name != NULL ? name->text : from->name;
        column->type = from->type.name != NULL ? from->type : type_builtin(arena, "text");
        column->statistics_target = -1;
        list_append(out, column);
        name = name == NULL ? NULL : name->next;
    }
}
