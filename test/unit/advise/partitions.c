/*
 * Protects what is said of tables divided by time: in 36 months there are more partitions, on both
 * schemas, and each costs; the recommended schema is left without those that were made to find out.
 */
#include "advise/confirm.h"

#include "scratch/scratch.h"
#include "unit/whatif/database.h"
#include "whatif/understand.h"

static const char schema_text[] =
    "CREATE TABLE events (id bigint, at timestamptz NOT NULL DEFAULT now(), who bigint NOT NULL,"
    "  PRIMARY KEY (id, at)) PARTITION BY RANGE (at);"
    "CREATE TABLE e_06 PARTITION OF events FOR VALUES FROM ('2026-06-01') TO ('2026-07-01');"
    "CREATE TABLE e_07 PARTITION OF events FOR VALUES FROM ('2026-07-01') TO ('2026-08-01');"
    "CREATE TABLE e_08 PARTITION OF events FOR VALUES FROM ('2026-08-01') TO ('2026-09-01');"
    "CREATE TABLE e_09 PARTITION OF events FOR VALUES FROM ('2026-09-01') TO ('2026-10-01');"
    "CREATE TABLE e_10 PARTITION OF events FOR VALUES FROM ('2026-10-01') TO ('2026-11-01');"
    "CREATE TABLE e_11 PARTITION OF events FOR VALUES FROM ('2026-11-01') TO ('2026-12-01');";

static const char queries_text[] =
    "-- name: by_id\n-- mean: 1 ms\nSELECT * FROM events WHERE id = $1;\n"
    "-- name: by_who\n-- mean: 80 ms\nSELECT * FROM events WHERE who = $1;\n";

typedef struct World
{
    Database database;
    Design *design;
    Workload *workload;
    Planned *planned;
    Findings findings;
    Recommendation recommendation;
} World;

static Arena *arena;

static const WorkloadQuery *
query_named(const World *world, const char *name)
{
    for (const WorkloadQuery *at = world->workload->queries.first; at != NULL; at = at->next)
        if (str_equal(at->name, name))
            return at;
    return NULL;
}

static void
make_design(World *world)
{
    Stats *stats = stats_new(arena);
    Day today;

    (void) day_parse("2026-11-21", &today); /* a constant */
    database_rows(stats, "events", 6e6);
    stats_table(stats, "public", "events")->rows_per_day = declared(33000);
    (void) database_column(stats, "events", "id", 6e6);
    (void) database_column(stats, "events", "who", 2e6);
    world->design = design_new(arena, world->database.schema, stats, today);
    world->design->workload = world->workload;
    world->findings = (Findings){.arena = arena, .design = world->design};
}

static bool
start(World *world)
{
    FileText file = {
        .name = "q.sql", .text = arena_strdup(arena, queries_text), .length = strlen(queries_text)};
    Error error = {.arena = arena};
    Understanding understanding;

    world->database.arena = arena;
    if (!database_start(&world->database, schema_text))
        return false;
    world->workload = workload_new(arena);
    tap_ok(workload_read_queries(world->workload, &file, &error), "queries are read");
    workload_understand(world->workload, world->database.schema);
    tap_ok(understand_workload(world->database.scratch, "test", world->database.schema, true,
                               world->workload, &understanding, &error) &&
               understanding.by_server == 2,
           "PostgreSQL understands both");
    make_design(world);
    return true;
}

static size_t
read_at(const World *world, const WorkloadQuery *query, CostMoment moment, bool is_target)
{
    const Price *price = planned_price(world->planned, query->sql, moment, is_target);

    return price == NULL || !price->typical.is_planned
               ? 0
               : plan_tree_partitions(price->typical.plan, "events");
}

static void
test_today(World *world)
{
    const WorkloadQuery *query = query_named(world, "by_id");
    Error error = {.arena = arena};
    bool is_done = planned_today(arena, world->database.scratch, "test", world->design,
                                 &world->planned, &error);

    tap_ok(is_done && world->planned != NULL, "planned today: %s", is_done ? "yes" : error.message);
    if (world->planned == NULL)
        return;
    tap_ok(read_at(world, query, COST_TODAY, false) == 6 &&
               read_at(world, query, COST_12_MONTHS, false) == 18 &&
               read_at(world, query, COST_36_MONTHS, false) == 42,
           "six partitions today, 18 in a year, 42 in three");
    tap_ok(query->cost[COST_36_MONTHS] > 6 * query->cost[COST_TODAY] &&
               query->cost[COST_36_MONTHS] < 8 * query->cost[COST_TODAY],
           "a search in each costs as many times as much: %.1f, %.1f", query->cost[COST_TODAY],
           query->cost[COST_36_MONTHS]);
}

/* As a rule would. */
static Finding *
advise(World *world)
{
    const Table *table = schema_find_table(world->design->schema, "public", "events");
    const Location nowhere = {0};
    Finding *finding = finding_add(&world->findings, rule_find("filter-without-index"), table,
                                   "who", nowhere, "by_who wants an index");
    Change *change = change_new(arena, CHANGE_ADD_INDEX, table);
    NameList columns = {0};

    name_list_add(arena, &columns, "who");
    change->index = change_make_index(arena, world->design->schema, table, &columns);
    finding_change(finding, change);
    finding_query(&world->findings, finding, query_named(world, "by_who"));
    return finding;
}

static bool
plan_target(World *world)
{
    const NameList none = {0};
    Scratch *scratch = world->database.scratch;
    Error error = {.arena = arena};
    LoadResult loaded;
    const char *unavailable;
    bool is_done =
        recommend_choose(arena, &world->findings, RECOMMEND_ADVISED, &world->recommendation,
                         &error) &&
        scratch_load(scratch, arena, "target", world->recommendation.target, &none, &loaded,
                     &error) &&
        scratch_load_planner(scratch, arena, "target", &unavailable, &error) &&
        planned_target(world->planned, scratch, "target", &world->recommendation, &error);

    tap_ok(is_done, "planned on the recommended schema: %s", is_done ? "yes" : error.message);
    return is_done;
}

static void
test_target(World *world, const Finding *finding)
{
    const WorkloadQuery *query = query_named(world, "by_who");

    tap_ok(confirm_findings(world->planned, &world->findings, &world->recommendation) == 0 &&
               finding->planner_word == PLANNER_CONFIRMS,
           "the index is confirmed");
    tap_ok(read_at(world, query, COST_TODAY, true) == 6 &&
               read_at(world, query, COST_36_MONTHS, true) == 42,
           "there are as many partitions with it");
    tap_ok(query->cost_with_fix[COST_36_MONTHS] > 6 * query->cost_with_fix[COST_TODAY] &&
               query->cost_with_fix[COST_36_MONTHS] < 0.1 * query->cost[COST_36_MONTHS],
           "all of them have the index: %.0f, %.0f in 36 months, of %.0f",
           query->cost_with_fix[COST_TODAY], query->cost_with_fix[COST_36_MONTHS],
           query->cost[COST_36_MONTHS]);
}

static void
test_left(const World *world)
{
    Error error = {.arena = arena};
    DbResult result;
    Db *db;
    bool is_done = scratch_connect(world->database.scratch, arena, "target", &db, &error) &&
                   db_query(db, arena,
                            "SELECT count(*) AS count FROM pg_class"
                            " WHERE relispartition AND relkind = 'r'",
                            NULL, 0, &result, &error);

    tap_ok(is_done && str_equal(db_value(&result, 0, "count"), "6"),
           "the recommended schema has its own partitions and no other");
}

int
main(void)
{
    World world = {0};
    const Finding *finding;

    arena = arena_new(NULL, "test");
    if (start(&world))
    {
        test_today(&world);
        finding = advise(&world);
        if (world.planned != NULL && plan_target(&world))
        {
            test_target(&world, finding);
            test_left(&world);
        }
    }
    arena_free(arena);
    return tap_done();
}
