/* Partitions of time and of numbers grow in number: which are made, which are there when, what is in them. */
#include "scale/scale.h"

#include "ddl/ddl.h"
#include "tap.h"

#include <math.h>

static const char schema_text[] =
    "CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL DEFAULT "
    "now(),"
    "  kind text) PARTITION BY RANGE (at);"
    "CREATE TABLE e_09 PARTITION OF events FOR VALUES FROM ('2026-09-01') TO ('2026-10-01');"
    "CREATE TABLE e_10 PARTITION OF events FOR VALUES FROM ('2026-10-01') TO ('2026-11-01');"
    "CREATE TABLE e_11 PARTITION OF events FOR VALUES FROM ('2026-11-01') TO ('2026-12-01');"
    "CREATE TABLE e_12 PARTITION OF events FOR VALUES FROM ('2026-12-01') TO ('2027-01-01');"
    "CREATE TABLE e_rest PARTITION OF events DEFAULT;"
    "CREATE TABLE jobs (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT now())"
    "  PARTITION BY RANGE (id);"
    "CREATE TABLE j_0 PARTITION OF jobs FOR VALUES FROM (0) TO (1000);"
    "CREATE TABLE j_1 PARTITION OF jobs FOR VALUES FROM (1000) TO (2000);"
    "CREATE TABLE days (day date NOT NULL, shop int) PARTITION BY RANGE (day);"
    "CREATE TABLE d_1 PARTITION OF days FOR VALUES FROM ('2026-11-21') TO ('2026-11-22')"
    "  PARTITION BY HASH (shop);"
    "CREATE TABLE d_1_0 PARTITION OF d_1 FOR VALUES WITH (modulus 2, remainder 0);"
    "CREATE TABLE d_1_1 PARTITION OF d_1 FOR VALUES WITH (modulus 2, remainder 1);"
    "CREATE TABLE years (year int NOT NULL) PARTITION BY RANGE (year);"
    "CREATE TABLE y_1 PARTITION OF years FOR VALUES FROM (2026) TO (2027);";

static Arena *arena;
static Day today;
static Design *design;

static Quantity
measured(double value)
{
    return (Quantity){value, PROVENANCE_MEASURED};
}

static void
put_rows(Stats *stats, const char *name, double rows, double per_day)
{
    TableStats *table = stats_table(stats, "public", name);

    table->rows = measured(rows);
    table->pages = measured(rows / 10);
    if (per_day > 0)
        table->rows_per_day = table->inserts_per_day = measured(per_day);
}

static void
put_bounds(Stats *stats, const char *table, const char *name, const char *low, const char *high)
{
    ColumnStats *column = stats_column(stats, stats_table(stats, "public", table), name);
    const char **bounds = arena_new_array(arena, const char *, 2);

    bounds[0] = low;
    bounds[1] = high;
    column->bounds = bounds;
    column->bound_count = 2;
    column->distinct = measured(1000);
    column->distinct_share = measured(1);
    column->null_fraction = measured(0);
}

static bool
read_design(void)
{
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    FileText input = {
        .name = "s.sql", .text = arena_strdup(arena, schema_text), .length = strlen(schema_text)};
    Error error = {.arena = arena};

    if (!ddl_read(schema, &input, &error))
        return false;
    put_rows(stats, "events", 3000, 100);
    put_rows(stats, "e_09", 300, 0);
    put_rows(stats, "e_10", 1500, 0);
    put_rows(stats, "e_11", 1200, 0);
    put_rows(stats, "e_12", 0, 0);
    put_rows(stats, "e_rest", 5, 0);
    put_bounds(stats, "e_10", "at", "2026-10-01 00:00:00+00", "2026-11-01 00:00:00+00");
    put_bounds(stats, "e_10", "id", "1001", "2500");
    put_bounds(stats, "e_10", "kind", "a", "b");
    put_rows(stats, "jobs", 1500, 10);
    put_rows(stats, "j_0", 1000, 0);
    put_rows(stats, "j_1", 500, 0);
    put_bounds(stats, "jobs", "id", "1", "1500");
    put_rows(stats, "days", 5000, 5000);
    put_rows(stats, "years", 100, 10);
    design = design_new(arena, schema, stats, today);
    return true;
}

/* One of those that were made, by its beginning; NULL. */
static const Table *
made(const Design *larger, const char *parent, const char *from)
{
    for (const Table *table = larger->schema->tables.first; table != NULL; table = table->next)
        if (table->made_like != NULL && strcmp(table->partition_of->name, parent) == 0 &&
            strstr(table->partition_bound, from) != NULL &&
            strstr(table->partition_bound, from) < strstr(table->partition_bound, "TO"))
            return table;
    return NULL;
}

static size_t
count_made(const Design *larger, const char *parent)
{
    size_t count = 0;

    for (const Table *table = larger->schema->tables.first; table != NULL; table = table->next)
        count += table->made_like != NULL && strcmp(table->partition_of->name, parent) == 0;
    return count;
}

static const TableStats *
stats_of(const Stats *stats, const Table *table)
{
    return table == NULL ? NULL : stats_find_table(stats, table->schema, table->name);
}

static double
rows_below(const Design *larger, const Stats *then, const char *parent)
{
    double rows = 0;

    for (const Table *table = larger->schema->tables.first; table != NULL; table = table->next)
        if (table->partition_of != NULL && strcmp(table->partition_of->name, parent) == 0)
            rows += stats_of(then, table) == NULL ? 0 : stats_of(then, table)->rows.value;
    return rows;
}

static void
test_time(const Design *larger)
{
    const ScaleTarget year = {.day = day_add_months(today, 12)};
    const ScaleTarget now = {.day = today};
    const Stats *then = scale_stats(arena, larger, &year);
    const TableStats *whole = stats_find_table(then, "public", "events");
    const Table *august = made(larger, "events", "2026-08-01");
    const TableStats *older = stats_of(then, august);
    const ColumnStats *at = stats_find_column(older, "at");

    tap_ok(count_made(larger, "events") == 36, "three years of months are made: %zu",
           count_made(larger, "events"));
    tap_ok(whole->partitions == 17 && whole->partitions_planned == 17, "in a year 12 more: %zu",
           whole->partitions);
    tap_ok(older != NULL && !older->is_absent &&
               stats_of(then, made(larger, "events", "2025-08-01"))->is_absent,
           "those of next year are there, those behind them are not");
    tap_ok(fabs(rows_below(larger, then, "events") - whole->rows.value) <= 20,
           "together they have all rows: %.0f", rows_below(larger, then, "events"));
    tap_ok(stats_find_table(then, "public", "e_11")->rows.value == 1200 &&
               stats_find_table(then, "public", "e_12")->rows.value == 0 &&
               stats_find_table(then, "public", "e_rest")->rows.value == 5,
           "those of now, ahead and DEFAULT are as large as ever");
    tap_ok(at != NULL && strcmp(at->bounds[0], "2026-08-01 00:00:00.000000+00") == 0,
           "its times are its own: %s", at == NULL ? "none" : at->bounds[0]);
    tap_ok(stats_find_column(older, "kind") == NULL && strcmp(older->like_name, "e_10") == 0,
           "all else is as in its sister, %s", older->like_name);
    at = stats_find_column(stats_find_table(then, "public", "e_10"), "at");
    tap_ok(strncmp(at->bounds[0], "2026-10-01", 10) == 0, "October stays October: %s",
           at->bounds[0]);
    at = stats_find_column(stats_find_table(then, "public", "e_10"), "id");
    tap_ok(strtod(at->bounds[0], NULL) > 37000, "but has the numbers of then: %s", at->bounds[0]);
    then = scale_stats(arena, larger, &now);
    tap_ok(stats_of(then, august)->is_absent &&
               stats_find_table(then, "public", "events")->partitions == 5,
           "today there are none of them");
}

static void
test_retention(void)
{
    const ScaleTarget target = {.day = day_add_months(today, 36)};
    TableStats *events = stats_table((Stats *) (uintptr_t) design->stats, "public", "events");

    events->retention_days = measured(150);
    tap_ok(count_made(scale_with_partitions(arena, design, &target), "events") == 3,
           "kept for 150 days, from 24 June on: three more");
    events->retention_days = QUANTITY_UNKNOWN;
}

static void
test_numbers(const Design *larger)
{
    const ScaleTarget target = {.day = today + 365};
    const Stats *then = scale_stats(arena, larger, &target);
    const TableStats *full = stats_find_table(then, "public", "j_0");
    const TableStats *filled = stats_find_table(then, "public", "j_1");
    const TableStats *next = stats_of(then, made(larger, "jobs", "2000"));
    const TableStats *last = stats_of(then, made(larger, "jobs", "5000"));

    tap_ok(full->rows.value == 1000 && fabs(filled->rows.value - 1000) < 5,
           "what is full stays, the current one is filled: %.0f", filled->rows.value);
    tap_ok(next != NULL && fabs(next->rows.value - 1000) < 5, "the next ones are full");
    tap_ok(last != NULL && !last->is_absent && last->rows.value > 100 && last->rows.value < 300,
           "the last has the rest: %.0f", last == NULL ? 0 : last->rows.value);
    tap_ok(stats_of(then, made(larger, "jobs", "6000"))->is_absent, "and there it ends");
    tap_ok(count_made(larger, "years") == 0, "numbers that nothing counts up are no series");
}

static void
test_many(const Design *larger)
{
    const ScaleTarget target = {.day = day_add_months(today, 36)};
    const Stats *then = scale_stats(arena, larger, &target);
    const TableStats *whole = stats_find_table(then, "public", "days");
    const Table *child = made(larger, made(larger, "days", "2026-11-20")->name, "WITH");

    (void) child;
    tap_ok(whole->partitions == 1097 && whole->partitions_planned < 200,
           "of %zu days %zu are planned with", whole->partitions, whole->partitions_planned);
    tap_ok(fabs(rows_below(larger, then, "days") / whole->rows.value - 1) < 0.01,
           "which have all rows: %.0f of %.0f", rows_below(larger, then, "days"),
           whole->rows.value);
    tap_ok(count_made(larger, made(larger, "days", "2026-11-20")->name) == 2,
           "each has its parts by hash");
}

int
main(void)
{
    const ScaleTarget furthest = {.factor = 0};
    ScaleTarget target = furthest;
    const Design *larger;

    arena = arena_new(NULL, "test");
    (void) day_parse("2026-11-21", &today); /* a constant */
    target.day = day_add_months(today, 36);
    tap_ok(read_design(), "the schema is read");
    larger = scale_with_partitions(arena, design, &target);
    tap_ok(larger != NULL && design->schema->tables.first->made_like == NULL,
           "partitions are made, and not in the user's schema");
    test_time(larger);
    test_retention();
    test_numbers(larger);
    test_many(larger);
    target = (ScaleTarget){.factor = 10, .day = today};
    tap_ok(scale_with_partitions(arena, design, &target) == NULL,
           "the same history ten times as dense has no more of them");
    arena_free(arena);
    return tap_done();
}
