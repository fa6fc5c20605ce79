/*
 * What takes too long to plan does not take the other queries with it. Constants are computed when a query
 * is planned; a dozen such factorials take several times the limit on any machine.
 */
#include "database.h"

int
main(void)
{
    Database database = {.arena = arena_new(NULL, "test")};
    Error error = {.arena = database.arena};
    ScratchOptions options = {.statement_timeout_ms = 1500};
    PlanRequest requests[] = {
        {.configuration = "now", .sql = "SELECT 1"},
        {.configuration = "now",
         .sql =
             "SELECT factorial(32000) + factorial(32001) + factorial(32002) + factorial(32003) + "
             "factorial(32004) + factorial(32005) + factorial(32006) + factorial(32007) + "
             "factorial(32008) + factorial(32009) + factorial(32010) + factorial(32011)"},
        {.configuration = "now", .sql = "SELECT 2"},
    };
    PlannedQuery *planned;

    if (!scratch_start(database.arena, &options, &database.scratch, &error))
        tap_skip("no private server: %s", error.message);
    else if (database_start(&database, "CREATE TABLE t (a int);"))
    {
        WhatIfConfiguration now = {.name = "now", .stats = stats_new(database.arena)};

        (void) database_configure(&database, &now);
        tap_ok(whatif_plan(database.whatif, database.arena, requests, ARRAY_LENGTH(requests),
                           &planned, &error),
               "all are answered: %s", error.message == NULL ? "yes" : error.message);
        tap_ok(planned[0].is_planned && planned[2].is_planned, "the others are planned");
        tap_ok(!planned[1].is_planned && str_equal(planned[1].sqlstate, "57014"),
               "one was cancelled: %s", planned[1].message);
    }
    arena_free(database.arena);
    return tap_done();
}
