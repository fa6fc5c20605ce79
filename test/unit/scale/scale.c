/* The scale law, a claim of docs/design/scale_law.md each. */
#include "scale/scale.h"

#include "ddl/ddl.h"
#include "tap.h"

#include <math.h>

/* The same tables, once with names that say something. */
static const char told[] =
    "CREATE TABLE countries (code char(2) PRIMARY KEY, name text NOT NULL);"
    "CREATE TABLE customers (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,"
    "  country char(2) REFERENCES countries, balance numeric(15,2));"
    "CREATE TABLE orders (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,"
    "  customer_id bigint NOT NULL REFERENCES customers, state text DEFAULT 'open',"
    "  created_at timestamptz DEFAULT now(), closed_at timestamptz, birth date);"
    "CREATE TABLE lines (order_id bigint REFERENCES orders, note text);";
static const char renamed[] = "CREATE TABLE t1 (c1 char(2) PRIMARY KEY, c2 text NOT NULL);"
                              "CREATE TABLE t2 (c1 bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,"
                              "  c2 char(2) REFERENCES t1, c3 numeric(15,2));"
                              "CREATE TABLE t3 (c1 bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,"
                              "  c2 bigint NOT NULL REFERENCES t2, c3 text DEFAULT 'open',"
                              "  c4 timestamptz DEFAULT now(), c5 timestamptz, c6 date);"
                              "CREATE TABLE t4 (c1 bigint REFERENCES t3, c2 text);";

static Arena *arena;
static Day today;

typedef struct World
{
    Schema *schema;
    Stats *stats;
    Design *design;
    const Table *tables[4];
} World;

static Quantity
measured(double value)
{
    return (Quantity){value, PROVENANCE_MEASURED};
}

/* `n_distinct` as pg_stats has it; bounds at both ends where given. */
static ColumnStats *
put_column(World *world, size_t table, size_t at, double n_distinct, const char *low,
           const char *high)
{
    TableStats *stats = stats_table(world->stats, "public", world->tables[table]->name);
    const Column *column = world->tables[table]->columns.first;
    const char **bounds = arena_new_array(arena, const char *, 2);
    ColumnStats *out;

    while (at-- > 0)
        column = column->next;
    out = stats_column(world->stats, stats, column->name);
    out->distinct = measured(n_distinct < 0 ? -n_distinct * stats->rows.value : n_distinct);
    if (n_distinct < 0)
        out->distinct_share = measured(-n_distinct);
    out->null_fraction = out->correlation = measured(0);
    out->width_bytes = measured(8);
    bounds[0] = low;
    bounds[1] = high;
    out->bounds = bounds;
    out->bound_count = low == NULL ? 0 : 2;
    return out;
}

static void
put_rows(World *world, size_t table, double rows, double per_day)
{
    TableStats *stats = stats_table(world->stats, "public", world->tables[table]->name);

    stats->rows = measured(rows);
    stats->pages = measured(ceil(rows / 50));
    if (per_day > 0)
        stats->rows_per_day = stats->updates_per_day = measured(per_day);
}

static void
put_state(ColumnStats *column)
{
    CommonValue *common = arena_new_array(arena, CommonValue, 2);

    common[0] = (CommonValue){"done", 0.9};
    common[1] = (CommonValue){"open", 0.1};
    column->common = common;
    column->common_count = 2;
}

static World
make_world(const char *sql)
{
    World world = {.schema = schema_new(arena), .stats = stats_new(arena)};
    FileText input = {.name = "s.sql", .text = arena_strdup(arena, sql), .length = strlen(sql)};
    Error error = {.arena = arena};
    size_t count = 0;

    tap_ok(ddl_read(world.schema, &input, &error), "the schema is read");
    for (const Table *table = world.schema->tables.first; table != NULL && count < 4;
         table = table->next)
        world.tables[count++] = table;
    put_rows(&world, 0, 250, 0);
    put_rows(&world, 1, 10000, 10);
    put_rows(&world, 2, 100000, 100);
    put_rows(&world, 3, 400000, 400);
    put_column(&world, 0, 0, -1, "AD", "ZW");
    put_column(&world, 1, 0, -1, "1", "10000");
    put_column(&world, 1, 1, 200, NULL, NULL);
    put_column(&world, 1, 2, -0.9955, "-999.99", "9999.99");
    put_column(&world, 2, 0, -1, "1", "100000");
    put_column(&world, 2, 1, 6600, "1", "10000");
    put_state(put_column(&world, 2, 2, 2, NULL, NULL));
    put_column(&world, 2, 3, -1, "2024-02-26 00:00:00+00", "2026-11-21 00:00:00+00")->correlation =
        measured(1);
    put_column(&world, 2, 4, -0.9, "2024-02-26 00:00:00+00", "2026-11-21 00:00:00+00")
        ->null_fraction = measured(0.1);
    put_column(&world, 2, 5, 20000, "1930-01-01", "2008-01-01");
    put_column(&world, 3, 0, -0.22, "1", "100000")->correlation = measured(1);
    world.design = design_new(arena, world.schema, world.stats, today);
    return world;
}

static const TableStats *
table_of(const World *world, const Stats *stats, size_t table)
{
    return stats_find_table(stats, "public", world->tables[table]->name);
}

static const ColumnStats *
column_of(const World *world, const Stats *stats, size_t table, size_t at)
{
    const Column *column = world->tables[table]->columns.first;

    while (at-- > 0)
        column = column->next;
    return stats_find_column(table_of(world, stats, table), column->name);
}

static bool
near(double value, double expected, double share)
{
    return fabs(value - expected) <= share * expected;
}

static const char *
last_bound(const ColumnStats *column)
{
    return column->bounds[column->bound_count - 1];
}

static void
test_tenfold(const World *world)
{
    const ScaleTarget target = {.factor = 10};
    const Stats *then = scale_stats(arena, world->design, &target);

    tap_ok(table_of(world, then, 0)->rows.value == 250, "a small closed table does not grow");
    tap_ok(table_of(world, then, 2)->rows.value == 1e6, "others do");
    tap_ok(table_of(world, then, 2)->pages.value == 20000, "and so do their pages");
    tap_ok(column_of(world, then, 1, 0)->distinct.value == 1e5, "a key is in every row");
    tap_equal(last_bound(column_of(world, then, 1, 0)), "100000", "and reaches as far");
    tap_ok(near(column_of(world, then, 2, 1)->distinct.value, 66000, 0.05),
           "a foreign key follows the table pointed to: %.0f",
           column_of(world, then, 2, 1)->distinct.value);
    tap_equal(last_bound(column_of(world, then, 2, 1)), "100000", "and its keys");
    tap_ok(near(column_of(world, then, 3, 0)->distinct.value, 350000, 0.3),
           "also along a chain, as ANALYZE sees it: %.0f",
           column_of(world, then, 3, 0)->distinct.value);
    tap_ok(column_of(world, then, 1, 1)->distinct.value == 200, "countries stay");
    tap_ok(near(column_of(world, then, 1, 2)->distinct.value, 92800, 0.02),
           "amounts to the cent fill up: %.0f", column_of(world, then, 1, 2)->distinct.value);
    tap_equal(last_bound(column_of(world, then, 2, 3)), "2026-11-21 00:00:00+00",
              "the same history, denser: time stays");
    tap_ok(column_of(world, then, 2, 4)->null_fraction.value == 0.1,
           "of ten times as much ten times as much is open");
}

static void
test_years(const World *world)
{
    const ScaleTarget target = {.day = today + 1000};
    const ScaleTarget calendar = {.day = today + 1000, .is_calendar = true};
    const Stats *then = scale_stats(arena, world->design, &target);
    const ColumnStats *created = column_of(world, then, 2, 3);

    tap_ok(table_of(world, then, 2)->rows.value == 2e5, "each table grows by its own rate");
    tap_ok(strncmp(last_bound(created), "2026-11-21", 10) == 0, "the right end of time is now: %s",
           last_bound(created));
    tap_ok(strncmp(created->bounds[0], "2021-06-01", 10) == 0, "the old end recedes: %s",
           created->bounds[0]);
    tap_ok(strncmp(created->bounds[50], "2024-02-2", 9) == 0, "half is as old as all was: %s",
           created->bounds[50]);
    tap_ok(created->correlation.value == 1, "what is appended stays in order");
    tap_ok(near(column_of(world, then, 2, 4)->null_fraction.value, 0.05, 1e-6),
           "what waits to be closed does not pile up");
    tap_ok(near(column_of(world, then, 2, 2)->common[1].fraction, 0.05, 1e-6) &&
               near(column_of(world, then, 2, 2)->common[0].fraction, 0.95, 1e-6),
           "nor does the state that rows begin with");
    tap_equal(last_bound(column_of(world, then, 2, 5)), "2008-01-01", "birthdays do not move");
    tap_equal(last_bound(column_of(world, then, 2, 0)), "200000", "numbers run on");
    then = scale_stats(arena, world->design, &calendar);
    tap_ok(strncmp(last_bound(column_of(world, then, 2, 3)), "2029-08-17", 10) == 0,
           "by the calendar then: %s", last_bound(column_of(world, then, 2, 3)));
}

static void
test_retention(World *world)
{
    const ScaleTarget target = {.day = today + 500};
    TableStats *orders = stats_table(world->stats, "public", world->tables[2]->name);
    const Stats *then;

    orders->retention_days = measured(1000);
    orders->rows_per_day = measured(0);
    orders->inserts_per_day = measured(100);
    then = scale_stats(arena, world->design, &target);
    tap_ok(table_of(world, then, 2)->rows.value == 1e5, "what is deleted makes room");
    tap_ok(strncmp(column_of(world, then, 2, 3)->bounds[0], "2024-02-2", 9) == 0,
           "the old end is cut: %s", column_of(world, then, 2, 3)->bounds[0]);
    tap_equal(column_of(world, then, 2, 0)->bounds[0], "50000", "and the oldest numbers with it");
    tap_equal(last_bound(column_of(world, then, 2, 0)), "150000", "while numbers run on");
}

static void
test_names(const World *world)
{
    const ScaleTarget target = {.factor = 10};
    World other = make_world(renamed);
    const Stats *left = scale_stats(arena, world->design, &target);
    const Stats *right = scale_stats(arena, other.design, &target);
    bool is_same = true;

    for (size_t table = 0; table < 4; table++)
        for (size_t at = 0; at < world->tables[table]->columns.count; at++)
        {
            const ColumnStats *a = column_of(world, left, table, at);
            const ColumnStats *b = column_of(&other, right, table, at);

            if (column_of(world, world->stats, table, at) != NULL)
                is_same = is_same && a->distinct.value == b->distinct.value &&
                          a->null_fraction.value == b->null_fraction.value &&
                          a->bound_count == b->bound_count;
        }
    tap_ok(is_same, "names do not change the result");
}

/* Tables of events leave the key out: a number called as the keys of others points where they do. */
static void
test_named_reference(void)
{
    static const char sql[] =
        "CREATE TABLE customers (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, name text);"
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers);"
        "CREATE TABLE events (customer_id bigint, other_id bigint);";
    const ScaleTarget target = {.factor = 10};
    World world = {.schema = schema_new(arena), .stats = stats_new(arena)};
    Error error = {.arena = arena};
    FileText text = {.name = "t", .text = arena_strdup(arena, sql), .length = sizeof(sql) - 1};
    const Stats *then;

    tap_ok(ddl_read(world.schema, &text, &error), "the schema is read");
    world.tables[0] = schema_find_table(world.schema, "public", "customers");
    world.tables[1] = schema_find_table(world.schema, "public", "events");
    put_rows(&world, 0, 50, 0);
    put_rows(&world, 1, 1e6, 0);
    (void) put_column(&world, 0, 0, -1, "1", "50");
    (void) put_column(&world, 1, 0, 50, "1", "50");
    (void) put_column(&world, 1, 1, 50, "1", "50");
    world.design = design_new(arena, world.schema, world.stats, today);
    then = scale_stats(arena, world.design, &target);
    tap_ok(fabs(column_of(&world, then, 1, 0)->distinct.value - 500) < 5,
           "customers of events follow the customers: %.0f",
           column_of(&world, then, 1, 0)->distinct.value);
    tap_ok(column_of(&world, then, 1, 1)->distinct.value < 60, "any other number does not: %.0f",
           column_of(&world, then, 1, 1)->distinct.value);
}

/* A partition a quarter, and hash partitions. */
static void
test_partitions(void)
{
    static const char sql[] =
        "CREATE TABLE log (at timestamptz NOT NULL DEFAULT now(), text text) PARTITION BY RANGE "
        "(at);"
        "CREATE TABLE log_a PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2026-04-01');"
        "CREATE TABLE log_b PARTITION OF log FOR VALUES FROM ('2026-04-01') TO ('2026-07-01');"
        "CREATE TABLE log_c PARTITION OF log FOR VALUES FROM ('2026-10-01') TO ('2027-01-01');"
        "CREATE TABLE hashed (id bigint) PARTITION BY HASH (id);"
        "CREATE TABLE hashed_a PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);"
        "CREATE TABLE hashed_b PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);";
    static const char *const parts[] = {"log_a", "log_b", "log_c", "hashed_a", "hashed_b"};
    const ScaleTarget target = {.day = today + 300};
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    FileText input = {.name = "s.sql", .text = arena_strdup(arena, sql), .length = strlen(sql)};
    Error error = {.arena = arena};
    const Stats *then;

    tap_ok(ddl_read(schema, &input, &error), "partitions are read");
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
        stats_table(stats, "public", parts[i])->rows = measured(1000);
    stats_table(stats, "public", "log_c")->rows_per_day = measured(10);
    stats_table(stats, "public", "hashed_a")->rows_per_day = measured(5);
    stats_table(stats, "public", "hashed_b")->rows_per_day = measured(5);
    then = scale_stats(arena, design_new(arena, schema, stats, today), &target);
    tap_ok(stats_find_table(then, "public", "log_c")->rows.value == 1000,
           "the partition of now is as large as ever");
    tap_ok(stats_find_table(then, "public", "log_a")->rows.value == 2500,
           "a longer history lies in older ones: %.0f",
           stats_find_table(then, "public", "log_a")->rows.value);
    tap_ok(stats_find_table(then, "public", "hashed_a")->rows.value == 2500,
           "hash partitions grow");
}

static void
test_unmeasured(void)
{
    World world = make_world(told);
    const Stats *now = scale_stats_today(arena, world.design);
    const ColumnStats *note = column_of(&world, now, 3, 1);

    tap_ok(note != NULL && note->distinct.source == PROVENANCE_ASSUMED,
           "what nobody measured is assumed, and says so");
    tap_ok(column_of(&world, now, 2, 1)->distinct.source == PROVENANCE_MEASURED &&
               column_of(&world, now, 2, 1)->distinct.value == 6600,
           "what is measured is today as it is");
}

int
main(void)
{
    World world;

    arena = arena_new(NULL, "test");
    (void) day_parse("2026-11-21", &today); /* a constant */
    world = make_world(told);
    test_tenfold(&world);
    test_years(&world);
    test_names(&world);
    test_retention(&world);
    test_unmeasured();
    test_named_reference();
    test_partitions();
    arena_free(arena);
    return tap_done();
}
