/*
 * What takes too long to plan does not take the other queries with it. Constants are computed when a query
 * is planned; a dozen such factorials take several times the limit on any machine.
 */
#include "database.h"

/* A join of many tables takes some milliseconds; sixty are answered in several turns. */
static void
all_of_many_are_answered(const Database *database)
{
    static const char sql[] = "SELECT 1 FROM t a JOIN t b ON b.a = a.a JOIN t c ON c.a = a.a JOIN "
                              "t d ON d.a = a.a JOIN t e ON "
                              "e.a = a.a JOIN t f ON f.a = a.a JOIN t g ON g.a = a.a JOIN t h ON "
                              "h.a = a.a WHERE a.a < $1";
    PlanRequest requests[60];
    Error error = {.arena = database->arena};
    PlannedQuery *planned;
    bool is_right;

    for (size_t i = 0; i < ARRAY_LENGTH(requests); i++)
        requests[i] = (PlanRequest){
            .configuration = i % 3 == 0 ? "now" : "later", .sql = sql, .binding = BINDING_WORST};
    is_right = whatif_plan(database->whatif, database->arena, requests, ARRAY_LENGTH(requests),
                           &planned, &error);
    for (size_t i = 0; is_right && i < ARRAY_LENGTH(requests); i++)
        is_right = planned[i].is_planned && planned[i].total_cost == planned[i % 3].total_cost;
    tap_ok(is_right && planned[0].total_cost < planned[1].total_cost,
           "of many that take long each has its own answer: %s", is_right ? "yes" : error.message);
}

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
        {.configuration = "later"},
    };
    PlannedQuery *planned;

    if (!scratch_start(database.arena, &options, &database.scratch, &error))
        tap_skip("no private server: %s", error.message);
    else if (database_start(&database, "CREATE TABLE t (a int);"))
    {
        WhatIfConfiguration now = {.name = "now", .stats = stats_new(database.arena)};

        Stats *larger = stats_new(database.arena);
        WhatIfConfiguration later = {.name = "later", .stats = larger};

        database_rows(larger, "t", 1e7);
        requests[3].sql = requests[1].sql;
        (void) database_configure(&database, &now);
        (void) database_configure(&database, &later);
        tap_ok(whatif_plan(database.whatif, database.arena, requests, ARRAY_LENGTH(requests),
                           &planned, &error),
               "all are answered: %s", error.message == NULL ? "yes" : error.message);
        tap_ok(planned[0].is_planned && planned[2].is_planned, "the others are planned");
        tap_ok(!planned[1].is_planned && str_equal(planned[1].sqlstate, "57014"),
               "one was cancelled: %s", planned[1].message);
        tap_ok(!planned[3].is_planned && str_equal(planned[3].message, planned[1].message),
               "and is not tried in another configuration");
        all_of_many_are_answered(&database);
    }
    arena_free(database.arena);
    return tap_done();
}
