/*
 * What cannot be used, plans that cannot be read and statistics that ANALYZE would not have written, is refused
 * with a reason; what was asked or told beside it is not.
 */
#include "database.h"

#include "base/strbuf.h"
#include "scratch/scratch_internal.h"

enum
{
    LEVELS = 230
};

static const char schema_text[] =
    "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b integer, list integer[]);"
    "CREATE STATISTICS s (mcv) ON a, b FROM t;";

/* A LIMIT of each level keeps the planner from making one of them. */
static const char *
deep_text(Arena *arena)
{
    StrBuf text = strbuf_new(arena);

    for (size_t i = 0; i < LEVELS; i++)
        strbuf_add(&text, "SELECT id FROM (");
    strbuf_add(&text, "SELECT id FROM t");
    for (size_t i = 0; i < LEVELS; i++)
        strbuf_printf(&text, " LIMIT %zu) AS s%zu", 1000 - i, i);
    return text.text;
}

static bool
configure(const Database *database, const char *name, Setting *setting)
{
    Stats *stats = stats_new(database->arena);
    WhatIfConfiguration configuration = {.name = name, .stats = stats};

    database_rows(stats, "t", 1e6);
    if (setting != NULL)
        list_append(&stats->settings, setting);
    return database_configure(database, &configuration);
}

/* Once the first of them ended the whole command. */
static void
a_plan_that_cannot_be_read_fails_alone(const Database *database)
{
    static const char plain[] = "SELECT id FROM t WHERE a = 5";
    Setting dear = {.name = "seq_page_cost", .value = "1e308"};
    PlanRequest requests[] = {{.configuration = "now", .sql = plain},
                              {.configuration = "now", .sql = deep_text(database->arena)},
                              {.configuration = "dear", .sql = plain},
                              {.configuration = "now", .sql = "SELECT b FROM t"}};
    Error error = {.arena = database->arena};
    PlannedQuery *planned;
    bool is_done;

    if (!configure(database, "now", NULL) || !configure(database, "dear", &dear))
        return;
    is_done = whatif_plan(database->whatif, database->arena, requests, ARRAY_LENGTH(requests),
                          &planned, &error);
    tap_ok(is_done, "all are answered: %s", is_done ? "yes" : error.message);
    if (!is_done)
        return;
    tap_ok(planned[0].is_planned && planned[3].is_planned, "the others are planned");
    tap_equal(planned[1].message, "this is no plan, or one of more than 200 levels",
              "the deep one says why not");
    tap_equal(planned[2].message, "what its plan costs is beyond what the planner can count",
              "so does the endless one");
    tap_ok(planned[1].sqlstate != NULL && planned[2].plan == NULL, "as any that is not planned");
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

/* The planner would refuse each query that asks for the column. */
static void
odd_statistics_of_columns_are_refused(const Database *database, Db *db)
{
    static const struct
    {
        const char *column;
        const char *arguments; /* from null_fraction on */
        const char *message;
    } cases[] = {
        {"a", "0, 4, 5, '{1,2}', '{0.3,0.1}', NULL, NULL, NULL, NULL", "known"},
        {"a", "'NaN', 4, 5, NULL, NULL, NULL, NULL, NULL, NULL",
         "the share of nulls cannot be NaN"},
        {"a", "0, 'Infinity', 5, NULL, NULL, NULL, NULL, NULL, NULL",
         "the width cannot be Infinity"},
        {"a", "0, 1e10, 5, NULL, NULL, NULL, NULL, NULL, NULL", "the width cannot be 1e+10"},
        {"a", "0, 4, 1e300, NULL, NULL, NULL, NULL, NULL, NULL",
         "the number of distinct values cannot be 1e+300"},
        {"a", "0, 4, 5, NULL, NULL, NULL, 'NaN', NULL, NULL", "the correlation cannot be NaN"},
        {"a", "0, 4, 5, '{1,2}', '{0.3,NULL}', NULL, NULL, NULL, NULL",
         "the fractions of common values are no list of numbers"},
        {"a", "0, 4, 5, '{1,2}', '{{0.3},{0.1}}', NULL, NULL, NULL, NULL",
         "the fractions of common values are no list of numbers"},
        {"a", "0, 4, 5, '{1,2}', '{0.3,NaN}', NULL, NULL, NULL, NULL",
         "the fractions of common values are no list of numbers"},
        {"list", "0, 4, 5, NULL, NULL, NULL, NULL, '{1}', '{NULL}'",
         "the fractions of elements are no list of numbers"},
    };
    Arena *arena = database->arena;

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tap_equal(
            answer_on(db, arena,
                      arena_printf(arena,
                                   "SELECT coalesce(tenfold_planner.\"column\"('odd', 'public.t',"
                                   " '%s', false, %s, NULL), 'known')",
                                   cases[i].column, cases[i].arguments)),
            cases[i].message, "%s: %s", cases[i].column, cases[i].arguments);
}

static void
odd_combinations_are_refused(const Database *database, Db *db)
{
    static const struct
    {
        const char *arguments; /* common, fractions, bases */
        const char *message;
    } cases[] = {
        {"'{{1,2},{3,4}}', '{0.3,0.1}', '{0.2,0.1}'", "known"},
        {"'{}', '{}', '{}'", "the fractions are no list of numbers"},
        {"'{{1,2}}', NULL, NULL", "0 combinations of common values: there can be 1 to 10000"},
        {"'{{1,2},{3,4}}', '{0.3,NULL}', '{0.2,0.1}'", "the fractions are no list of numbers"},
        {"'{{1,2},{3,4}}', '{0.3,0.1}', '{{0.2},{0.1}}'",
         "the base fractions are no list of numbers"},
        {"array_fill('1'::text, '{10001,2}'), array_fill(0::float8, '{10001}'),"
         " array_fill(0::float8, '{10001}')",
         "10001 combinations of common values: there can be 1 to 10000"},
    };
    Arena *arena = database->arena;

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tap_equal(answer_on(db, arena,
                            arena_printf(arena,
                                         "SELECT coalesce(tenfold_planner.extended('odd',"
                                         " 'public.s', false, NULL, NULL, %s, NULL), 'known')",
                                         cases[i].arguments)),
                  cases[i].message, "combinations: %s", cases[i].arguments);
}

static void
what_was_known_before_is_used(const Database *database, Db *db)
{
    tap_equal(answer_on(db, database->arena,
                        "SELECT coalesce(message, 'planned') FROM tenfold_planner.plan("
                        "'{SELECT FROM t WHERE a = 1 AND b = 2}', '{1}', '{odd}', '{unknown}', "
                        "'{NULL}')"),
              "planned", "a query over all of them is planned");
}

int
main(void)
{
    Database database = {.arena = arena_new(NULL, "test")};
    Error error = {.arena = database.arena};
    Db *db;

    if (database_start(&database, schema_text))
    {
        a_plan_that_cannot_be_read_fails_alone(&database);
        if (scratch_connect(database.scratch, database.arena, "test", &db, &error))
        {
            (void) answer_on(db, database.arena, "SELECT tenfold_planner.configure('odd', NULL)");
            odd_statistics_of_columns_are_refused(&database, db);
            odd_combinations_are_refused(&database, db);
            what_was_known_before_is_used(&database, db);
        }
    }
    arena_free(database.arena);
    return tap_done();
}
