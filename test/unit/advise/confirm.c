/*
 * Protects the recommended schema from indexes that PostgreSQL would not use, and advice from being
 * refused on numbers that nobody knows. A real planner plans; the rows are imagined.
 */
#include "advise/confirm.h"

#include "advise/forecast.h"
#include "unit/whatif/database.h"
#include "whatif/understand.h"

static const char schema_text[] =
    "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL, state text NOT NULL,"
    "  note text, shop bigint);"
    "CREATE TABLE regions (id bigint PRIMARY KEY, code text NOT NULL);"
    "CREATE TABLE strangers (id bigint PRIMARY KEY, name text);"
    "CREATE FUNCTION noted(bigint) RETURNS bigint LANGUAGE sql AS "
    "'SELECT count(*) FROM orders WHERE note IS NULL AND shop > $1';"
    "CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint NOT NULL);"
    "CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders);";

static const char queries_text[] =
    "-- name: of_customer\n-- rate: 1000/day\n-- mean: 80 ms\n"
    "SELECT * FROM orders WHERE customer = $1;\n"
    "-- name: done\n-- rate: 10/day\nSELECT * FROM orders WHERE state = 'done';\n"
    "-- name: region\nSELECT * FROM regions WHERE code = $1;\n"
    "-- name: noted\nSELECT * FROM orders WHERE note <> $1;\n"
    "-- name: many\nSELECT count(*), max(id) FROM lines WHERE order_id > $1;\n"
    "-- name: pair\nSELECT * FROM orders JOIN lines ON lines.order_id = orders.id WHERE customer = "
    "$1;\n"
    "-- name: any\n-- mean: 50 ms\nSELECT id FROM orders WHERE note LIKE '%a%' LIMIT 1;\n"
    "-- name: call\n-- mean: 50 ms\nSELECT noted($1);\n"
    "-- name: stranger\n-- mean: 5 ms\nSELECT * FROM strangers WHERE name = $1;\n"
    "-- name: remove\n-- rate: 10/day\n-- mean: 200 ms\nDELETE FROM orders WHERE id = $1;\n";

typedef struct World
{
    Database database;
    Design *design;
    Workload *workload;
    Findings *findings;
    Planned *planned;
    Recommendation recommendation;
} World;

static Arena *arena;

static void
set_common(ColumnStats *column, const char *text, double fraction)
{
    CommonValue *common = arena_new_array(arena, CommonValue, 1);

    *common = (CommonValue){text, fraction};
    column->common = common;
    column->common_count = 1;
}

static Stats *
make_stats(void)
{
    Stats *stats = stats_new(arena);

    database_rows(stats, "orders", 1e6);
    stats_table(stats, "public", "orders")->rows_per_day = declared(2000);
    database_rows(stats, "items", 3e6);
    stats_table(stats, "public", "items")->rows_per_day = declared(6000);
    database_rows(stats, "lines", 3e6);
    stats_table(stats, "public", "lines")->rows_per_day = declared(6000);
    (void) database_column(stats, "lines", "order_id", 1e6);
    database_rows(stats, "regions", 50);
    (void) database_column(stats, "orders", "id", 1e6);
    (void) database_column(stats, "orders", "customer", 2e4);
    set_common(database_column(stats, "orders", "state", 2), "done", 0.9);
    (void) database_column(stats, "regions", "code", 50);
    return stats;
}

static WorkloadQuery *
query_named(const World *world, const char *name)
{
    for (WorkloadQuery *query = world->workload->queries.first; query != NULL; query = query->next)
        if (str_equal(query->name, name))
            return query;
    return NULL;
}

/* As a rule would: an index on the column, because of the query. */
static Finding *
advise(World *world, const char *rule, const char *table_name, const char *column,
       const char *query)
{
    const Table *table = schema_find_table(world->design->schema, "public", table_name);
    const Location nowhere = {0};
    Finding *finding = finding_add(world->findings, rule_find(rule), table, column, nowhere,
                                   "%s wants an index", query);
    Change *change = change_new(arena, CHANGE_ADD_INDEX, table);
    NameList columns = {0};

    name_list_add(arena, &columns, column);
    change->index = change_make_index(arena, world->design->schema, table, &columns);
    finding_change(finding, change);
    finding_query(world->findings, finding, query_named(world, query));
    return finding;
}

static bool
start(World *world)
{
    FileText file = {
        .name = "q.sql", .text = arena_strdup(arena, queries_text), .length = strlen(queries_text)};
    Error error = {.arena = arena};
    Understanding understanding;
    Day today;

    world->database.arena = arena;
    if (!database_start(&world->database, schema_text))
        return false;
    (void) day_parse("2026-11-21", &today); /* a constant */
    world->workload = workload_new(arena);
    tap_ok(workload_read_queries(world->workload, &file, &error), "queries are read");
    workload_understand(world->workload, world->database.schema);
    tap_ok(understand_workload(world->database.scratch, "test", world->database.schema, true,
                               world->workload, &understanding, &error) &&
               understanding.by_server == 10,
           "PostgreSQL understands all");
    world->design = design_new(arena, world->database.schema, make_stats(), today);
    world->design->workload = world->workload;
    world->findings = arena_new_object(arena, Findings);
    world->findings->arena = arena;
    world->findings->design = world->design;
    return true;
}

static void
test_today(World *world)
{
    Error error = {.arena = arena};
    const WorkloadQuery *query = query_named(world, "of_customer");
    const WorkloadQuery *stranger = query_named(world, "stranger");
    const WorkloadQuery *any = query_named(world, "any");
    const WorkloadQuery *call = query_named(world, "call");
    bool is_done;

    forecast_growth(world->design, world->workload);
    is_done = planned_today(arena, world->database.scratch, "test", world->design, &world->planned,
                            &error);

    tap_ok(is_done && world->planned != NULL, "planned today: %s", is_done ? "yes" : error.message);
    tap_ok(query->cost[COST_TODAY] > 1e4 && query->cost[COST_36_MONTHS] > query->cost[COST_TODAY],
           "a table that is read whole costs more in 36 months: %.0f, %.0f",
           query->cost[COST_TODAY], query->cost[COST_36_MONTHS]);
    tap_ok(query->ms_in_12_months.is_known && query->ms_in_12_months.low >= 80 &&
               query->ms_in_12_months.high > 100 &&
               query->ms_in_12_months.source == PROVENANCE_DECLARED,
           "milliseconds are a range around the declared ones: %.0f to %.0f",
           query->ms_in_12_months.low, query->ms_in_12_months.high);
    /* 1.7 times the rows */
    tap_ok(any->ms_in_12_months.high > 1.7 * 50, "LIMIT may find nothing: up to %.0f ms",
           any->ms_in_12_months.high);
    tap_ok(call->ms_in_12_months.low > 1.5 * 50 && call->ms_in_12_months.high > 1.7 * 50,
           "what a function reads whole grows: %.0f to %.0f ms", call->ms_in_12_months.low,
           call->ms_in_12_months.high);
    tap_ok(!(stranger->cost[COST_TODAY] > 0) && !stranger->ms_in_12_months.is_known,
           "nothing is said of a table whose rows nobody knows");
}

static bool
plan_target(World *world)
{
    const NameList none = {0};
    Error error = {.arena = arena};
    LoadResult loaded;
    const char *unavailable = NULL;
    bool is_done =
        recommend_choose(arena, world->findings, RECOMMEND_ADVISED, &world->recommendation,
                         &error) &&
        scratch_load(world->database.scratch, arena, "target", world->recommendation.target, &none,
                     &loaded, &error) &&
        scratch_load_planner(world->database.scratch, arena, "target", &unavailable, &error) &&
        scratch_load_planner(world->database.scratch, arena, "target", &unavailable, &error) &&
        unavailable == NULL &&
        planned_target(world->planned, world->database.scratch, "target", &world->recommendation,
                       &error);

    tap_ok(is_done, "planned on the recommended schema: %s", is_done ? "yes" : error.message);
    return is_done;
}

static const Evidence *
evidence_of(const Finding *finding, const char *label)
{
    for (const Evidence *at = finding->evidence.first; at != NULL; at = at->next)
        if (str_equal(at->label, label))
            return at;
    return NULL;
}

static void
test_confirmed(const World *world, const Finding *used)
{
    const WorkloadQuery *query = query_named(world, "of_customer");
    const Evidence *before = evidence_of(used, "cost of of_customer now");
    const Evidence *after = evidence_of(used, "with the changes");

    tap_ok(used->is_advised && used->kept_back == NULL && used->planner_word == PLANNER_CONFIRMS,
           "an index that plans use stays");
    tap_ok(before != NULL && after != NULL && before->quantity.source == PROVENANCE_PLANNED &&
               before->quantity.value > 10 * after->quantity.value,
           "and says what both plans cost");
    tap_ok(query->ms_with_fix.is_known && query->ms_with_fix.high < 20,
           "with it a call takes less: up to %.2f ms", query->ms_with_fix.high);
}

static void
test_refused(const World *world, const Finding *most, const Finding *small)
{
    tap_ok(!most->is_advised && most->severity == SEVERITY_REMARK,
           "an index for what nine of ten rows match is kept back");
    tap_ok(most->kept_back != NULL &&
               strstr(most->kept_back, "not confirmed by the planner: PostgreSQL ") != NULL,
           "and says who says so: %s", most->kept_back == NULL ? "no" : most->kept_back);
    tap_ok(!small->is_advised && small->kept_back != NULL, "so is one on fifty rows");
    tap_ok(!query_named(world, "done")->ms_with_fix.is_known,
           "what gains nothing has no time with the fix");
}

/* The planner charges nothing for what a foreign key asks. */
static void
test_fired(const World *world, const Finding *key)
{
    const WorkloadQuery *query = query_named(world, "remove");

    tap_ok(query->cost[COST_TODAY] > 1000 * query->cost_with_fix[COST_TODAY] &&
               query->cost_with_fix[COST_TODAY] > 0,
           "a DELETE costs what its foreign keys ask: %.0f, %.0f with an index",
           query->cost[COST_TODAY], query->cost_with_fix[COST_TODAY]);
    tap_ok(key->is_advised, "an index of a foreign key is not the planner's to refuse");
}

int
main(void)
{
    World world = {0};
    const Finding *used, *most, *small, *unknown, *beside, *key;

    arena = arena_new(NULL, "test");
    if (start(&world))
    {
        test_today(&world);
        used = advise(&world, "filter-without-index", "orders", "customer", "of_customer");
        most = advise(&world, "filter-without-index", "orders", "state", "done");
        small = advise(&world, "filter-without-index", "regions", "code", "region");
        unknown = advise(&world, "filter-without-index", "orders", "note", "noted");
        beside = advise(&world, "filter-without-index", "lines", "order_id", "many");
        key = advise(&world, "fk-without-index", "items", "order_id", "remove");
        if (plan_target(&world))
        {
            tap_ok(confirm_findings(world.planned, world.findings, &world.recommendation) == 3,
                   "three are not confirmed");
            test_confirmed(&world, used);
            test_refused(&world, most, small);
            tap_ok(unknown->is_advised && strstr(unknown->detail, "Unconfirmed") != NULL &&
                       unknown->severity == SEVERITY_REMARK,
                   "where a column's values are not known, the planner's no is only said");
            tap_ok(beside->planner_word == PLANNER_REFUSES,
                   "an index that serves only beside another, in a query of others, is refused");
            test_fired(&world, key);
        }
    }
    arena_free(arena);
    return tap_done();
}
