#include "sql/quote.h"

#include "tap.h"

static void
names_are_quoted_where_needed(Arena *arena)
{
    tap_equal(quote_ident(arena, "tasks"), "tasks", "a plain word stays bare");
    tap_equal(quote_ident(arena, "Tasks"), "\"Tasks\"", "capitals need quotes");
    tap_equal(quote_ident(arena, "user"), "\"user\"", "a reserved keyword needs quotes");
    tap_equal(quote_ident(arena, "between"), "\"between\"", "so does a keyword for columns only");
    tap_equal(quote_ident(arena, "name"), "name", "an unreserved keyword does not");
    tap_equal(quote_ident(arena, "a\"b"), "\"a\"\"b\"", "quotes are doubled");
    tap_equal(quote_ident(arena, ""), "\"\"", "an empty name is quoted");
    tap_equal(quote_qualified(arena, "s", "Order"), "s.\"Order\"", "schema and name");
    tap_equal(quote_qualified(arena, NULL, "t"), "t", "no schema");
}

static void
literals_hold_any_text(Arena *arena)
{
    tap_equal(quote_literal(arena, "it's"), "'it''s'", "quotes are doubled");
    tap_equal(quote_literal(arena, "a\\b"), "E'a\\\\b'", "backslashes make an escape string");
    tap_equal(quote_literal(arena, ""), "''", "an empty literal");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    names_are_quoted_where_needed(arena);
    literals_hold_any_text(arena);
    arena_free(arena);
    return tap_done();
}
