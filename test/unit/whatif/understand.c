/*
 * PostgreSQL says what queries mean: the same as the resolver where that is enough, more where it is not;
 * and no text can make it do anything.
 */
#include "whatif/understand.h"

#include "../query/query_dump.h"
#include "base/file.h"
#include "ddl/ddl.h"
#include "tap.h"

typedef struct Case
{
    const char *sql;
    const char *expected;
} Case;

typedef struct Database
{
    Scratch *scratch;
    Arena *arena;
    const char *name;
    const Schema *schema;
} Database;

static const Understood *
ask(const Database *database, const char *const *texts, size_t count)
{
    Error error = {.arena = database->arena};
    Understood *understood = arena_new_array(database->arena, Understood, count);

    if (understand_texts(database->scratch, database->arena, database->name, database->schema,
                         texts, count, true, understood, &error))
        return understood;
    tap_ok(false, "the server answers: %s", error.message);
    return understood;
}

static const char *
uses_of(const Database *database, const char *sql)
{
    const Understood *understood = ask(database, &sql, 1);

    return understood->meaning == NULL ? understood->message
                                       : query_dump_uses_of(database->arena, understood->meaning);
}

static bool
load(Database *database, const char *name, Schema *schema)
{
    Error error = {.arena = database->arena};
    const NameList none = {0};
    LoadResult loaded = {0};
    const char *unavailable = NULL;
    bool is_loaded =
        scratch_load(database->scratch, database->arena, name, schema, &none, &loaded, &error) &&
        scratch_load_planner(database->scratch, database->arena, name, &unavailable, &error) &&
        unavailable == NULL;

    database->name = name;
    database->schema = schema;
    for (const LoadFailure *at = loaded.failures.first; at != NULL; at = at->next)
        printf("# %s: %s\n", at->object, at->message);
    if (unavailable != NULL)
        tap_skip("no planner: %s", unavailable);
    else
        tap_ok(is_loaded, "%s is loaded", name);
    return is_loaded;
}

static bool
load_text(Database *database, const char *name, const char *sql)
{
    Error error = {.arena = database->arena};
    Schema *schema = schema_new(database->arena);
    FileText text = {
        .name = "test.sql", .text = arena_strdup(database->arena, sql), .length = strlen(sql)};

    return ddl_read(schema, &text, &error) && load(database, name, schema);
}

/* The resolver's tests say what is right; here both say the same. */
static void
the_server_says_what_the_resolver_says(Database *database)
{
    static const char *const texts[] = {
        "SELECT 1 FROM users WHERE id = $1",
        "SELECT 1 FROM users WHERE id IN (1, 2)",
        "SELECT 1 FROM users WHERE id BETWEEN $1 AND $2",
        "SELECT 1 FROM users WHERE name LIKE '%a'",
        "SELECT 1 FROM users WHERE name ILIKE 'a%'",
        "SELECT 1 FROM posts WHERE body @@ to_tsquery($1)",
        "SELECT 1 FROM users WHERE data -> 'a' ->> 'b' = $1",
        "SELECT 1 FROM users WHERE mood IS NULL",
        "SELECT 1 FROM users WHERE lower(name) = $1",
        "SELECT 1 FROM users WHERE name = 'x'",
        "SELECT 1 FROM users WHERE (id, name) = (1, 'x')",
        "SELECT 1 FROM users JOIN shops USING (id)",
        "SELECT 1 FROM users WHERE id IN (SELECT user_id FROM posts)",
        "SELECT name AS n, count(id) FROM users GROUP BY n ORDER BY 1 DESC, max(id)",
        "SELECT rank() OVER (PARTITION BY mood ORDER BY id DESC) FROM users",
        "WITH t AS (SELECT id AS k FROM users) SELECT k FROM t",
        "SELECT 1 FROM busier WHERE key = 1",
        "UPDATE shops SET name = $1 WHERE id = 3",
        "INSERT INTO shops (id) SELECT id FROM posts",
        "SELECT 1 FROM users u, users v WHERE u.id = v.id AND u.name = 'x'",
        "SELECT 1 FROM users WHERE id = 1 OR (name = 'x' AND active)",
        "SELECT 1 FROM users u, users v WHERE EXISTS (SELECT FROM users w WHERE w.id = u.id AND "
        "w.name = v.name)",
        "SELECT id FROM users WHERE $1 = '' OR name = $1",
        "SELECT id FROM users WHERE CASE WHEN $1 THEN active ELSE true END",
        "SELECT id FROM users WHERE ($1 <> '' AND name = $1) OR id = 1",
        "SELECT id FROM users WHERE name = coalesce($1, 'x')",
        "UPDATE users SET name = 'x' WHERE 1 = 1",
        "SELECT count(*) FROM users GROUP BY name ORDER BY 1",
        "SELECT 1 FROM users WHERE name LIKE '%' || $1",
        "SELECT 1 FROM users WHERE name ~ '.*x'",
        "SELECT 1 FROM users WHERE name LIKE $1 || '%'",
        "SELECT id, name FROM users",
        "SELECT u.name FROM users AS u (key, name)",
        "SELECT * FROM (SELECT id FROM users) u NATURAL LEFT JOIN (SELECT id, user_id FROM shops) "
        "s",
        "SELECT t.n FROM users u, LATERAL (SELECT count(*) AS n FROM posts WHERE user_id = u.id) t",
        "SELECT j.key FROM (users u JOIN shops s ON true) AS j (key)",
        "SELECT ctid, tableoid FROM users",
        "WITH t (a, b) AS (SELECT 1, 'x') SELECT * FROM t",
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT * FROM t WHERE NOT c) CYCLE n SET c "
        "USING p SELECT * FROM t",
        "WITH d AS (DELETE FROM posts RETURNING id, title) SELECT * FROM d",
        "SELECT name FROM users UNION ALL SELECT name FROM users",
        "VALUES (1, 'a'), (2.5, NULL)",
        "SELECT 1, 3000000000, 1.5, 'x', NULL, true, $1",
        "SELECT count(*), sum(id), avg(id), max(name), array_agg(mood), string_agg(name, ',') FROM "
        "users",
        "SELECT ARRAY[1, 2], ARRAY(SELECT id FROM users), ROW(1, 'a'), EXISTS (SELECT 1)",
        "SELECT mail, lower(mail) FROM users",
        "SELECT a[1][2], a[1:2][1], tags[1:1] FROM users, (SELECT ARRAY[[1]] AS a) t",
        "SELECT u FROM users u",
        "SELECT * FROM top_users(3)",
        "SELECT id, mood FROM all_users()",
        "SELECT n, i FROM unnest(ARRAY['a']) WITH ORDINALITY AS t (n, i)",
        "SELECT * FROM jsonb_to_record('{}') AS r (a int, b varchar(3))",
        "SELECT * FROM busy",
        "SELECT relname, oid FROM pg_class",
        "INSERT INTO shops VALUES (1, 2, 'x') RETURNING id, name",
        "UPDATE posts SET title = u.name FROM users u WHERE u.id = user_id RETURNING posts.id, "
        "u.mood",
        "CREATE TABLE t AS SELECT id FROM users",
        "SELECT * FROM users WHERE id = $1 AND name LIKE $2 AND tags @> $3 LIMIT $4",
        "INSERT INTO shops (id, name) VALUES ($2, upper($1))",
        "SELECT coalesce($1, price), $2 + interval '1 day' FROM posts",
        "SELECT count(*) FROM users WHERE id NOT IN (SELECT user_id FROM posts)",
        "SELECT 1 UNION ALL SELECT 2 LIMIT 1 + 1",
        "SELECT 1 FROM users u FULL JOIN (posts p CROSS JOIN shops s) ON true",
        "SELECT 1 FROM busier",
        "INSERT INTO shops (id, name) VALUES ($1, 'x') ON CONFLICT (id) DO UPDATE SET name = "
        "excluded.name",
        "MERGE INTO shops s USING posts p ON s.user_id = p.user_id WHEN MATCHED THEN DELETE WHEN "
        "NOT MATCHED THEN INSERT (id) VALUES (title::int)",
        "SELECT * FROM busier",
    };
    const Understood *understood = ask(database, texts, ARRAY_LENGTH(texts));
    QueryContext *context = query_context_new(database->arena, database->schema);

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
    {
        Error error = {.arena = database->arena};
        Query query = {0};
        bool is_resolved =
            query_resolve_in(context, database->arena, "public", texts[i], &query, &error);

        if (!is_resolved || understood[i].meaning == NULL)
            tap_ok(false, "%s: %s", texts[i], is_resolved ? understood[i].message : error.message);
        else
            tap_equal(query_dump_query(database->arena, understood[i].meaning),
                      query_dump_query(database->arena, &query), "%s", texts[i]);
    }
}

static void
the_server_knows_more(Database *database)
{
    static const Case cases[] = {
        {"SELECT 1 FROM posts WHERE user_id = 1.5",
         "posts.user_id equal as numeric = '1.5' implicitly"},
        {"SELECT 1 FROM posts WHERE user_id::numeric = 1.5",
         "posts.user_id equal as numeric = '1.5'"},
        {"SELECT 1 FROM posts WHERE user_id = 5", "posts.user_id equal = '5'"},
        {"SELECT 1 FROM users WHERE name = 'x'::text", "users.name equal = 'x'"},
        {"SELECT 1 FROM users WHERE nothing = 1", "column \"nothing\" does not exist"},
        {"SELECT 1 FROM nowhere", "relation \"nowhere\" does not exist"},
        {"SELECT $1 + $2", "operator is not unique: unknown + unknown"},
        {"SELECT 1 FROM users WHERE id = 'x'", "invalid input syntax for type bigint: \"x\""},
        {"SELEC", "syntax error at or near \"SELEC\""},
        {"", "there is no statement"},
        {"VACUUM", "the statement is no query"},
        {"SELECT id INTO made FROM users", "users.id returned"},
        {"SELECT id INTO made FROM users UNION SELECT 1", "users.id returned"},
        {"EXPLAIN SELECT id INTO made FROM users", "users.id returned"},
        {"COPY (SELECT id INTO made FROM users) TO STDOUT", "users.id returned"},
        {"COPY users TO STDOUT", "the statement is no query"},
        {"EXPLAIN EXECUTE made", "the statement is no query"},
        {"INSERT INTO busy VALUES (1)", "cannot insert into view \"busy\""},
    };

    static const char *const wrong = "SELECT id, nothing FROM users";

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tap_equal(uses_of(database, cases[i].sql), cases[i].expected, "%s", cases[i].sql);
    tap_ok(ask(database, &wrong, 1)->position == 12, "a refusal knows its place");
}

static void
row_security_is_part_of_a_query(Database *database)
{
    static const char script[] =
        "CREATE TABLE notes (id bigint PRIMARY KEY, owner text, team int, body text);"
        "ALTER TABLE notes ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY own ON notes USING (owner = current_user);"
        "CREATE POLICY ours ON notes FOR SELECT USING (team = 1);"
        "CREATE TABLE open_notes (id bigint, owner text);"
        "CREATE POLICY unused ON open_notes USING (owner = current_user);"
        "CREATE VIEW all_notes AS SELECT id, body FROM notes;"
        "CREATE VIEW both_notes AS SELECT * FROM (SELECT id AS note, body FROM notes UNION SELECT "
        "id, "
        "owner FROM open_notes) AS b;";
    static const Case cases[] = {
        {"SELECT body FROM notes WHERE id = $1",
         "notes.id equal = $1; notes.body returned; notes.owner equal = or by policy; "
         "notes.team equal = '1' or by policy"},
        {"INSERT INTO notes (id) VALUES (1)", "notes.id inserted '1'"},
        {"SELECT id FROM open_notes", "open_notes.id returned"},
        {"SELECT body FROM all_notes", "all_notes.body returned; notes.body returned through-view"},
        {"SELECT 1 FROM both_notes WHERE note = $1",
         "both_notes.note equal = $1; notes.id equal = $1 through-view; open_notes.id equal = $1 "
         "through-view"},
    };

    if (!load_text(database, "security", script))
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tap_equal(uses_of(database, cases[i].sql), cases[i].expected, "%s", cases[i].sql);
}

/* "((((…1…))))" and a list as long. */
static const char *
nested(Arena *arena, const char *left, const char *middle, const char *right, size_t depth)
{
    StrBuf text = strbuf_new(arena);

    strbuf_add(&text, "SELECT ");
    for (size_t i = 0; i < depth; i++)
        strbuf_add(&text, left);
    strbuf_add(&text, middle);
    for (size_t i = 0; i < depth; i++)
        strbuf_add(&text, right);
    return text.text;
}

static void
one_that_is_too_much_leaves_the_others(Database *database)
{
    Arena *arena = database->arena;
    const char *texts[] = {
        "SELECT id FROM users",
        nested(arena, "(", "1", ")", 200000),
        nested(arena, "NOT ", "true", "", 200000),
        nested(arena, "", "1", " + 1", 200000),
        nested(arena, "(SELECT ", "1", ")", 20000),
        nested(arena, "", "1", ", 1", 5000),
        nested(arena, "", "1 + ", "'x", 1000),
        arena_printf(arena, "SELECT '%s'", nested(arena, "", "", "x", 10 << 20)),
        arena_printf(arena, "SELECT 1 WHERE 1 IN (0%s)", nested(arena, "", "", ", 2", 50000) + 7),
        "SELECT name FROM users",
    };
    size_t last = ARRAY_LENGTH(texts) - 1;
    const Understood *understood = ask(database, texts, ARRAY_LENGTH(texts));

    tap_ok(understood[0].meaning != NULL, "the one before is understood");
    tap_ok(understood[last].meaning != NULL, "the one after, too");
    tap_ok(understood[last - 1].meaning != NULL, "a list of 50,000 is understood");
    tap_ok(understood[last - 2].meaning != NULL, "a literal of 10 MB, too");
    for (size_t i = 1; i < last - 2; i++)
        tap_ok(understood[i].meaning == NULL, "%.20s…: %.60s", texts[i],
               understood[i].message == NULL ? "understood" : understood[i].message);
}

static const char *
value_of(const Database *database, const char *sql)
{
    Error error = {.arena = database->arena};
    DbResult result;
    Db *db;

    if (!scratch_connect(database->scratch, database->arena, database->name, &db, &error) ||
        !db_query(db, database->arena, sql, NULL, 0, &result, &error))
        return error.message;
    return result.rows == 1 ? result.values[0] : "not one row";
}

/* Each line wants to wait, to change something or to get out. */
static void
hostile_queries_do_no_harm(Database *database)
{
    static const char script[] =
        "CREATE SEQUENCE counted; CREATE TABLE t (a bigint);"
        "CREATE FUNCTION nap(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE"
        " AS $$ BEGIN PERFORM pg_sleep(60); RETURN $1; END $$;"
        "CREATE DOMAIN napping AS integer CHECK (nap(VALUE) > 0);";
    Arena *arena = database->arena;
    Error error = {.arena = arena};
    NameList lines = {0};
    const char **texts;
    FileText file;
    size_t count = 0;

    if (!load_text(database, "hostile", script) ||
        !file_read(arena,
                   arena_printf(arena, "%s/test/hostile/queries.txt", getenv("TENFOLD_SOURCE")),
                   &file, &error))
    {
        tap_ok(false, "the hostile queries are there: %s", error.message);
        return;
    }
    for (const char *at = file.text; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n')
        name_list_add(arena, &lines, arena_strndup(arena, at, strcspn(at, "\n")));
    texts = arena_new_array(arena, const char *, lines.count + 1);
    for (const Name *line = lines.first; line != NULL; line = line->next)
        texts[count++] = line->text;
    (void) ask(database, texts, count);
    tap_ok(count > 30, "%zu hostile queries are answered", count);
    tap_equal(value_of(database, "SELECT is_called::text FROM counted"), "false",
              "no sequence has moved");
    tap_equal(value_of(database, "SELECT count(*)::text FROM t"), "0", "no row was written");
    tap_equal(value_of(database, "SELECT count(*)::text FROM pg_class WHERE relname = 'made'"), "0",
              "no table was made");
    tap_ok(!file_exists("/tmp/tenfold_was_here_query"), "no program ran");
}

/* The text alone has not the types that a driver gives. */
static void
types_are_guessed_where_the_first_are_wrong(Database *database)
{
    static const struct
    {
        const char *sql;
        const char *message;
        const char *what;
    } cases[] = {
        {"SELECT id FROM users WHERE current_date >= current_date - $1", NULL, "a number of days"},
        {"SELECT id FROM users WHERE now() > now() - $1", NULL, "an interval"},
        {"SELECT id FROM users WHERE current_date + $1 = $2", NULL, "what can be added to a day"},
        {"SELECT id FROM users WHERE current_date >= name - $1",
         "operator does not exist: character varying - unknown",
         "nothing fits: as the server first said"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        const Understood *understood = ask(database, &cases[i].sql, 1);

        tap_equal(understood->message, cases[i].message, "%s", cases[i].what);
    }
}

static Workload *
workload_of(Arena *arena, const char *sql, const Schema *schema)
{
    Error error = {.arena = arena};
    Workload *workload = workload_new(arena);
    FileText text = {.name = "q.sql", .text = arena_strdup(arena, sql), .length = strlen(sql)};

    if (!workload_read_queries(workload, &text, &error))
        tap_ok(false, "the queries are read: %s", error.message);
    workload_understand(workload, schema);
    return workload;
}

/* A schema that is not whole in the server judges no query. */
static void
a_workload_gets_the_servers_meanings(Database *database)
{
    static const char queries[] = "-- name: Good :many\nSELECT id FROM users;\n"
                                  "-- name: Bad :many\nSELECT $1 + $2;\n";
    Error error = {.arena = database->arena};
    Workload *workload = workload_of(database->arena, queries, database->schema);
    const WorkloadQuery *bad = workload->queries.last;
    Understanding understanding;

    tap_ok(bad->meaning != NULL, "the resolver takes what PostgreSQL refuses");
    tap_ok(understand_workload(database->scratch, database->name, database->schema, false, workload,
                               &understanding, &error) &&
               understanding.by_server == 1 && understanding.by_resolver == 1,
           "it stays where the server has not the whole schema");
    tap_ok(understand_workload(database->scratch, database->name, database->schema, true, workload,
                               &understanding, &error) &&
               understanding.by_server == 1 && understanding.by_resolver == 0,
           "and goes where it has");
    tap_ok(bad->meaning == NULL, "a query that the server refuses is not understood");
    tap_equal(bad->not_understood, "operator is not unique: unknown + unknown",
              "in the server's words");
    tap_ok(workload->queries.first->is_of_server, "the others are the server's");
}

int
main(void)
{
    static void (*const cases[])(Database *) = {
        the_server_says_what_the_resolver_says,
        the_server_knows_more,
        a_workload_gets_the_servers_meanings,
        one_that_is_too_much_leaves_the_others,
        types_are_guessed_where_the_first_are_wrong,
        row_security_is_part_of_a_query,
        hostile_queries_do_no_harm,
    };
    Arena *arena = arena_new(NULL, "understand");
    Error error = {.arena = arena};
    const ScratchOptions options = {0};
    Database database = {.arena = arena};

    if (!scratch_start(arena, &options, &database.scratch, &error))
        tap_skip("no private server: %s", error.message);
    else if (load(&database, "plain", query_dump_schema(arena)))
    {
        for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
            cases[i](&database);
    }
    arena_free(arena);
    return tap_done();
}
