/*
 * What a schema of a stranger's may try against the planner extension. Its functions run as the sandbox's
 * role, which may call the extension: they must not get at the superuser, nor break the server.
 */
#include "database.h"

#include "scratch/scratch_internal.h"
#include "scratch/template.h"

/* The loader empties the bodies of functions; here they are put in behind its back. leak() tells as whom it
 * is computed; meddle() forgets what its caller works with. */
static const char schema_text[] = "CREATE TABLE t (id bigint PRIMARY KEY, b text);"
                                  "CREATE STATISTICS s (ndistinct) ON id, b FROM t;";

static const char strange_text[] =
    "CREATE FUNCTION public.leak() RETURNS integer LANGUAGE plpgsql IMMUTABLE AS"
    "  'BEGIN RAISE EXCEPTION ''computed as %'', current_user; END';"
    "CREATE FUNCTION public.meddle(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS"
    "  'BEGIN PERFORM tenfold_planner.forget(''mine''); RETURN true; END';"
    "CREATE DOMAIN public.meddling AS text CHECK (public.meddle(VALUE));"
    "CREATE TYPE public.pair AS (number integer, word public.meddling);"
    "ALTER TABLE public.t ADD COLUMN a public.meddling, ADD COLUMN list public.meddling[],"
    "  ADD COLUMN pair public.pair;";

static const char *
answer_on(Db *db, Arena *arena, const char *sql)
{
    Error error = {.arena = arena};
    DbResult result;

    if (!db_query(db, arena, sql, NULL, 0, &result, &error))
        return error.message;
    return result.rows == 1 ? result.values[0] : "not one row";
}

static Db *
connect_as(const Database *database, const char *user)
{
    Error error = {.arena = database->arena};
    Db *db = NULL;

    tap_ok(scratch_connect_as(database->scratch, database->arena, user, "test", false, &db, &error),
           "connected as %s", user);
    return db;
}

static bool
run(Db *db, const char *sql, Error *error)
{
    bool is_done = db_execute(db, sql, error);

    tap_ok(is_done, "%s: %s", sql, is_done ? "done" : error->message);
    return is_done;
}

/* DefineIndex() computes constants as the owner of the table, and leaves it to its caller who that is. */
static void
indexes_are_imagined_by_the_owner(const Database *database, Db *sandbox)
{
    Error error = {.arena = database->arena};
    Db *admin = connect_as(database, TEMPLATE_SUPERUSER);

    if (!run(admin, "CREATE TABLE public.of_extension (a integer)", &error) ||
        !run(sandbox, "SELECT tenfold_planner.configure('mine', NULL)", &error))
        return;
    tap_equal(answer_on(sandbox, database->arena,
                        "SELECT message FROM tenfold_planner.index('mine', "
                        "'CREATE INDEX i ON public.of_extension ((leak()))')"),
              "must be owner of table of_extension", "a table of an extension's is refused");
    tap_equal(answer_on(sandbox, database->arena,
                        "SELECT coalesce(message, '') FROM tenfold_planner.index('mine', "
                        "'CREATE INDEX i ON public.t (id)')"),
              "", "an own table is not");
}

/* The database belongs to the stranger: a search path of its own would find operators of its own. */
static void
the_script_finds_no_operators_of_strangers(const Database *database)
{
    static const char trap[] =
        "CREATE SCHEMA evil;"
        "CREATE TABLE evil.noted (who text);"
        "CREATE FUNCTION evil.note() RETURNS integer LANGUAGE plpgsql AS"
        "  'BEGIN INSERT INTO evil.noted VALUES (current_user); RETURN 1; END';"
        "CREATE FUNCTION evil.joined(text, text) RETURNS text LANGUAGE plpgsql AS"
        "  'BEGIN PERFORM evil.note(); RETURN pg_catalog.concat($1, $2); END';"
        "CREATE OPERATOR evil.|| (leftarg = text, rightarg = text, function = evil.joined);"
        "CREATE FUNCTION evil.same(name, name) RETURNS boolean LANGUAGE plpgsql AS"
        "  'BEGIN PERFORM evil.note(); RETURN pg_catalog.nameeq($1, $2); END';"
        "CREATE FUNCTION evil.same(oid, oid) RETURNS boolean LANGUAGE plpgsql AS"
        "  'BEGIN PERFORM evil.note(); RETURN pg_catalog.oideq($1, $2); END';"
        "CREATE OPERATOR evil.= (leftarg = oid, rightarg = oid, function = evil.same);"
        "ALTER DATABASE late SET search_path = evil, pg_catalog, public;";
    Error error = {.arena = database->arena};
    const NameList none = {0};
    LoadResult loaded;
    const char *unavailable = NULL;
    Db *late;

    if (!scratch_load(database->scratch, database->arena, "late", database->schema, &none, &loaded,
                      &error) ||
        !scratch_connect_as(database->scratch, database->arena, TEMPLATE_SANDBOX, "late", false,
                            &late, &error) ||
        !run(late, trap, &error))
        return;
    tap_ok(scratch_load_planner(database->scratch, database->arena, "late", &unavailable, &error) &&
               unavailable == NULL,
           "the planner is loaded: %s", unavailable == NULL ? "yes" : unavailable);
    tap_equal(answer_on(late, database->arena, "SELECT pg_catalog.count(*) FROM evil.noted"), "0",
              "and called no function of the stranger's");
}

/* A domain's CHECK is text of a stranger's: values are read without it, or not at all. */
static void
no_check_runs(const Database *database, Db *sandbox)
{
    static const struct
    {
        const char *column;
        const char *value;
        const char *message;
    } cases[] = {
        {"a", "{x}", "known"},
        {"list", "{\"{x,y}\"}", "known"},
        {"pair", "{\"(1,x)\"}",
         "values of type pair hold some of a domain, whose CHECK reading would run"},
    };
    Error error = {.arena = database->arena};

    if (!run(sandbox, "SELECT tenfold_planner.configure('mine', NULL)", &error))
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tap_equal(
            answer_on(sandbox, database->arena,
                      arena_printf(database->arena,
                                   "SELECT coalesce(tenfold_planner.\"column\"('mine', 'public.t',"
                                   " '%s', false, 0, 8, 5, '%s', '{0.3}', NULL, NULL, NULL, NULL,"
                                   " NULL), 'known')",
                                   cases[i].column, cases[i].value)),
            cases[i].message, "statistics of %s are read without a CHECK", cases[i].column);
    (void) answer_on(sandbox, database->arena,
                     "SELECT tenfold_planner.relation('mine', 'public.t', 1000, 10, 0, NULL)");
    tap_equal(answer_on(sandbox, database->arena,
                        "SELECT rows FROM tenfold_planner.plan("
                        "'{SELECT * FROM t WHERE list = $1}', '{1}', '{mine}', '{worst}', "
                        "'{NULL}')"),
              "300", "and arrays of domains compare as they do");
}

/* The planner computes what does not change: its function must not take the configuration away. */
static void
nothing_is_forgotten_in_use(const Database *database, Db *sandbox)
{
    Error error = {.arena = database->arena};

    if (!run(sandbox, "SELECT tenfold_planner.configure('mine', NULL)", &error))
        return;
    tap_equal(answer_on(sandbox, database->arena,
                        "SELECT coalesce(tenfold_planner.relation('mine', 'public.t', 5, 1, 0, "
                        "NULL), 'known')"),
              "known", "the configuration is still there, and free again");
    tap_equal(answer_on(sandbox, database->arena,
                        "SELECT message FROM tenfold_planner.plan('{SELECT meddle(''x'')}', '{1}', "
                        "'{mine}', '{unknown}', '{NULL}')"),
              "tenfold_planner is at work, and cannot be called from within",
              "nor while a query is planned");
}

/* Statistics come from files: more entries than colons, or nulls, must not be written past the end. */
static void
odd_arguments_do_no_harm(const Database *database, Db *sandbox)
{
    Error error = {.arena = database->arena};
    Arena *arena = database->arena;

    if (!run(sandbox, "SELECT tenfold_planner.configure('mine', NULL)", &error))
        return;
    (void) answer_on(sandbox, arena,
                     "SELECT tenfold_planner.extended('mine', 'public.s', false, "
                     "(SELECT string_agg('\"1, 2\" 5 ', '') FROM generate_series(1, 100000)), "
                     "NULL, NULL, NULL, NULL)");
    tap_equal(answer_on(sandbox, arena,
                        "SELECT coalesce(tenfold_planner.time(NULL, NULL, NULL)::text, 'null')"),
              "null", "no query, no time");
    tap_equal(answer_on(sandbox, arena,
                        "SELECT message FROM tenfold_planner.plan(ARRAY[NULL]::text[], '{1}', "
                        "'{mine}', '{unknown}', '{NULL}')"),
              "a query is null", "nor a plan");
    tap_equal(answer_on(sandbox, arena, "SELECT 'lives'"), "lives", "the server lives");
}

int
main(void)
{
    Database database = {.arena = arena_new(NULL, "test")};
    Error error = {.arena = database.arena};

    if (database_start(&database, schema_text))
    {
        Db *sandbox = connect_as(&database, TEMPLATE_SANDBOX);

        if (run(sandbox, strange_text, &error))
            indexes_are_imagined_by_the_owner(&database, sandbox);
        no_check_runs(&database, sandbox);
        nothing_is_forgotten_in_use(&database, sandbox);
        odd_arguments_do_no_harm(&database, sandbox);
        the_script_finds_no_operators_of_strangers(&database);
    }
    arena_free(database.arena);
    return tap_done();
}
