/*
 * Protects what is said of a call in a year and with the fix: whole reads grow with their table, what an
 * index finds does not, children of a foreign key count, and nothing is said where growth is not known.
 */
#include "advise/forecast.h"

#include "ddl/ddl.h"
#include "tap.h"

static const char today_sql[] =
    "CREATE TABLE tasks (id bigint PRIMARY KEY, status text NOT NULL, title text);"
    "CREATE TABLE comments (id bigint PRIMARY KEY,"
    " task_id bigint NOT NULL REFERENCES tasks ON DELETE CASCADE);"
    "CREATE TABLE notes (id bigint PRIMARY KEY, task_id bigint);"
    "CREATE INDEX tasks_status ON tasks (status);"
    "CREATE TABLE shop.orders (id bigint PRIMARY KEY, customer_id bigint);"
    "CREATE TABLE shop.customers (id bigint PRIMARY KEY, name text);"
    "CREATE TABLE old.orders (id bigint PRIMARY KEY, customer_id bigint);";

static const char index_sql[] = "CREATE INDEX comments_task ON comments (task_id);"
                                "CREATE INDEX orders_customer ON shop.orders (customer_id);";

typedef struct World
{
    Design *design;
    Workload *workload;
    Schema *target;
} World;

static Schema *
read_schema(Arena *arena, const char *sql)
{
    Schema *schema = schema_new(arena);
    FileText text = {.name = "test", .text = arena_strdup(arena, sql), .length = strlen(sql)};
    Error error = {.arena = arena};

    return ddl_read(schema, &text, &error) ? schema : NULL;
}

static World
start(Arena *arena, const char *queries)
{
    World world = {.workload = workload_new(arena)};
    Schema *schema = read_schema(arena, today_sql);
    Stats *stats = stats_new(arena);
    FileText asked = {
        .name = "q.sql", .text = arena_strdup(arena, queries), .length = strlen(queries)};
    Error error = {.arena = arena};
    TableStats *tasks = stats_table(stats, "public", "tasks");
    TableStats *comments = stats_table(stats, "public", "comments");
    TableStats *orders = stats_table(stats, "shop", "orders");
    Day today;

    (void) day_parse("2026-11-21", &today); /* a constant */
    tasks->rows = (Quantity){1e6, PROVENANCE_MEASURED};
    tasks->rows_per_day = (Quantity){1e6 / 365, PROVENANCE_MEASURED};
    stats_column(stats, tasks, "status")->distinct = (Quantity){5, PROVENANCE_MEASURED};
    comments->rows = (Quantity){6e6, PROVENANCE_MEASURED};
    comments->rows_per_day = (Quantity){12e6 / 365, PROVENANCE_MEASURED};
    stats_column(stats, comments, "task_id")->distinct = (Quantity){1e6, PROVENANCE_MEASURED};
    stats_table(stats, "shop", "customers")->rows = (Quantity){1e6, PROVENANCE_MEASURED};
    orders->rows = (Quantity){1e6, PROVENANCE_MEASURED};
    stats_column(stats, orders, "customer_id")->distinct = (Quantity){1e5, PROVENANCE_MEASURED};
    stats_table(stats, "public", "notes")->rows = (Quantity){1e6, PROVENANCE_MEASURED};
    world.target = read_schema(arena, arena_printf(arena, "%s%s", today_sql, index_sql));
    tap_ok(workload_read_queries(world.workload, &asked, &error), "queries are read");
    workload_understand(world.workload, schema);
    world.design = design_new(arena, schema, stats, today);
    world.design->workload = world.workload;
    forecast_growth(world.design, world.workload);
    forecast_fix(world.design, world.workload, world.target);
    return world;
}

static const WorkloadQuery *
ask(Arena *arena, const char *sql)
{
    return start(arena, arena_printf(arena, "-- calls: 10/day\n-- mean: 100 ms\n%s;", sql))
        .workload->queries.first;
}

static bool
is_between(Span span, double low, double high)
{
    return span.is_known && span.low >= low && span.low <= span.high && span.high <= high;
}

static void
test_whole_reads(Arena *arena)
{
    const WorkloadQuery *search = ask(arena, "SELECT id FROM comments WHERE task_id = $1");
    const WorkloadQuery *delete = ask(arena, "DELETE FROM tasks WHERE id = $1");

    tap_ok(search->rows_read.value == 6e6, "a table without an index is read whole");
    tap_ok(is_between(search->ms_in_12_months, 240, 350), "three times the rows: %g to %g ms",
           search->ms_in_12_months.low, search->ms_in_12_months.high);
    tap_ok(search->ms_in_12_months.source == PROVENANCE_ASSUMED, "which is assumed");
    tap_ok(is_between(search->ms_with_fix, 0, 5), "an index finds the six of a task: %g to %g ms",
           search->ms_with_fix.low, search->ms_with_fix.high);
    tap_ok(delete->rows_read.value == 6e6 && is_between(delete->ms_in_12_months, 240, 350),
           "a DELETE reads the children that its plan does not show");
    tap_ok(is_between(delete->ms_with_fix, 0, 5), "and not with the index");
}

static void
test_found_rows(Arena *arena)
{
    const WorkloadQuery *one = ask(arena, "SELECT title FROM tasks WHERE id = $1");
    const WorkloadQuery *many = ask(arena, "SELECT title FROM tasks WHERE status = $1");

    tap_ok(is_between(one->ms_in_12_months, 100, 100), "one row by key stays what it is");
    tap_ok(is_between(many->ms_in_12_months, 100, 201) && many->ms_in_12_months.high > 190,
           "rows of one status of five grow with the table, at most");
    tap_ok(!one->ms_with_fix.is_known && !many->ms_with_fix.is_known,
           "what reads nothing whole has nothing to gain");
}

static void
test_unknown(Arena *arena)
{
    const WorkloadQuery *notes = ask(arena, "SELECT id FROM notes WHERE task_id = $1");

    tap_ok(!notes->ms_in_12_months.is_known, "nothing is said where growth is not known");
    tap_ok(!notes->ms_with_fix.is_known, "nor of a fix that is not recommended");
}

/* Tables of another schema are found by the names that queries have for them, there and in the target. */
static void
test_other_schema(Arena *arena)
{
    const WorkloadQuery *orders = ask(arena, "SELECT id FROM orders WHERE customer_id = $1");
    const WorkloadQuery *customers = ask(arena, "SELECT id FROM customers WHERE name = $1");

    tap_ok(orders->meaning != NULL && orders->rows_read.value == 1e6, "tables elsewhere are found");
    tap_ok(is_between(orders->ms_with_fix, 0, 5), "and their index as well");
    tap_ok(customers->rows_read.value == 1e6 && !customers->ms_with_fix.is_known,
           "what has no index gains nothing");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    test_whole_reads(arena);
    test_found_rows(arena);
    test_unknown(arena);
    test_other_schema(arena);
    arena_free(arena);
    return tap_done();
}
