#define TENFOLD_SERVER_HEADERS
#include "sql/parse.h"

#include "sql/nodes.h"

/* The parser counts characters from 1, we count bytes from 0. */
static size_t
byte_position(const char *sql, int cursor)
{
    const char *at = sql;

    if (cursor <= 0)
        return strlen(sql);
    for (int character = 1; character < cursor && *at != '\0'; character++)
    {
        at++;
        while ((*at & 0xC0) == 0x80)
            at++;
    }
    return (size_t) (at - sql);
}

static void
leave(void *memory, void *outer_memory)
{
    pg_query_exit_memory_context(memory);
    if (outer_memory != NULL)
        CurrentMemoryContext = outer_memory;
}

bool
parse_open(const char *sql, ParseTree *out, size_t *position, Error *error)
{
    MemoryContext outer_memory = CurrentMemoryContext;
    MemoryContext memory = pg_query_enter_memory_context();
    PgQueryInternalParsetreeAndError result = pg_query_raw_parse(sql);

    free(result.stderr_buffer);
    if (result.error == NULL)
    {
        *out =
            (ParseTree){.memory = memory, .outer_memory = outer_memory, .statements = result.tree};
        return true;
    }
    *position = byte_position(sql, result.error->cursorpos);
    error_set(error, ERROR_INPUT, "%s", result.error->message);
    pg_query_free_error(result.error);
    leave(memory, outer_memory);
    return false;
}

void
parse_close(ParseTree *tree)
{
    if (tree->memory != NULL)
        leave(tree->memory, tree->outer_memory);
    *tree = (ParseTree){0};
}

bool
parse_open_expr(Arena *arena, const char *sql, ParseTree *out, size_t *position, Error *error)
{
    char *statement = arena_printf(arena, "SELECT (%s\n)", sql);

    if (parse_open(statement, out, position, error))
        return true;
    *position = *position > PARSE_EXPR_OFFSET ? *position - PARSE_EXPR_OFFSET : 0;
    return false;
}
