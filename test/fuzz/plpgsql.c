/*
 * Any bytes as the body of a block: parsed as PL/pgSQL and as SQL, and followed on a small schema. Only
 * crashes, hangs and leaks count.
 */
#include "sql/plpgsql.h"
#include "ddl/ddl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
follow(Arena *arena, const char *body)
{
    static const char tables[] =
        "CREATE TABLE users (id int PRIMARY KEY, name text); CREATE TYPE mood AS ENUM ('ok');"
        "CREATE FUNCTION make(n int) RETURNS void LANGUAGE plpgsql AS $f$ BEGIN "
        "EXECUTE format('CREATE TABLE t%s (a int)', n); END $f$;\n";
    Schema *schema = schema_new(arena);
    Error error = {.arena = arena};
    FileText input = {.name = "fuzz.sql"};

    input.text = arena_printf(arena, "%sDO $fuzz$%s$fuzz$;", tables, body);
    input.length = strlen(input.text);
    (void) !ddl_read(schema, &input, &error); /* a part that cannot be read is no crash */
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new(NULL, "fuzz");
    const char *body = arena_strndup(arena, (const char *) data, size);

    (void) plpgsql_parse(arena, body); /* only that it ends */
    (void) plpgsql_parse_sql(arena, body);
    follow(arena, body);
    arena_free(arena);
    return 0;
}
