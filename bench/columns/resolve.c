/*
 * bench_columns SCHEMA.sql… - what queries mean, for bench/columns.py.
 *
 * Standard input has a query a line, as a JSON string; the answer is a JSON object a line. After
 * them come the columns of each view: {"view": "schema.name", "columns": …}.
 */
#include <jansson.h>

#include "ddl/ddl.h"
#include "query/parameter.h"
#include "query/resolve.h"

static double
now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
    return (double) now.tv_sec * 1000 + (double) now.tv_nsec / 1e6;
}

static json_t *
column_json(const char *name, const TypeName *type)
{
    return json_pack("[s s?]", name, type->text);
}

static json_t *
columns_json(const Query *query)
{
    json_t *list = json_array();

    for (const QueryColumn *at = query->columns.first; at != NULL; at = at->next)
        json_array_append_new(list, column_json(at->name, &at->type));
    return list;
}

/* What CREATE TABLE AS makes of it. */
static json_t *
table_json(Arena *arena, const Query *query)
{
    json_t *list = json_array();
    ColumnList columns = {0};

    query_columns(arena, query, NULL, &columns);
    for (const Column *at = columns.first; at != NULL; at = at->next)
        json_array_append_new(list, column_json(at->name, &at->type));
    return list;
}

static const char *
schema_of(const ColumnUse *use)
{
    if (use->table != NULL)
        return use->table->schema;
    return use->view != NULL ? use->view->schema : NULL;
}

static json_t *
use_json(const ColumnUse *use)
{
    json_t *out = json_object();

    json_object_set_new(out, "schema", json_string(schema_of(use)));
    json_object_set_new(out, "relation",
                        json_string(use->table != NULL ? use->table->name : use->view->name));
    json_object_set_new(out, "column", json_string(use->name));
    json_object_set_new(out, "roles", json_integer(use->roles));
    if (use->operation != NULL)
        json_object_set_new(out, "operation", json_string(use->operation));
    if (use->function != NULL)
        json_object_set_new(out, "function", json_string(use->function));
    if (use->cast != NULL)
        json_object_set_new(out, "cast", json_string(use->cast));
    if (use->other != NULL)
        json_object_set_new(out, "other", json_string(use->other->name));
    if (use->parameter != NULL)
        json_object_set_new(out, "parameter", json_integer(use->parameter->number));
    if (use->constant != NULL)
        json_object_set_new(out, "constant", json_string(use->constant));
    return out;
}

static json_t *
uses_json(const Query *query)
{
    json_t *list = json_array();

    for (const ColumnUse *at = query->uses.first; at != NULL; at = at->next)
    {
        if (at->column != NULL && schema_of(at) != NULL && !at->is_through_view &&
            !at->is_whole_row)
            json_array_append_new(list, use_json(at));
    }
    return list;
}

static json_t *
parameters_json(const Query *query)
{
    json_t *list = json_array();

    for (const QueryParameter *at = query->parameters.first; at != NULL; at = at->next)
        json_array_append_new(list, json_pack("[i s?]", (int) at->number, at->type.text));
    return list;
}

static json_t *
problems_json(const Query *query)
{
    json_t *list = json_array();

    for (const QueryProblem *at = query->problems.first; at != NULL; at = at->next)
        json_array_append_new(list, json_string(at->message));
    return list;
}

/* Milliseconds spent on the query itself. */
static double
answer(QueryContext *context, const char *sql)
{
    Arena *turn = arena_new(NULL, "query");
    Error error = {.arena = turn};
    Query query;
    ParameterText text;
    json_t *out;
    double start = now_ms();
    double spent;
    bool is_understood;

    parameter_rewrite(turn, sql, &text);
    is_understood = query_resolve_in(context, turn, "public", text.sql, &query, &error);
    spent = now_ms() - start;
    if (is_understood)
        out = json_pack("{s:o s:o s:o s:o s:o}", "table", table_json(turn, &query), "columns",
                        columns_json(&query), "uses", uses_json(&query), "parameters",
                        parameters_json(&query), "problems", problems_json(&query));
    else
        out = json_pack("{s:s}", "error", error.message);
    json_object_set_new(out, "sql", json_string(text.sql));
    json_dumpf(out, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(out);
    arena_free(turn);
    return spent;
}

static void
answer_view(QueryContext *context, const View *view)
{
    Arena *turn = arena_new(NULL, "view");
    Error error = {.arena = turn};
    Query query = {0};
    ColumnList columns = {0};
    json_t *list = json_array();

    if (query_resolve_in(context, turn, view->query->search_path, view->query->sql, &query, &error))
        query_columns(turn, &query, &view->column_names, &columns);
    for (const Column *at = columns.first; at != NULL; at = at->next)
        json_array_append_new(list, column_json(at->name, &at->type));
    json_dumpf(json_pack("{s:s+++ s:o s:o}", "view", view->schema, ".", view->name, "", "columns",
                         list, "problems", problems_json(&query)),
               stdout, JSON_COMPACT);
    putchar('\n');
    arena_free(turn);
}

int
main(int argc, char **argv)
{
    Arena *arena = arena_new(NULL, "bench_columns");
    Error error = {.arena = arena};
    Schema *schema = schema_new(arena);
    QueryContext *context;
    char *line = NULL;
    size_t capacity = 0;
    double spent = 0;

    for (int i = 1; i < argc; i++)
    {
        FileText text;

        if (!file_read(arena, argv[i], &text, &error) || !ddl_read(schema, &text, &error))
        {
            fprintf(stderr, "bench_columns: %s\n", error.message);
            return 1;
        }
    }
    context = query_context_new(arena, schema);
    while (getline(&line, &capacity, stdin) > 0)
    {
        json_t *sql = json_loads(line, JSON_DECODE_ANY, NULL);

        spent += answer(context, json_string_value(sql));
        json_decref(sql);
    }
    for (const View *view = schema->views.first; view != NULL; view = view->next)
        answer_view(context, view);
    fprintf(stderr, "%.1f\n", spent);
    free(line);
    arena_free(arena);
    return 0;
}
