/*
 * Statements on a real server: values, errors with all their parts, time limits, batches, stopping.
 */
#include "db/db.h"
#include "base/stop.h"
#include "db/feature.h"
#include "scratch/scratch_internal.h"
#include "scratch/template.h"
#include "tap.h"

#include <signal.h>
#include <unistd.h>

static void
values_come_back(Db *db, Arena *arena)
{
    Error error = {.arena = arena};
    const char *const parameters[] = {"it's", NULL};
    DbResult result;
    bool is_done = db_query(db, arena, "SELECT $1::text AS a, $2::text AS b, 7 AS c", parameters, 2,
                            &result, &error);

    tap_ok(is_done && result.rows == 1 && result.columns == 3, "a row of three columns");
    tap_equal(db_value(&result, 0, "a"), "it's", "a parameter");
    tap_ok(db_value(&result, 0, "b") == NULL, "null");
    tap_equal(db_value(&result, 0, "c"), "7", "a number, as text");
    tap_ok(feature_in(db_version(db), FEATURE_SUPPORTED), "the version: %s", db_version_text(db));
    tap_equal(db_name(db), "test", "the database");
}

static void
errors_have_all_parts(Db *db, Arena *arena)
{
    Error error = {.arena = arena};
    DbResult result;
    bool is_done = db_query(db, arena, "SELECT lenght('x')", NULL, 0, &result, &error);

    tap_ok(!is_done && error.code == ERROR_STATEMENT, "a wrong statement is refused");
    tap_equal(error.message, "function lenght(unknown) does not exist", "message");
    tap_equal(error.sqlstate, "42883", "SQLSTATE");
    tap_equal(error.statement, "SELECT lenght('x')", "statement");
    tap_ok(error.hint != NULL && strstr(error.hint, "explicit type casts") != NULL, "hint");
    error_clear(&error);
    tap_ok(!db_execute(db, "CREATE TABLE d (a int); INSERT INTO d SELECT 1 FROM nothing", &error),
           "of several statements one is wrong");
    tap_equal(error.sqlstate, "42P01", "which is reported");
}

static void
limits_hold(Db *db, Arena *arena)
{
    Error error = {.arena = arena};
    DbResult result;

    tap_ok(!db_query(db, arena, "SELECT pg_sleep(60)", NULL, 0, &result, &error) &&
               error.code == ERROR_TIMEOUT,
           "a statement that takes too long ends");
    tap_ok(db_query(db, arena, "SELECT 1", NULL, 0, &result, &error), "and the next one runs");
}

static void
batches_are_one_transaction(Db *db, Arena *arena)
{
    static const char *const good[] = {"CREATE TABLE a (i int)", "CREATE TABLE b (i int)"};
    static const char *const bad[] = {"CREATE TABLE c (i int)", "CREATE TABLE d (i nothing)",
                                      "CREATE TABLE e (i int)"};
    Error error = {.arena = arena};
    DbResult result;
    size_t failed_at = 99;
    bool is_done = db_batch(db, good, ARRAY_LENGTH(good), &failed_at, &error);

    tap_ok(is_done, "a good batch runs");
    is_done = db_batch(db, bad, ARRAY_LENGTH(bad), &failed_at, &error);
    tap_ok(!is_done && failed_at == 1, "a bad one tells which: %zu", failed_at);
    tap_equal(error.message, "type \"nothing\" does not exist", "and why");
    is_done = db_query(
        db, arena, "SELECT count(*) AS n FROM pg_class WHERE relname IN ('a', 'b', 'c', 'd', 'e')",
        NULL, 0, &result, &error);
    tap_equal(is_done ? db_value(&result, 0, "n") : error.message, "2",
              "nothing of it has happened");
}

static void
snapshots_only_read(Db *db, Arena *arena)
{
    Error error = {.arena = arena};
    bool has_begun = db_begin(db, &error);
    bool has_written = db_execute(db, "CREATE TABLE x (i int)", &error);

    tap_ok(has_begun && !has_written && str_equal(error.sqlstate, "25006"),
           "a snapshot only reads");
    tap_ok(db_end(db, &error), "and ends");
}

/* The last test: the stop flag stays. */
static void
stopping_cancels(Db *db, Arena *arena)
{
    Error error = {.arena = arena};
    DbResult result;
    time_t before = time(NULL);

    stop_install();
    (void) raise(SIGINT);
    tap_ok(!db_query(db, arena, "SELECT count(*) FROM generate_series(1, 10000000000)", NULL, 0,
                     &result, &error) &&
               error.code == ERROR_INTERRUPTED,
           "a query is cancelled when the user asks to stop");
    tap_ok(time(NULL) - before < 30, "at once");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    Error error = {.arena = arena};
    ScratchOptions options = {0};
    Scratch *scratch;
    Db *db, *patient;

    if (!scratch_start(arena, &options, &scratch, &error) ||
        !scratch_make_database(scratch, arena, "test", &error))
    {
        tap_ok(false, "a server starts: %s", error.message);
        return tap_done();
    }
    scratch->statement_timeout_ms = 0;
    if (!scratch_connect_as(scratch, arena, TEMPLATE_SUPERUSER, "test", false, &patient, &error) ||
        !scratch_connect_as(scratch, arena, TEMPLATE_SUPERUSER, "test", false, &db, &error) ||
        !db_execute(db, "SET statement_timeout = 200", &error))
    {
        tap_ok(false, "a connection opens: %s", error.message);
        return tap_done();
    }
    values_come_back(db, arena);
    errors_have_all_parts(db, arena);
    limits_hold(db, arena);
    batches_are_one_transaction(patient, arena);
    snapshots_only_read(patient, arena);
    stopping_cancels(patient, arena);
    arena_free(arena);
    return tap_done();
}
