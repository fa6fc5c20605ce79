/*
 * Facts and values that do not fit what they are told of: refused or left unknown, alone, and nothing hangs.
 */
#include "database.h"

#include "scratch/scratch_internal.h"
#include "scratch/template.h"

#include <math.h>

static const char schema_text[] =
    "CREATE TABLE t (id bigint PRIMARY KEY, at timestamptz, price numeric);"
    "CREATE TABLE jobs (id bigint PRIMARY KEY, state text NOT NULL, note text);"
    "CREATE INDEX of_open ON jobs (id) WHERE state <> 'done';"
    "CREATE INDEX of_failed ON jobs (id) WHERE state = 'failed' AND note IS NULL;"
    "CREATE TABLE kinds (kind text NOT NULL) PARTITION BY LIST (kind);"
    "CREATE TABLE kinds_1 PARTITION OF kinds FOR VALUES IN ('a\"b\\c');"
    "CREATE TABLE kinds_2 PARTITION OF kinds DEFAULT;";

static Stats *
numbers(Arena *arena)
{
    static const char *const times[] = {"2026-01-01", "2026-05-01", "2026-09-01", "2026-11-21",
                                        "infinity"};
    static const char *const prices[] = {"0.50", "1.50", "9.99"};
    Stats *stats = stats_new(arena);
    ColumnStats *column;

    database_rows(stats, "t", 1e6);
    database_rows(stats, "kinds", 1e6);
    database_rows(stats, "jobs", 1e6);
    column = database_column(stats, "t", "at", 500000);
    column->bounds = times;
    column->bound_count = ARRAY_LENGTH(times);
    column = database_column(stats, "t", "price", 900);
    column->bounds = prices;
    column->bound_count = ARRAY_LENGTH(prices);
    return stats;
}

/* to_timestamp() takes a number: a time that the column holds is none. */
static void
a_value_that_does_not_fit_stays_unknown(const Database *database)
{
    static const char *const queries[] = {"SELECT * FROM t WHERE at > to_timestamp($1)",
                                          "SELECT * FROM t WHERE price = $1::int"};

    for (size_t i = 0; i < ARRAY_LENGTH(queries); i++)
    {
        PlannedQuery planned = database_plan(database, "now", queries[i], BINDING_TYPICAL);

        tap_ok(planned.is_planned && planned.values[0] == NULL, "%s is planned without",
               queries[i]);
    }
}

/* Counters of statements have $1 where the query says 'done'. */
static void
constants_of_partial_indexes_come_back(const Database *database)
{
    static const struct
    {
        const char *sql;
        Binding binding;
        const char *expected;
    } cases[] = {
        {"SELECT id FROM jobs WHERE state <> $1", BINDING_TYPICAL, "done"},
        {"SELECT id FROM jobs WHERE $1 <> state", BINDING_WORST, "done"},
        {"SELECT id FROM jobs WHERE state = $1", BINDING_TYPICAL, "failed"},
        {"SELECT id FROM jobs WHERE state <> $1", BINDING_UNKNOWN, NULL},
        {"SELECT id FROM jobs WHERE note <> $1", BINDING_TYPICAL, NULL},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        PlannedQuery planned = database_plan(database, "now", cases[i].sql, cases[i].binding);

        tap_equal(planned.is_planned ? planned.values[0] : planned.message, cases[i].expected, "%s",
                  cases[i].sql);
    }
}

static void
values_are_quoted_in_arrays(const Database *database)
{
    PlannedQuery planned = database_plan(
        database, "now", "SELECT * FROM kinds WHERE kind = ANY ($1)", BINDING_UNKNOWN);

    tap_ok(planned.is_planned, "a key with quotes is drawn");
    tap_equal(planned.is_planned ? planned.values[0] : NULL, "{\"a\\\"b\\\\c\"}", "and quoted");
}

/* A day has 3,086 rows; counted up to infinity, each value was taken for a day of its own. */
static void
infinite_ends_stand_aside(const Database *database)
{
    WhatIfConfiguration with = {.name = "days", .base = "now"};
    PlannedQuery planned;

    list_append(
        &with.indexes,
        database_index(database, "t",
                       "CREATE INDEX days ON t (date_trunc('day', at AT TIME ZONE 'UTC'))"));
    (void) database_configure(database, &with);
    planned = database_plan(
        database, "days",
        "SELECT * FROM t WHERE date_trunc('day', at AT TIME ZONE 'UTC') = '2026-03-03'",
        BINDING_UNKNOWN);
    tap_ok(planned.rows > 1500 && planned.rows < 6000, "a day of some hundreds: %.0f",
           planned.rows);
}

static const char *
answer_on(Db *db, Arena *arena, const char *sql)
{
    Error error = {.arena = arena};
    DbResult result;

    if (!db_query(db, arena, sql, NULL, 0, &result, &error))
        return error.message;
    return result.rows == 1 ? result.values[0] : "not one row";
}

/* Settings are applied from the last base on: a circle has none. */
static void
bases_make_no_circle(const Database *database, Db *db)
{
    Arena *arena = database->arena;

    (void) answer_on(db, arena, "SELECT tenfold_planner.configure('a', NULL)");
    (void) answer_on(db, arena, "SELECT tenfold_planner.configure('b', 'a')");
    tap_equal(answer_on(db, arena, "SELECT tenfold_planner.configure('a', 'b')"),
              "\"a\" cannot build on \"b\"", "a circle is refused");
    tap_equal(answer_on(db, arena, "SELECT tenfold_planner.configure('a', 'a')"),
              "\"a\" cannot build on \"a\"", "the smallest too");
    for (int i = 0; i < 7; i++)
        (void) answer_on(db, arena,
                         arena_printf(arena, "SELECT tenfold_planner.configure('c%d', '%s')", i,
                                      i == 0 ? "b" : arena_printf(arena, "c%d", i - 1)));
    tap_equal(answer_on(db, arena, "SELECT tenfold_planner.configure('d', 'c5')"),
              "\"d\" cannot build on \"c5\"", "and more bases than are looked at");
    tap_equal(answer_on(db, arena,
                        "SELECT coalesce(message, 'planned') FROM tenfold_planner.plan("
                        "'{SELECT 1}', '{1}', '{b}', '{unknown}', '{NULL}')"),
              "planned", "the others are used");
}

/* The height of an index of endless pages has no end. */
static void
numbers_are_finite(const Database *database, Db *db)
{
    (void) answer_on(db, database->arena, "SELECT tenfold_planner.configure('e', NULL)");
    tap_equal(answer_on(db, database->arena,
                        "SELECT tenfold_planner.relation('e', 'public.t', 'Infinity', 10, 1, 0)"),
              "rows and pages are finite numbers", "endless rows are refused");
}

/* Whoever plans by EXPLAIN sees the names of indexes that are gone; strangers may not. */
static void
explain_knows_the_indexes(const Database *database, Db *sandbox)
{
    static const char *const steps[] = {
        "SELECT tenfold_planner.configure('mine', NULL)",
        "SELECT tenfold_planner.relation('mine', 'public.t', 1000000, 10000, 1, NULL)",
        "SELECT message FROM tenfold_planner.index('mine', 'CREATE INDEX gone ON t (price)')",
        "SELECT tenfold_planner.use('mine')"};
    Error error = {.arena = database->arena};
    const char *plan;
    Db *admin;

    tap_equal(answer_on(sandbox, database->arena, "SELECT tenfold_planner.use(NULL)"),
              "permission denied for function use", "strangers do not");
    if (!scratch_connect_as(database->scratch, database->arena, TEMPLATE_SUPERUSER, "test", false,
                            &admin, &error))
    {
        tap_ok(false, "connected: %s", error.message);
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++)
        (void) answer_on(admin, database->arena, steps[i]);
    plan = answer_on(admin, database->arena, "EXPLAIN (FORMAT json) SELECT FROM t WHERE price = 5");
    tap_ok(strstr(plan, "\"Index Name\": \"gone\"") != NULL, "EXPLAIN names it: %s", plan);
}

int
main(void)
{
    Database database = {.arena = arena_new(NULL, "test")};
    WhatIfConfiguration now = {.name = "now"};
    Error error = {.arena = database.arena};
    Db *db;

    if (database_start(&database, schema_text))
    {
        now.stats = numbers(database.arena);
        (void) database_configure(&database, &now);
        a_value_that_does_not_fit_stays_unknown(&database);
        constants_of_partial_indexes_come_back(&database);
        values_are_quoted_in_arrays(&database);
        infinite_ends_stand_aside(&database);
        if (scratch_connect(database.scratch, database.arena, "test", &db, &error))
        {
            bases_make_no_circle(&database, db);
            numbers_are_finite(&database, db);
            explain_knows_the_indexes(&database, db);
        }
    }
    arena_free(database.arena);
    return tap_done();
}
