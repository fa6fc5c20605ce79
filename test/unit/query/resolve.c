#include "query/resolve.h"

#include "query_dump.h"
#include "tap.h"

typedef struct Case
{
    const char *sql;
    const char *expected;
} Case;

typedef char *(*Dump)(Arena *arena, const Schema *schema, const char *sql);

static void
check(const Case *cases, size_t count, Dump dump)
{
    Arena *arena = arena_new(NULL, "resolve");
    const Schema *schema = query_dump_schema(arena);

    for (size_t i = 0; i < count; i++)
        tap_equal(dump(arena, schema, cases[i].sql), cases[i].expected, "%s", cases[i].sql);
    arena_free(arena);
}

#define CHECK(cases, dump) check(cases, ARRAY_LENGTH(cases), dump)

static void
names_are_found_where_postgresql_finds_them(void)
{
    static const Case cases[] = {
        {"SELECT id, name FROM users", "id bigint not null, name character varying(40) not null"},
        {"SELECT app_only, users.id FROM app.users", "app_only text, id integer"},
        {"SELECT u.name FROM users AS u (key, name)", "name character varying(40) not null"},
        {"SELECT id FROM users, posts",
         "id bigint not null ! column reference \"id\" is ambiguous at 7"},
        {"SELECT nothing FROM users", "nothing ? ! column \"nothing\" does not exist at 7"},
        {"SELECT x.id FROM users", "id ? ! missing FROM-clause entry for table \"x\" at 7"},
        {"SELECT * FROM nowhere", " ! relation \"nowhere\" does not exist at 14"},
        {"SELECT id, user_id, title FROM users JOIN posts USING (id)",
         "id bigint not null, user_id bigint not null, title text"},
        {"SELECT * FROM (SELECT id FROM users) u NATURAL LEFT JOIN (SELECT id, user_id FROM shops) "
         "s",
         "id bigint not null, user_id bigint"},
        {"SELECT p.id, u.id FROM posts p LEFT JOIN users u ON u.id = p.user_id",
         "id bigint not null, id bigint"},
        {"SELECT t.n FROM users u, LATERAL (SELECT count(*) AS n FROM posts WHERE user_id = u.id) "
         "t",
         "n bigint not null"},
        {"SELECT 1 FROM users u, (SELECT u.id) t",
         "?column? integer not null ! missing FROM-clause entry for table \"u\" at 31"},
        {"SELECT (SELECT title FROM posts WHERE user_id = users.id) FROM users", "title text"},
        {"SELECT j.key FROM (users u JOIN shops s ON true) AS j (key)", "key bigint not null"},
        {"SELECT id AS x FROM users ORDER BY x", "x bigint not null"},
        {"SELECT ctid, tableoid FROM users", "ctid tid not null, tableoid oid not null"},
    };

    CHECK(cases, query_dump_columns);
}

static void
with_sets_and_values(void)
{
    static const Case cases[] = {
        {"WITH t AS (SELECT id FROM users) SELECT * FROM t", "id bigint not null"},
        {"WITH t (a, b) AS (SELECT 1, 'x') SELECT * FROM t", "a integer not null, b text not null"},
        {"WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT n FROM t",
         "n integer"},
        {"WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT * FROM t WHERE NOT c) CYCLE n SET c "
         "USING p "
         "SELECT * FROM t",
         "n integer, c boolean not null, p record[] not null"},
        {"WITH t AS (SELECT r::record AS r FROM (VALUES (1, 'a')) r) SELECT (r).column2 FROM t",
         "column2 text"},
        {"WITH d AS (DELETE FROM posts RETURNING id, title) SELECT * FROM d",
         "id bigint not null, title text"},
        {"SELECT id FROM shops UNION SELECT id FROM users", "id bigint"},
        {"SELECT name FROM users UNION ALL SELECT name FROM users",
         "name character varying(40) not null"},
        {"SELECT name FROM users UNION ALL SELECT 'x'", "name character varying not null"},
        {"SELECT 1 AS a UNION SELECT 2.5 EXCEPT (SELECT 'x' INTERSECT SELECT 3 ORDER BY 1)",
         "a numeric not null"},
        {"SELECT 1 UNION SELECT 1, 2",
         "?column? integer not null ! each UNION query must have the same number of columns at 0"},
        {"VALUES (1, 'a'), (2.5, NULL)", "column1 numeric not null, column2 text"},
        {"SELECT x FROM (VALUES (1), (2)) AS v (x)", "x integer not null"},
    };

    CHECK(cases, query_dump_columns);
}

static void
expressions_have_postgresqls_types(void)
{
    static const Case cases[] = {
        {"SELECT 1, 3000000000, 1.5, 'x', NULL, true, $1",
         "?column? integer not null, ?column? bigint not null, ?column? numeric not null, "
         "?column? text not null, ?column? text, ?column? boolean not null, ?column? text"},
        {"SELECT id + 1, price * 2, id / 2.0, -id FROM posts",
         "?column? bigint not null, ?column? numeric, ?column? numeric not null, "
         "?column? bigint not null"},
        {"SELECT created_at - interval '1 day', now() - created_at, created_at::date + 1 FROM "
         "users",
         "?column? timestamp with time zone, ?column? interval, ?column? date"},
        {"SELECT name || '!', data -> 'a', data ->> 'a', tags[1], tags || 'x', (place).z FROM "
         "users",
         "?column? text not null, ?column? jsonb, ?column? text, tags text, ?column? text[], z "
         "integer"},
        {"SELECT count(*), sum(id), avg(id), max(name), array_agg(mood), string_agg(name, ',')"
         " FROM users",
         "count bigint not null, sum numeric, avg numeric, max text, array_agg mood[], "
         "string_agg text"},
        {"SELECT coalesce(name, 'x'), greatest(1, 2.5), nullif(id, 0), CASE WHEN active THEN 1 END"
         " FROM users",
         "coalesce character varying not null, greatest numeric not null, nullif bigint, "
         "case integer"},
        {"SELECT ARRAY[1, 2], ARRAY(SELECT id FROM users), ROW(1, 'a'), EXISTS (SELECT 1)",
         "array integer[] not null, array bigint[] not null, row record not null, "
         "exists boolean not null"},
        {"SELECT name::varchar(5), name::text, price::numeric(4,1), '{}'::jsonb FROM users, posts",
         "name character varying(5) not null, name text not null, price numeric(4,1), "
         "jsonb jsonb not null"},
        {"SELECT mail, lower(mail) FROM users", "mail email, lower text"},
        {"SELECT extract(year FROM created_at), date_trunc('day', created_at), current_date,"
         " row_number() OVER (), first_value(name) OVER w FROM users WINDOW w AS (ORDER BY id)",
         "extract numeric, date_trunc timestamp with time zone, current_date date not null, "
         "row_number bigint not null, first_value character varying"},
        {"SELECT a[1][2], a[1:2][1], tags[1:1] FROM users, (SELECT ARRAY[[1]] AS a) t",
         "a integer, a integer[], tags text[]"},
        {"SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY price), product(price) FROM posts",
         "percentile_cont double precision, product numeric"},
        {"SELECT make_interval(days => 3), jsonb_build_object('a', 1), unnest(tags) FROM users",
         "make_interval interval, jsonb_build_object jsonb, unnest text"},
        {"SELECT u FROM users u", "u users not null"},
        {"SELECT (u).name, u.initials, (place).* FROM users u",
         "name character varying(40) not null, initials text, x double precision, y double "
         "precision, "
         "z integer"},
    };

    CHECK(cases, query_dump_columns);
}

static void
functions_of_the_schema_are_chosen_by_their_arguments(void)
{
    static const Case cases[] = {
        {"SELECT twice(1), twice('a'), twice(title) FROM posts",
         "twice integer, twice text, twice text"},
        {"SELECT * FROM top_users(3)", "user_id bigint, score numeric"},
        {"SELECT t.score FROM top_users(n => 3) AS t (a, score)", "score numeric"},
        {"SELECT id, mood FROM all_users()", "id bigint, mood mood"},
        {"SELECT first_of(tags), first_of(ARRAY[1]) FROM users", "first_of text, first_of integer"},
        {"SELECT n, i FROM unnest(ARRAY['a']) WITH ORDINALITY AS t (n, i)",
         "n text, i bigint not null"},
        {"SELECT g, v.value FROM generate_series(1, 3) g, jsonb_array_elements('[]') v",
         "g integer, value jsonb"},
        {"SELECT * FROM jsonb_to_record('{}') AS r (a int, b varchar(3))",
         "a integer, b character varying(3)"},
        {"SELECT * FROM unnest(ARRAY[1], ARRAY['x']) AS t (a, b)", "a integer, b text"},
        {"SELECT name(u), least_of(1, 2.5) FROM users u",
         "name character varying(40), least_of numeric"},
        {"SELECT nobody_has_this(1)",
         "nobody_has_this ? ! function nobody_has_this does not exist at 7"},
    };

    CHECK(cases, query_dump_columns);
}

static void
views_have_the_columns_of_their_queries(void)
{
    static const Case cases[] = {
        {"SELECT * FROM busy", "id bigint, name character varying(40), posts bigint"},
        {"SELECT * FROM busier", "key bigint, label character varying(40)"},
        {"SELECT relname, oid FROM pg_class", "relname name not null, oid oid not null"},
        {"SELECT table_name FROM information_schema.tables",
         "table_name information_schema.sql_identifier"},
    };

    CHECK(cases, query_dump_columns);
}

static void
writing_statements_return_what_they_say(void)
{
    static const Case cases[] = {
        {"INSERT INTO shops VALUES (1, 2, 'x') RETURNING id, name", "id integer, name text"},
        {"INSERT INTO shops (id) VALUES (1)", ""},
        {"INSERT INTO shops (nothing) VALUES (1)",
         " ! column \"nothing\" of relation \"shops\" does not exist at 19"},
        {"UPDATE posts SET title = u.name FROM users u WHERE u.id = user_id RETURNING posts.id, "
         "u.mood",
         "id bigint not null, mood mood"},
        {"DELETE FROM posts p USING users u WHERE u.id = p.user_id RETURNING p.*",
         "id bigint not null, user_id bigint not null, title text, price numeric(10,2), "
         "body tsvector"},
        {"UPDATE shops SET name = 'x' RETURNING old.name, new.name AS now", "name text, now text"},
        {"CREATE TABLE t AS SELECT id FROM users", "id bigint not null"},
        {"EXPLAIN SELECT 1", "?column? integer not null"},
        {"DROP TABLE users", "error: the statement is no query"},
    };

    CHECK(cases, query_dump_columns);
}

static void
parameters_become_what_they_meet(void)
{
    static const Case cases[] = {
        {"SELECT * FROM users WHERE id = $1 AND name LIKE $2 AND tags @> $3 LIMIT $4",
         "1 bigint users.id, 2 text users.name, 3 text[] users.tags, 4 bigint"},
        {"SELECT * FROM users WHERE id = ANY ($2) AND $1::int > 3",
         "1 integer, 2 bigint[] users.id"},
        {"INSERT INTO shops (id, name) VALUES ($2, upper($1))", "1 text, 2 integer shops.id"},
        {"UPDATE users SET mood = $1, tags[$2] = $3 WHERE mail = $4",
         "1 mood users.mood, 2 integer, 3 text users.tags, 4 text users.mail"},
        {"SELECT coalesce($1, price), $2 + interval '1 day' FROM posts", "1 numeric, 2 interval"},
    };

    CHECK(cases, query_dump_parameters);
}

static void
selects_say_what_they_are(void)
{
    static const Case cases[] = {
        {"SELECT DISTINCT 1 FROM users WHERE true LIMIT 3 OFFSET $1 FOR UPDATE",
         "top where distinct locking limit 3 offset $"},
        {"SELECT 1 FROM users u WHERE NOT EXISTS (SELECT 1 FROM posts WHERE user_id = u.id)",
         "top where; exists correlated not where"},
        {"SELECT count(*) FROM users WHERE id NOT IN (SELECT user_id FROM posts)",
         "top where group; in not"},
        {"WITH t AS (SELECT 1 AS a) SELECT (SELECT max(a) FROM t) FROM (SELECT 1) s",
         "top; with t; from s; scalar group"},
        {"SELECT 1 UNION ALL SELECT 2 LIMIT 1 + 1",
         "top limit ?; operand UNION ALL; operand UNION ALL"},
    };

    CHECK(cases, query_dump_selects);
}

static void
relations_say_how_they_are_joined(void)
{
    static const Case cases[] = {
        {"SELECT 1 FROM users u LEFT JOIN posts p ON p.user_id = u.id, shops",
         "table users as u first; table posts as p left nullable; table shops comma"},
        {"SELECT 1 FROM users u FULL JOIN (posts p CROSS JOIN shops s) ON true",
         "table users as u first nullable; table posts as p full nullable; "
         "table shops as s cross nullable"},
        {"SELECT 1 FROM users u, LATERAL (SELECT u.id) l, unnest(u.tags) WITH ORDINALITY AS t"
         " FOR UPDATE OF u",
         "table users as u first locked; subquery  as l comma lateral; function unnest as t comma"},
        {"UPDATE posts SET title = 'x' FROM (VALUES (1)) v (k) WHERE k = id",
         "table posts first written; values  as v comma"},
        {"SELECT 1 FROM busier", "view busier first; view busy first through-view; "
                                 "table users as u first through-view; "
                                 "table posts as p left nullable through-view"},
        {"WITH t AS (SELECT 1) SELECT 1 FROM t, pg_class, nowhere",
         "with t first; catalog pg_class comma; unknown nowhere comma"},
    };

    CHECK(cases, query_dump_relations);
}

int
main(void)
{
    selects_say_what_they_are();
    relations_say_how_they_are_joined();
    names_are_found_where_postgresql_finds_them();
    with_sets_and_values();
    expressions_have_postgresqls_types();
    functions_of_the_schema_are_chosen_by_their_arguments();
    views_have_the_columns_of_their_queries();
    writing_statements_return_what_they_say();
    parameters_become_what_they_meet();
    return tap_done();
}
