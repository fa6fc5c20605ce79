/*
 * From frequencies of common values to the rows of the median and of the largest value.
 */
#include "stats/skew.h"

#include "ddl/ddl.h"
#include "tap.h"

#include <math.h>

static const char schema_sql[] =
    "CREATE TABLE workspaces (id bigint PRIMARY KEY);"
    "CREATE TABLE tasks (id bigint PRIMARY KEY, status text,"
    " workspace_id bigint REFERENCES workspaces);"
    "CREATE TABLE comments (id bigint PRIMARY KEY, workspace_id bigint REFERENCES workspaces,"
    " task_id bigint REFERENCES tasks);";

typedef struct Case
{
    Arena *arena;
    Schema *schema;
    Stats *stats;
} Case;

static Case
open_case(void)
{
    Case test = {.arena = arena_new(NULL, "skew")};
    FileText text = {.name = "s.sql", .text = (char *) schema_sql, .length = strlen(schema_sql)};
    Error error = {.arena = test.arena};

    test.schema = schema_new(test.arena);
    test.stats = stats_new(test.arena);
    tap_ok(ddl_read(test.schema, &text, &error), "a schema");
    return test;
}

/* A column of a table of a million rows. */
static ColumnStats *
describe(const Case *test, const char *table, const char *column, double values,
         const CommonValue *common, size_t count)
{
    TableStats *of = stats_table(test->stats, "public", table);
    ColumnStats *stats = stats_column(test->stats, of, column);

    of->rows = (Quantity){1e6, PROVENANCE_MEASURED};
    stats->distinct = (Quantity){values, PROVENANCE_MEASURED};
    stats->null_fraction = (Quantity){0, PROVENANCE_MEASURED};
    stats->common = common;
    stats->common_count = count;
    return stats;
}

static Skew
skew_in(const Case *test, const char *table, const char *column)
{
    return skew_of(test->stats, test->schema, schema_find_table(test->schema, "public", table),
                   column);
}

static bool
is_near(double value, double expected)
{
    return fabs(value - expected) <= 1e-6 + expected * 1e-6;
}

static const CommonValue common[] = {{"17", 0.3}, {"4", 0.1}};

static void
the_median_is_among_the_rest(void)
{
    Case test = open_case();
    Skew skew;

    describe(&test, "tasks", "workspace_id", 602, common, 2);
    skew = skew_in(&test, "tasks", "workspace_id");
    tap_ok(skew.is_known && skew.source == PROVENANCE_MEASURED, "its own statistics are measured");
    tap_ok(is_near(skew.typical, 0.001), "600 values share 60 %%");
    tap_ok(is_near(skew.largest, 0.3), "the first common value is the largest");
    tap_equal(skew.largest_text, "17", "and named");
    tap_ok(is_near(skew.of_any_value, 1.0 / 602), "the mean of values");
    tap_ok(is_near(skew.of_any_row, 0.09 + 0.01 + 600 * 1e-6), "and of rows");
    arena_free(test.arena);
}

static void
few_values_have_their_own_median(void)
{
    static const CommonValue three[] = {{NULL, 0.7}, {NULL, 0.2}, {NULL, 0.1}};
    Case test = open_case();
    Skew skew;

    describe(&test, "tasks", "status", 3, three, 3);
    skew = skew_in(&test, "tasks", "status");
    tap_ok(is_near(skew.typical, 0.2), "the second of three");
    tap_ok(skew.largest_text == NULL, "frequencies serve without texts");
    arena_free(test.arena);
}

static void
nulls_belong_to_no_value(void)
{
    Case test = open_case();

    describe(&test, "tasks", "workspace_id", 502, common, 2)->null_fraction.value = 0.5;
    tap_ok(is_near(skew_in(&test, "tasks", "workspace_id").typical, 0.1 / 500),
           "what is left is shared");
    arena_free(test.arena);
}

static void
unknown_stays_unknown(void)
{
    Case test = open_case();

    tap_ok(!skew_in(&test, "tasks", "workspace_id").is_known, "without statistics");
    describe(&test, "tasks", "workspace_id", 1e6, NULL, 0);
    tap_ok(!skew_in(&test, "tasks", "workspace_id").is_known, "without common values");
    arena_free(test.arena);
}

static void
tables_of_one_parent_are_alike(void)
{
    Case test = open_case();
    Skew skew;

    describe(&test, "tasks", "workspace_id", 602, common, 2);
    skew = skew_in(&test, "comments", "workspace_id");
    tap_ok(skew.is_known && skew.source == PROVENANCE_ASSUMED, "assumed");
    tap_equal(skew.from == NULL ? "" : skew.from->name, "tasks", "and whose it is is said");
    tap_ok(!skew_in(&test, "comments", "task_id").is_known, "of another parent nothing is known");
    arena_free(test.arena);
}

/* Calls of 10 ms: for every workspace alike they are for small ones, else mostly for the largest. */
static void
time_is_bounded(void)
{
    Case test = open_case();
    Skew skew;
    Span span;

    describe(&test, "tasks", "workspace_id", 602, common, 2);
    skew = skew_in(&test, "tasks", "workspace_id");
    span = skew_ms(&skew, skew.largest, (Quantity){10, PROVENANCE_MEASURED});
    tap_ok(span.is_known && is_near(span.low, 10 * 0.3 / 0.1006) &&
               is_near(span.high, 10 * 0.3 * 602),
           "between both");
    tap_ok(!skew_ms(&skew, 0.3, QUANTITY_UNKNOWN).is_known, "nothing without a mean");
    arena_free(test.arena);
}

int
main(void)
{
    the_median_is_among_the_rest();
    few_values_have_their_own_median();
    nulls_belong_to_no_value();
    unknown_stays_unknown();
    tables_of_one_parent_are_alike();
    time_is_bounded();
    return tap_done();
}
