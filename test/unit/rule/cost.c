/*
 * Protects who comes first where times are known: outages, then what explains time, each query's time
 * counted once.
 */
#include "rule/cost.h"

#include "rule/rule.h"
#include "tap.h"

#include <math.h>

static const Rule slow_rule = {
    .id = "slow", .needs = NEEDS_QUERIES, .severity = SEVERITY_WARNING, .explains_time = true};
static const Rule silent_rule = {.id = "silent", .severity = SEVERITY_WARNING};
static const Rule outage_rule = {.id = "outage", .severity = SEVERITY_ERROR};

typedef struct World
{
    Findings *findings;
    Workload *workload;
    Stats *stats;
} World;

static World
start(Arena *arena)
{
    World world = {.findings = arena_new_object(arena, Findings),
                   .workload = workload_new(arena),
                   .stats = stats_new(arena)};
    Design *design;
    Day today;

    (void) day_parse("2026-11-21", &today); /* a constant */
    design = design_new(arena, schema_new(arena), world.stats, today);
    design->workload = world.workload;
    world.workload->window_days = (Quantity){7, PROVENANCE_MEASURED};
    world.findings->arena = arena;
    world.findings->design = design;
    return world;
}

static WorkloadQuery *
add_query(World *world, const char *name, double calls, double ms)
{
    WorkloadQuery *query = arena_new_object(world->workload->arena, WorkloadQuery);

    query->name = name;
    query->rows_read = QUANTITY_UNKNOWN;
    query->calls_per_day = (Quantity){calls, PROVENANCE_MEASURED};
    query->per_call[COUNTER_MS] = ms > 0 ? (Quantity){ms, PROVENANCE_MEASURED} : QUANTITY_UNKNOWN;
    list_append(&world->workload->queries, query);
    return query;
}

static Table *
add_table(World *world, const char *name, double rows)
{
    Table *table = arena_new_object(world->workload->arena, Table);

    table->schema = "public";
    table->name = name;
    stats_table(world->stats, "public", name)->rows = (Quantity){rows, PROVENANCE_MEASURED};
    return table;
}

static Finding *
add_finding(World *world, const Rule *rule, const Table *table, const WorkloadQuery *query)
{
    Finding *finding = finding_add(world->findings, rule, table, "x", (Location){0}, "x");

    if (query != NULL)
        finding_query(world->findings, finding, query);
    return finding;
}

static void
make_advised(Arena *arena, Finding *finding)
{
    finding_change(finding, change_new(arena, CHANGE_ADD_INDEX, finding->table));
}

static void
test_divided(Arena *arena)
{
    World world = start(arena);
    const WorkloadQuery *query = add_query(&world, "q", 100, 300);
    Finding *large = add_finding(&world, &slow_rule, add_table(&world, "large", 2e6), query);
    Finding *small = add_finding(&world, &slow_rule, add_table(&world, "small", 1e6), query);
    Finding *remark = add_finding(&world, &slow_rule, add_table(&world, "third", 9e9), query);
    Finding *silent = add_finding(&world, &silent_rule, NULL, query);

    make_advised(arena, large);
    make_advised(arena, small);
    cost_assign(world.findings);
    tap_ok(fabs(large->share - 2.0 / 3) < 1e-9 && fabs(small->share - 1.0 / 3) < 1e-9,
           "two causes of one query share its time by the rows that they make it read");
    tap_ok(remark->share <= 0 && silent->share <= 0,
           "what has no way out, and rules that explain no time, take none of it");
}

static void
test_order(Arena *arena)
{
    World world = start(arena);
    const WorkloadQuery *query = add_query(&world, "q", 100, 300);
    Day today = world.findings->design->today;
    Finding *dated = add_finding(&world, &silent_rule, add_table(&world, "dated", 1), NULL);
    Finding *slow = add_finding(&world, &slow_rule, add_table(&world, "slow", 1), query);
    Finding *outage = add_finding(&world, &outage_rule, add_table(&world, "key", 1), NULL);

    finding_bites_on(world.findings, dated, today);
    finding_bites_on(world.findings, slow, day_add_months(today, 60));
    finding_bites_on(world.findings, outage, day_add_months(today, 11));
    cost_assign(world.findings);
    finding_sort(world.findings);
    tap_ok(world.findings->list.first == outage && outage->next == slow && slow->next == dated,
           "what breaks within a year, what takes the time, what has only a date");
    finding_bites_on(world.findings, outage, day_add_months(today, 13));
    finding_sort(world.findings);
    tap_ok(world.findings->list.first == slow, "what breaks later waits for what is slow");
}

static void
test_kept_back(Arena *arena)
{
    World world = start(arena);
    Finding *slow = add_finding(&world, &slow_rule, add_table(&world, "slow", 1),
                                add_query(&world, "slow", 1000, 3000));
    Finding *rare = add_finding(&world, &slow_rule, add_table(&world, "rare", 1),
                                add_query(&world, "rare", 1, 30));

    make_advised(arena, slow);
    make_advised(arena, rare);
    slow->is_advised = false;
    slow->kept_back = "how often it runs is not known";
    cost_assign(world.findings);
    tap_ok(slow->is_advised && slow->kept_back == NULL, "measured time ends a doubt");
    tap_ok(!rare->is_advised && rare->kept_back != NULL && rare->severity == SEVERITY_REMARK,
           "an index for 30 ms a day is kept back");
}

static void
test_calls_only(Arena *arena)
{
    World world = start(arena);
    WorkloadQuery *often = add_query(&world, "often", 1000, 0);
    WorkloadQuery *seldom = add_query(&world, "seldom", 10, 0);
    Finding *second, *first;

    often->rows_read = seldom->rows_read = (Quantity){1e6, PROVENANCE_ASSUMED};
    second = add_finding(&world, &slow_rule, add_table(&world, "a", 1e6), seldom);
    first = add_finding(&world, &slow_rule, add_table(&world, "b", 1e6), often);
    cost_assign(world.findings);
    finding_sort(world.findings);
    tap_ok(world.findings->list.first == first && first->next == second && first->share <= 0,
           "where only calls are known they order, and no share is claimed");
}

/* Three minutes make no day, and what is nearly used up waits for nothing. */
static void
test_short_window(Arena *arena)
{
    World world = start(arena);
    Finding *slow = add_finding(&world, &slow_rule, add_table(&world, "slow", 1),
                                add_query(&world, "slow", 144000, 100));
    Finding *end = add_finding(&world, &outage_rule, add_table(&world, "key", 1), NULL);

    world.workload->window_days.value = 3.0 / 1440;
    end->is_at_end = true;
    cost_assign(world.findings);
    finding_sort(world.findings);
    tap_ok(world.findings->list.first == end, "a key at its end comes first, undated");
    tap_equal(slow->evidence.first->label, "calls in 3 minutes", "calls are those counted");
    tap_ok(fabs(slow->evidence.first->quantity.value - 300) < 1e-6, "and not stretched to a day");
    tap_equal(slow->evidence.first->next->label, "time in 3 minutes", "nor is the time");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    test_divided(arena);
    test_order(arena);
    test_kept_back(arena);
    test_calls_only(arena);
    test_short_window(arena);
    arena_free(arena);
    return tap_done();
}
