/*
 * bench_columns SCHEMA.sql… - what queries mean, for bench/columns.py.
 *
 * Standard input has a query a line, as a JSON string; the answer is a JSON object a line: what the
 * resolver says, and under "server" what PostgreSQL says in a private server. After them come the columns
 * of each view: {"view": "schema.name", "columns": …}.
 */
#include <jansson.h>

#include "ddl/ddl.h"
#include "query/parameter.h"
#include "query/resolve.h"
#include "whatif/understand.h"

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
    json_object_set_new(out, "clause", json_integer(use->clause));
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

static json_t *
meaning_json(Arena *arena, const Query *query)
{
    return json_pack("{s:o s:o s:o s:o s:o}", "table", table_json(arena, query), "columns",
                     columns_json(query), "uses", uses_json(query), "parameters",
                     parameters_json(query), "problems", problems_json(query));
}

/* The parameters as $1 …; milliseconds spent on the query itself are added. */
static json_t *
answer(Arena *arena, QueryContext *context, const char *sql, double *spent)
{
    Arena *turn = arena_new(arena, "query");
    Error error = {.arena = turn};
    Query query;
    double start = now_ms();
    bool is_understood = query_resolve_in(context, turn, "public", sql, &query, &error);
    json_t *out;

    *spent += now_ms() - start;
    out = is_understood ? meaning_json(turn, &query) : json_pack("{s:s}", "error", error.message);
    json_object_set_new(out, "sql", json_string(sql));
    arena_free(turn);
    return out;
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

typedef struct Texts
{
    const char **items;
    size_t count;
    size_t capacity;
} Texts;

static Texts
read_texts(Arena *arena)
{
    Texts texts = {0};
    char *line = NULL;
    size_t capacity = 0;

    while (getline(&line, &capacity, stdin) > 0)
    {
        json_t *sql = json_loads(line, JSON_DECODE_ANY, NULL);
        ParameterText text;

        if (texts.count == texts.capacity)
        {
            size_t old = texts.capacity;

            texts.capacity = old == 0 ? 256 : old * 2;
            texts.items = arena_grow(arena, texts.items, old * sizeof(char *),
                                     texts.capacity * sizeof(char *));
        }
        parameter_rewrite(arena, json_string_value(sql), &text);
        texts.items[texts.count++] = text.sql;
        json_decref(sql);
    }
    free(line);
    return texts;
}

/* What the private server says; false, with the reason on standard error, when it cannot be asked. */
static bool
ask_server(Arena *arena, const Schema *schema, const Texts *texts, Understood *out, double *spent)
{
    static const NameList none;
    const ScratchOptions options = {0};
    Error error = {.arena = arena};
    const char *unavailable = NULL;
    LoadResult loaded;
    Scratch *scratch;
    double start;

    if (!scratch_start(arena, &options, &scratch, &error) ||
        !scratch_load(scratch, arena, "today", schema, &none, &loaded, &error) ||
        !scratch_load_planner(scratch, arena, "today", &unavailable, &error))
        unavailable = error.message;
    start = now_ms();
    if (unavailable == NULL && !understand_texts(scratch, arena, "today", schema, texts->items,
                                                 texts->count, true, out, &error))
        unavailable = error.message;
    *spent = now_ms() - start;
    if (unavailable != NULL)
        fprintf(stderr, "bench_columns: no server: %s\n", unavailable);
    return unavailable == NULL;
}

static void
print_answers(QueryContext *context, const Texts *texts, const Understood *understood,
              bool has_server, double *spent)
{
    for (size_t i = 0; i < texts->count; i++)
    {
        Arena *turn = arena_new(NULL, "answer");
        json_t *out = answer(turn, context, texts->items[i], spent);

        if (has_server && understood[i].meaning != NULL)
            json_object_set_new(out, "server", meaning_json(turn, understood[i].meaning));
        else if (has_server)
            json_object_set_new(out, "server", json_pack("{s:s}", "error", understood[i].message));
        json_dumpf(out, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(out);
        arena_free(turn);
    }
}

int
main(int argc, char **argv)
{
    Arena *arena = arena_new(NULL, "bench_columns");
    Error error = {.arena = arena};
    Schema *schema = schema_new(arena);
    Understood *understood;
    QueryContext *context;
    Texts texts;
    double spent = 0;
    double server = 0;
    bool has_server;

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
    texts = read_texts(arena);
    understood = arena_new_array(arena, Understood, texts.count + 1);
    has_server = texts.count > 0 && ask_server(arena, schema, &texts, understood, &server);
    print_answers(context, &texts, understood, has_server, &spent);
    for (const View *view = schema->views.first; view != NULL; view = view->next)
        answer_view(context, view);
    fprintf(stderr, "%.1f %.1f\n", spent, server);
    arena_free(arena);
    return 0;
}
