/*
 * Any bytes as a script: what it defines is read into the model, then each of its statements is
 * resolved, with its placeholders replaced. Only crashes count here.
 */
#include "query/resolve.h"
#include "ddl/ddl.h"
#include "query/parameter.h"
#include "sql/split.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
resolve(QueryContext *context, Arena *arena, const char *sql)
{
    Error error = {.arena = arena};
    ParameterText text;
    ColumnList columns = {0};
    Query query;

    parameter_rewrite(arena, sql, &text);
    for (size_t i = 0; i <= strlen(text.sql); i += 7)
        (void) parameter_offset(&text, i); /* only that it ends */
    if (query_resolve_in(context, arena, "public, app", text.sql, &query, &error))
        query_columns(arena, &query, NULL, &columns);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new(NULL, "fuzz");
    Schema *schema = schema_new(arena);
    Error error = {.arena = arena};
    FileText input = {.name = "fuzz.sql", .length = size};
    QueryContext *context;
    Splitter splitter;
    SplitPart part;

    input.text = arena_strndup(arena, (const char *) data, size);
    (void) !ddl_read(schema, &input, &error); /* a part that cannot be read is no crash */
    context = query_context_new(arena, schema);
    if (split_start(&splitter, input.text, input.length, &error))
    {
        while (split_next(&splitter, &part))
            resolve(context, arena, arena_strndup(arena, part.text, part.length));
    }
    arena_free(arena);
    return 0;
}
