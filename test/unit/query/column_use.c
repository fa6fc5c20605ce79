#include "query_dump.h"
#include "tap.h"

typedef struct Case
{
    const char *sql;
    const char *expected;
} Case;

static void
check(const Case *cases, size_t count)
{
    Arena *arena = arena_new(NULL, "column_use");
    const Schema *schema = query_dump_schema(arena);

    for (size_t i = 0; i < count; i++)
        tap_equal(query_dump_uses(arena, schema, cases[i].sql), cases[i].expected, "%s",
                  cases[i].sql);
    arena_free(arena);
}

static void
conditions_say_how_a_column_is_filtered(void)
{
    static const Case cases[] = {
        {"SELECT 1 FROM users WHERE id = $1", "users.id equal = $1"},
        {"SELECT 1 FROM users WHERE 5 < id", "users.id range > '5'"},
        {"SELECT 1 FROM users WHERE id IN (1, 2)", "users.id in IN '1'"},
        {"SELECT 1 FROM users WHERE id = ANY ($1)", "users.id in = ANY $1"},
        {"SELECT 1 FROM users WHERE id BETWEEN $1 AND $2", "users.id range BETWEEN $2"},
        {"SELECT 1 FROM users WHERE name LIKE 'a%'", "users.name like-prefix LIKE 'a%'"},
        {"SELECT 1 FROM users WHERE name LIKE '%a'", "users.name like LIKE '%a'"},
        {"SELECT 1 FROM users WHERE name LIKE $1 || '%'", "users.name like-prefix LIKE"},
        {"SELECT 1 FROM users WHERE name ILIKE 'a%'", "users.name like ILIKE 'a%'"},
        {"SELECT 1 FROM users WHERE tags @> ARRAY['x']", "users.tags contains @>"},
        {"SELECT 1 FROM posts WHERE body @@ to_tsquery($1)", "posts.body search @@"},
        {"SELECT 1 FROM users WHERE data ->> 'kind' = 'x'", "users.data path key kind = 'x'"},
        {"SELECT 1 FROM users WHERE data -> 'a' ->> 'b' = $1", "users.data path key a.b = $1"},
        {"SELECT 1 FROM users WHERE data['a']['b'] = '1'", "users.data path key a.b = '1'"},
        {"SELECT 1 FROM users WHERE mood IS NULL", "users.mood null IS NULL"},
        {"SELECT 1 FROM users WHERE active AND NOT (id = 1 OR name = 'x')",
         "users.active boolean; users.id equal = '1' not or; users.name equal = 'x' not or"},
        {"SELECT 1 FROM users WHERE lower(name) = $1", "users.name equal by lower = $1"},
        {"SELECT 1 FROM users WHERE created_at::date = $1", "users.created_at equal as date = $1"},
        {"SELECT 1 FROM users WHERE id = 1.5", "users.id equal as numeric = '1.5'"},
        {"SELECT 1 FROM users WHERE name = 'x'", "users.name equal = 'x'"},
        {"SELECT 1 FROM users WHERE coalesce(active, false)", "users.active filtered by coalesce"},
        {"SELECT 1 FROM users WHERE (id, name) = (1, 'x')",
         "users.id equal = '1'; users.name equal = 'x'"},
    };

    check(cases, ARRAY_LENGTH(cases));
}

static void
joins_name_both_sides(void)
{
    static const Case cases[] = {
        {"SELECT 1 FROM users u JOIN posts p ON u.id = p.user_id",
         "users.id joined = posts.user_id; posts.user_id joined = users.id"},
        {"SELECT 1 FROM users JOIN shops USING (id)",
         "users.id joined = shops.id; shops.id joined = users.id"},
        {"SELECT 1 FROM users u WHERE EXISTS (SELECT 1 FROM posts p WHERE p.user_id = u.id)",
         "posts.user_id joined = users.id; users.id joined = posts.user_id outer"},
        {"SELECT 1 FROM users WHERE id IN (SELECT user_id FROM posts)",
         "posts.user_id returned+joined IN users.id; users.id joined IN posts.user_id"},
    };

    check(cases, ARRAY_LENGTH(cases));
}

static void
results_groups_and_orders(void)
{
    static const Case cases[] = {
        {"SELECT name, upper(name) FROM users",
         "users.name returned; users.name computed by upper"},
        {"SELECT name AS n, count(id) FROM users GROUP BY n ORDER BY 1 DESC, max(id)",
         "users.name returned+grouped+ordered desc; users.id aggregated by count; "
         "users.id aggregated by max"},
        {"SELECT DISTINCT name FROM users ORDER BY name", "users.name returned+ordered+distinct"},
        {"SELECT rank() OVER (PARTITION BY mood ORDER BY id DESC) FROM users",
         "users.mood partition; users.id window-order desc"},
    };

    check(cases, ARRAY_LENGTH(cases));
}

static void
columns_are_traced_to_their_tables(void)
{
    static const Case cases[] = {
        {"SELECT 1 FROM (SELECT id AS k FROM users) t WHERE k = 1",
         "users.id returned; users.id equal = '1' through-subquery"},
        {"WITH t AS (SELECT id AS k FROM users) SELECT k FROM t",
         "users.id returned; users.id returned through-cte"},
        {"SELECT 1 FROM busy WHERE id = 1",
         "busy.id equal = '1'; posts.user_id joined = users.id through-view; users.id joined = "
         "posts.user_id through-view; posts.id aggregated by count through-view; users.id grouped "
         "through-view; users.id equal = '1' through-view"},
        {"SELECT 1 FROM busier WHERE key = 1",
         "busier.key equal = '1'; posts.user_id joined = users.id through-view; users.id joined = "
         "posts.user_id through-view; posts.id aggregated by count through-view; users.id grouped "
         "through-view; users.id equal = '1' through-view"},
    };

    check(cases, ARRAY_LENGTH(cases));
}

static void
what_is_written(void)
{
    static const Case cases[] = {
        {"INSERT INTO shops (id, name) VALUES ($1, 'x') ON CONFLICT (id) DO UPDATE SET name = "
         "excluded.name",
         "shops.id inserted $1; shops.name inserted 'x'; shops.id conflict; shops.name updated; "
         "shops.name written-from"},
        {"UPDATE shops SET name = $1 WHERE id = 3", "shops.id equal = '3'; shops.name updated $1"},
        {"UPDATE users SET (name, mood) = ('x', $1)",
         "users.name updated 'x'; users.mood updated $1"},
        {"INSERT INTO shops (id) SELECT id FROM posts",
         "posts.id returned+written-from; shops.id inserted"},
        {"MERGE INTO shops s USING posts p ON s.user_id = p.user_id WHEN MATCHED THEN DELETE"
         " WHEN NOT MATCHED THEN INSERT (id) VALUES (title::int)",
         "shops.user_id joined = posts.user_id; posts.user_id joined = shops.user_id; "
         "shops.id inserted; posts.title written-from as integer"},
    };

    check(cases, ARRAY_LENGTH(cases));
}

int
main(void)
{
    conditions_say_how_a_column_is_filtered();
    joins_name_both_sides();
    results_groups_and_orders();
    columns_are_traced_to_their_tables();
    what_is_written();
    return tap_done();
}
