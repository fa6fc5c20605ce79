/* Partitions that are there at some sizes of the database, in a real planner. */
#include "database.h"

#include "scale/scale.h"

static const char schema_text[] =
    "CREATE TABLE events (id bigint, at timestamptz NOT NULL DEFAULT now(), who int,"
    "  PRIMARY KEY (id, at)) PARTITION BY RANGE (at);"
    "CREATE INDEX ON events (who);"
    "CREATE TABLE e_10 PARTITION OF events FOR VALUES FROM ('2026-10-01') TO ('2026-11-01');"
    "CREATE TABLE e_11 PARTITION OF events FOR VALUES FROM ('2026-11-01') TO ('2026-12-01');"
    "CREATE INDEX e_10_own ON e_10 (who, at);";

static size_t
read_at(const Database *database, const char *moment, const char *sql, double *cost)
{
    PlannedQuery planned = database_plan(database, moment, sql, BINDING_TYPICAL);

    *cost = planned.total_cost;
    return planned.is_planned ? plan_tree_partitions(planned.plan, "events") : 0;
}

static void
test_moments(const Database *database)
{
    static const char one[] = "SELECT * FROM events WHERE who = $1";
    static const char day[] = "SELECT * FROM events WHERE at > timestamptz '2026-11-20' + "
                              "(now() - now()) AND who = 3";
    static const char change[] = "UPDATE events SET who = 2 WHERE id = 5";
    PlannedQuery now = database_plan(database, "now", one, BINDING_TYPICAL);
    PlannedQuery later = database_plan(database, "later", one, BINDING_TYPICAL);
    double before = 0, after = 0;

    tap_ok(read_at(database, "now", one, &before) == 2 &&
               read_at(database, "later", one, &after) == 14,
           "two partitions now, fourteen in a year");
    tap_ok(after > 4 * before, "and a search through all costs so many times as much: %.1fx",
           after / before);
    tap_ok(now.fingerprint == later.fingerprint, "the plan is the same, of more partitions");
    tap_ok(read_at(database, "later", day, &after) == 1,
           "what now() leaves out when the query begins is left out");
    tap_ok(read_at(database, "now", change, &before) == 2 &&
               read_at(database, "later", change, &after) == 14,
           "writes go the same way");
    tap_ok(read_at(database, "now", one, &before) == 2, "they are gone again");
}

int
main(void)
{
    Database database = {.arena = arena_new(NULL, "test")};
    Error error = {.arena = database.arena};
    Stats *stats = stats_new(database.arena);
    const Design *larger;
    ScaleTarget target = {0};
    Day today;

    (void) day_parse("2026-11-21", &today); /* a constant */
    if (database_start(&database, schema_text))
    {
        target.day = day_add_months(today, 12);
        database_rows(stats, "events", 2e6);
        stats_table(stats, "public", "events")->rows_per_day = declared(40000);
        larger = scale_with_partitions(
            database.arena, design_new(database.arena, database.schema, stats, today), &target);
        tap_ok(larger != NULL && scratch_add_partitions(database.scratch, database.arena, "test",
                                                        larger->schema, &error),
               "partitions are added");
        tap_ok(whatif_open(database.scratch, database.arena, "test", larger->schema,
                           &database.whatif, &error),
               "the planner sees them");
        if (database_configure(
                &database,
                &(WhatIfConfiguration){.name = "later",
                                       .stats = scale_stats(database.arena, larger, &target)}) &&
            database_configure(
                &database, &(WhatIfConfiguration){
                               .name = "now", .stats = scale_stats_today(database.arena, larger)}))
            test_moments(&database);
        tap_ok(scratch_drop_partitions(database.scratch, database.arena, "test", larger->schema,
                                       &error),
               "and taken away");
    }
    arena_free(database.arena);
    return tap_done();
}
