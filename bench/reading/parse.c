/*
 * "parse FILE" does the least that reading SQL costs: libpg_query's scanner cuts the text, its grammar
 * parses each statement, the memory is given back after each. "read FILE" makes tenfold's model. Both
 * print nothing: they are timed from outside.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl.h"

#include "sql/nodes.h"

static bool
parse(char *text)
{
    PgQuerySplitResult parts = pg_query_split_with_scanner(text);
    bool is_parsed = parts.error == NULL;

    for (int i = 0; is_parsed && i < parts.n_stmts; i++)
    {
        char *statement = text + parts.stmts[i]->stmt_location;
        char *end = statement + parts.stmts[i]->stmt_len;
        char after = *end;
        MemoryContext memory = pg_query_enter_memory_context();
        PgQueryInternalParsetreeAndError result;

        *end = '\0';
        result = pg_query_raw_parse(statement);
        is_parsed = result.error == NULL;
        free(result.stderr_buffer);
        pg_query_exit_memory_context(memory);
        *end = after;
    }
    pg_query_free_split_result(parts);
    return is_parsed;
}

int
main(int count, char **arguments)
{
    Arena *arena = arena_new(NULL, "reading");
    Error error = {.arena = arena};
    FileText input;
    bool is_done;

    if (count != 3 || !file_read(arena, arguments[2], &input, &error))
        return 2;
    if (strcmp(arguments[1], "parse") == 0)
        is_done = parse(input.text);
    else
        is_done = ddl_read(schema_new(arena), &input, &error);
    arena_free(arena);
    return is_done ? 0 : 1;
}
