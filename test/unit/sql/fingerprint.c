#include "sql/fingerprint.h"

#include "tap.h"

static const char *
fingerprint_of(Arena *arena, const char *sql)
{
    Error error = {.arena = arena};
    char *out = NULL;

    return fingerprint_query(arena, sql, &out, &error) ? out : error.message;
}

static void
constants_do_not_count(Arena *arena)
{
    const char *one = fingerprint_of(arena, "SELECT a FROM t WHERE b = 1 AND c IN (1, 2)");

    tap_equal(one, fingerprint_of(arena, "select a from t\nwhere b = 2 and c in (4, 5, 6) -- x"),
              "case, comments and the lengths of lists do not count either");
    tap_ok(strlen(one) == 16, "16 digits");
    tap_ok(strcmp(one, fingerprint_of(arena, "SELECT a FROM t WHERE b = 1 OR c IN (1, 2)")) != 0,
           "AND and OR count");
    tap_ok(strcmp(one, fingerprint_of(arena, "SELECT a FROM u WHERE b = 1 AND c IN (1, 2)")) != 0,
           "tables count");
}

static void
constants_become_parameters(Arena *arena)
{
    Error error = {.arena = arena};
    char *out = NULL;

    tap_ok(fingerprint_normalize(arena, "SELECT * FROM t WHERE a = $1 AND b = 'x' LIMIT 10", &out,
                                 &error),
           "a query is normalized");
    tap_equal(out, "SELECT * FROM t WHERE a = $1 AND b = $2 LIMIT $3",
              "constants are numbered after the parameters that are there");
    tap_ok(!fingerprint_normalize(arena, "SELECT FROM WHERE", &out, &error),
           "what does not parse is refused");
    tap_equal(error.message, "syntax error at or near \"WHERE\"", "in PostgreSQL's words");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    constants_do_not_count(arena);
    constants_become_parameters(arena);
    arena_free(arena);
    return tap_done();
}
