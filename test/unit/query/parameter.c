#include "query/parameter.h"

#include "tap.h"

static const struct
{
    const char *sql;
    const char *expected;
    const char *names;
} cases[] = {
    {"SELECT 1 WHERE a = $1", "SELECT 1 WHERE a = $1", ""},
    {"WHERE a = @x AND b=@y AND c = @x", "WHERE a = $1 AND b=$2 AND c = $1", "x, y"},
    {"WHERE a <@ b AND c @> d AND e @@ f", "WHERE a <@ b AND c @> d AND e @@ f", ""},
    {"WHERE a = :x AND b::text = :'y' AND c[1:2] = d",
     "WHERE a = $1 AND b::text = $2 AND c[1:2] = d", "x, y"},
    {"f(a := 1, b => :b)", "f(a := 1, b => $1)", "b"},
    {"WHERE a = ? AND b IN (?, ?) LIMIT ?", "WHERE a = $1 AND b IN ($2, $3) LIMIT $4", ""},
    {"WHERE a ? 'x' AND b ?| c AND d ?? 'e'", "WHERE a ? 'x' AND b ?| c AND d ? 'e'", ""},
    {"WHERE a = %s AND b LIKE 'x%' AND c = d %% 2", "WHERE a = $1 AND b LIKE 'x%' AND c = d % 2",
     ""},
    {"WHERE a = %(who)s OR b = %(who)s", "WHERE a = $1 OR b = $1", "who"},
    {"WHERE a % 2 = 0", "WHERE a % 2 = 0", ""},
    {"WHERE a = $1 AND %query% ORDER BY %order%", "WHERE a = $1 AND $2 ORDER BY $3",
     "query, order"},
    {"WHERE a %b% c = 0", "WHERE a %b% c = 0", ""},
    {"WHERE a = sqlc.arg(who) AND b = sqlc.narg('x') AND c = ANY(sqlc.slice('ids')::int[])",
     "WHERE a = $1 AND b = $2 AND c = ANY($3::int[])", "who, x, ids"},
    {"SELECT sqlc.embed(users) FROM users", "SELECT users.* FROM users", ""},
    {"WHERE a = #{id} AND b #> c", "WHERE a = $1 AND b #> c", "id"},
    {"WHERE a = ':x' /* :y */ AND b = :z -- ?", "WHERE a = ':x' /* :y */ AND b = $1 -- ?", "z"},
    {"WHERE a = $2 AND b = @x", "WHERE a = $2 AND b = $3", "x"},
    {"WHERE a LIKE '%'||?||'%' AND b @? '$.x'", "WHERE a LIKE '%'||$1||'%' AND b @? '$.x'", ""},
    {"SELECT @ a, @t.b, @-5", "SELECT @ a, @t.b, @-5", ""},
    {"SELECT $$ :x ? $$, E'\\' ?', \"a:b\"", "SELECT $$ :x ? $$, E'\\' ?', \"a:b\"", ""},
};

static void
placeholders_become_numbers(void)
{
    Arena *arena = arena_new(NULL, "parameter");

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        ParameterText text;

        parameter_rewrite(arena, cases[i].sql, &text);
        tap_equal(text.sql, cases[i].expected, "%s", cases[i].sql);
        tap_equal(name_list_text(arena, &text.names), cases[i].names, "names of %s", cases[i].sql);
    }
    arena_free(arena);
}

static void
places_are_those_of_the_text_before(void)
{
    Arena *arena = arena_new(NULL, "parameter");
    const char *sql = "a = @long_name AND b = @c";
    ParameterText text;

    parameter_rewrite(arena, sql, &text);
    tap_ok(parameter_offset(&text, 0) == 0, "the beginning");
    tap_ok(parameter_offset(&text, 4) == 4, "a placeholder");
    tap_ok(parameter_offset(&text, 5) == 4, "within a placeholder");
    tap_ok(parameter_offset(&text, (size_t) (strstr(text.sql, "b =") - text.sql)) ==
               (size_t) (strstr(sql, "b =") - sql),
           "after it");
    arena_free(arena);
}

int
main(void)
{
    placeholders_become_numbers();
    places_are_those_of_the_text_before();
    return tap_done();
}
