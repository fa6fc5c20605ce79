/*
 * Statistics beyond plain columns reach the planner: of expressions, of CREATE STATISTICS, of elements and ranges.
 */
#include "database.h"

#include <math.h>

static const char schema_text[] =
    "CREATE TABLE t (zip int, country text, city text, email text, doc jsonb, tags int[],"
    "  booked tsrange, words text);"
    "CREATE STATISTICS places ON country, city, zip FROM t;"
    "CREATE STATISTICS kinds ON (doc ->> 'kind'), country FROM t;"
    "CREATE STATISTICS single ON (length(words)) FROM t;"
    "CREATE INDEX t_email ON t (zip, lower(email));"
    "CREATE INDEX t_found ON t USING gin (to_tsvector('simple', words));";

static void
put_expression(Stats *stats, const ExpressionStats *key, double distinct)
{
    TableStats *table = stats_table(stats, "public", "t");
    ColumnStats *values = &stats_expression(stats, table, key)->values;

    values->null_fraction = declared(0);
    values->width_bytes = declared(8);
    values->distinct = declared(distinct);
}

/* In the order of another server, where the columns were made the other way round. */
static void
put_places(Stats *stats)
{
    static const char *const columns[] = {"city", "country", "zip"};
    static const char *const texts[] = {"Wien", "AT", NULL};
    static const MemberSet distinct[] = {{.at = {0, 1}, .count = 2, .number = 400},
                                         {.at = {0, 1, 2}, .count = 3, .number = 5000}};
    static const MemberSet dependencies[] = {{.at = {0, 1}, .count = 2, .number = 1}};
    static const CommonCombination common = {
        .texts = texts, .fraction = 0.03, .base_fraction = 0.0001};
    ExtendedStats *places =
        stats_extended(stats, stats_table(stats, "public", "t"), "public", "places");

    places->columns = columns;
    places->column_count = places->member_count = ARRAY_LENGTH(columns);
    places->distinct = distinct;
    places->distinct_count = ARRAY_LENGTH(distinct);
    places->dependencies = dependencies;
    places->dependency_count = ARRAY_LENGTH(dependencies);
    places->common = &common;
    places->common_count = 1;
}

static Stats *
numbers(Arena *arena)
{
    static const double counts[] = {1, 1, 2, 2, 3};
    static const double lengths[] = {3600, 7200, 86400};
    static const char *const ranges[] = {"[\"2026-01-01 00:00\",\"2026-01-02 00:00\")",
                                         "[\"2026-06-01 00:00\",\"2026-06-02 00:00\")",
                                         "[\"2026-11-01 00:00\",\"2026-11-02 00:00\")"};
    static const CommonValue tags[] = {{"1", 0.2}, {"2", 0.1}};
    Stats *stats = stats_new(arena);
    ColumnStats *column;

    database_rows(stats, "t", 1e6);
    (void) database_column(stats, "t", "country", 25);
    (void) database_column(stats, "t", "city", 400);
    (void) database_column(stats, "t", "zip", 5000);
    column = database_column(stats, "t", "tags", 1000);
    column->elements = tags;
    column->element_count = ARRAY_LENGTH(tags);
    column->element_counts = counts;
    column->element_counts_count = ARRAY_LENGTH(counts);
    column = database_column(stats, "t", "booked", 1e6);
    column->range_bounds = ranges;
    column->range_bound_count = ARRAY_LENGTH(ranges);
    column->range_lengths = lengths;
    column->range_length_count = ARRAY_LENGTH(lengths);
    put_places(stats);
    put_expression(
        stats,
        &(ExpressionStats){
            .is_of_index = false, .schema = "public", .name = "kinds", .number = 1, .text = "kind"},
        12);
    put_expression(stats,
                   &(ExpressionStats){.is_of_index = false,
                                      .schema = "public",
                                      .name = "single",
                                      .number = 1,
                                      .text = "length"},
                   40);
    put_expression(stats,
                   &(ExpressionStats){.is_of_index = true,
                                      .schema = "public",
                                      .name = "t_email",
                                      .number = 2,
                                      .text = "lower"},
                   50000);
    return stats;
}

static void
rows_are(const Database *database, const char *sql, double rows)
{
    PlannedQuery planned = database_plan(database, "now", sql, BINDING_UNKNOWN);

    tap_ok(planned.is_planned && planned.rows >= rows * 0.9 && planned.rows <= rows * 1.1,
           "%s: %.0f of %.0f rows", sql, planned.rows, rows);
}

static void
they_reach_the_planner(const Database *database)
{
    rows_are(database, "SELECT city, country FROM t GROUP BY 1, 2", 400);
    rows_are(database, "SELECT zip, city, country FROM t GROUP BY 1, 2, 3", 5000);
    rows_are(database, "SELECT * FROM t WHERE city = 'Wien' AND country = 'AT' AND zip IS NULL",
             30000);
    rows_are(database, "SELECT doc ->> 'kind' FROM t GROUP BY 1", 12);
    rows_are(database, "SELECT length(words) FROM t GROUP BY 1", 40);
    rows_are(database, "SELECT * FROM t WHERE lower(email) = 'x'", 20);
    rows_are(database, "SELECT * FROM t WHERE tags @> '{1}'", 200000);
    rows_are(database, "SELECT * FROM t WHERE booked << tsrange('2026-06-01', '2026-06-02')",
             500000);
}

static void
what_the_schema_lacks_is_left_out(const Database *database)
{
    Stats *stats = numbers(database->arena);
    WhatIfConfiguration odd = {.name = "odd", .stats = stats};
    LoadFailureList refused = {0};
    Error error = {.arena = database->arena};
    ExtendedStats *gone =
        stats_extended(stats, stats_table(stats, "public", "t"), "public", "gone");

    gone->distinct = stats_table(stats, "public", "t")->extended.first->distinct;
    gone->distinct_count = 2;
    put_expression(
        stats,
        &(ExpressionStats){
            .is_of_index = true, .schema = "public", .name = "gone", .number = 1, .text = "x"},
        5);
    put_expression(stats,
                   &(ExpressionStats){.is_of_index = true,
                                      .schema = "public",
                                      .name = "t_email",
                                      .number = 1,
                                      .text = "no expression"},
                   5);
    put_expression(stats,
                   &(ExpressionStats){.is_of_index = false,
                                      .schema = "public",
                                      .name = "places",
                                      .number = 7,
                                      .text = "no expression"},
                   5);
    tap_ok(whatif_configure(database->whatif, database->arena, &odd, &refused, &error),
           "the configuration is made");
    tap_ok(refused.count == 2, "what is no expression is refused: %zu", refused.count);
}

int
main(void)
{
    Database database = {.arena = arena_new(NULL, "test")};

    if (database_start(&database, schema_text))
    {
        WhatIfConfiguration now = {.name = "now", .stats = numbers(database.arena)};

        (void) database_configure(&database, &now);
        they_reach_the_planner(&database);
        what_the_schema_lacks_is_left_out(&database);
    }
    arena_free(database.arena);
    return tap_done();
}
