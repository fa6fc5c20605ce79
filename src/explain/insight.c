/*
 * Each check looks at one node, or at the whole, and says at most one thing. What takes less than a
 * tenth of the time is not worth a word.
 *
 * Thresholds: a tenth, 40 % and 90 % of time or rows, and estimates off by 10, 100, 1000, are those that
 * readers of plans are used to (PEV2 colours by them). The others are said where they stand.
 */
#include "explain/insight_internal.h"

#include "base/quantity.h"
#include "base/strbuf.h"
#include "explain/condition.h"
#include "sql/quote.h"

#include <math.h>

#define ESTIMATE_OFF 10.0
#define JIT_SHARE 0.2
#define TRIGGER_SHARE 0.1

enum
{
    CHILDREN_MANY = 50, /* partitions that one query reads */
    PLANNING_MS_LEAST = 10
};

const InsightKind insight_kinds[] = {
    [INSIGHT_SCAN] = {"plan-scan-without-index", "a whole table is read for a few of its rows",
                      "filter-without-index"},
    [INSIGHT_FILTER] = {"plan-index-too-wide", "an index finds rows that are then thrown away",
                        "filter-without-index"},
    [INSIGHT_LIMIT_INDEX] = {"plan-limit-wrong-index",
                             "an index is read in order until enough rows fit",
                             "sort-without-index"},
    [INSIGHT_OFFSET] = {"plan-offset", "rows are made to be skipped", "query-offset"},
    [INSIGHT_ORDER] = {"plan-sort-for-few", "all rows are sorted for the first few",
                       "sort-without-index"},
    [INSIGHT_JOIN] = {"plan-join-reads-all", "a whole table is read to join a few of its rows",
                      "filter-without-index"},
    [INSIGHT_LOOP] = {"plan-loop-without-index", "a nested loop reads a whole table each time",
                      "filter-without-index"},
    [INSIGHT_JOIN_FILTER] = {"plan-join-filter", "pairs of rows are made to be thrown away",
                             "query-or-across-columns"},
    [INSIGHT_ESTIMATE] = {"plan-estimate-off", "the planner expected another number of rows", NULL},
    [INSIGHT_SORT] = {"plan-sort-on-disk", "a sort did not fit into work_mem", NULL},
    [INSIGHT_HASH] = {"plan-hash-on-disk", "a hash table did not fit into work_mem", NULL},
    [INSIGHT_LOSSY] = {"plan-bitmap-lossy", "a bitmap did not fit into work_mem", NULL},
    [INSIGHT_HEAP_FETCHES] = {"plan-heap-fetches", "an index-only scan looks into the table", NULL},
    [INSIGHT_RECHECK] = {"plan-recheck", "an index gives rows that do not fit", NULL},
    [INSIGHT_CTE] = {"plan-cte-filter", "a CTE makes rows that are then thrown away", NULL},
    [INSIGHT_PARTITIONS] = {"plan-partitions", "most partitions are read",
                            "table-needs-partitions"},
    [INSIGHT_WORKERS] = {"plan-workers-missing", "planned parallel workers did not come", NULL},
    [INSIGHT_TRIGGER] = {"plan-trigger-time", "triggers take much of the time", "fk-without-index"},
    [INSIGHT_JIT] = {"plan-jit", "compiling takes much of the time", NULL},
    [INSIGHT_PLANNING] = {"plan-planning", "planning takes longer than running", NULL},
    [INSIGHT_HOT] = {"plan-hot-node", "one step takes most of the time", NULL},
};

const size_t insight_kind_count = ARRAY_LENGTH(insight_kinds);

/* ---- words ---- */

const char *
insight_rows_text(Finder *finder, double rows)
{
    return quantity_count_text(finder->arena, rows);
}

const char *
insight_relation(Finder *finder, const ExplainNode *node)
{
    return node->relation == NULL ? explain_node_name(finder->arena, node) : node->relation;
}

/* Of the time when it is known, of the cost otherwise. */
static double
share_of(const Finder *finder, double ms, double cost)
{
    const Explain *explain = finder->explain;
    double whole = explain->root->has_timing ? explain->total_ms : explain->root->total_cost;
    double part = explain->root->has_timing ? ms : cost;

    return whole <= 0 ? 0 : part >= whole ? 1 : part / whole;
}

static double
own_cost(const ExplainNode *node)
{
    double cost = node->total_cost;

    for (const ExplainNode *child = node->children.first; child != NULL; child = child->next)
        cost -= child->total_cost;
    return cost < 0 ? 0 : cost;
}

double
insight_own_share(const Finder *finder, const ExplainNode *node)
{
    return share_of(finder, node->exclusive_ms, own_cost(node));
}

double
insight_share(const Finder *finder, const ExplainNode *node)
{
    return share_of(finder, node->inclusive_ms, node->total_cost);
}

bool
insight_is_covered(const Finder *finder, const ExplainNode *node)
{
    return finder->covered == node ||
           (node->parent != NULL && finder->covered_parts == node->parent &&
            str_equal(node->type, "Seq Scan"));
}

Insight *
insight_add(Finder *finder, InsightId id, const ExplainNode *node, double share,
            const char *message, const char *fix)
{
    Insight *insight = arena_new_object(finder->arena, Insight);

    insight->kind = &insight_kinds[id];
    insight->rule = insight->kind->rule;
    insight->node = node;
    insight->share = share;
    insight->message = message;
    insight->fix = fix;
    list_append(&finder->list, insight);
    return insight;
}

/* ---- estimates ---- */

static double
estimate_factor(const ExplainNode *node)
{
    double expected = node->plan_rows < 1 ? 1 : node->plan_rows;
    double actual = node->actual_rows < 1 ? 1 : node->actual_rows;

    return actual > expected ? actual / expected : expected / actual;
}

/* A node that is wrong because those below it are has nothing to tell. A limit ends them early. */
static bool
is_first_wrong(const ExplainNode *node)
{
    if (insight_limit_above(node) != NULL || str_equal(node->type, "Limit"))
        return false;
    for (const ExplainNode *child = node->children.first; child != NULL; child = child->next)
        if (child->has_actual && child->has_cost && estimate_factor(child) >= ESTIMATE_OFF)
            return false;
    return true;
}

static double
worst_share_above(const Finder *finder, const ExplainNode *node)
{
    double share = insight_own_share(finder, node);

    for (const ExplainNode *at = node->parent; at != NULL; at = at->parent)
        if (insight_own_share(finder, at) > share)
            share = insight_own_share(finder, at);
    return share;
}

static bool
has_expression(Finder *finder, const ExplainNode *node)
{
    const char *filter = explain_text_of(node, "Filter");
    Condition condition = {0};

    if (filter != NULL)
        condition_read(finder->arena, filter, &condition);
    return condition.expression != NULL;
}

static const char *
estimate_fix(const ExplainNode *node, bool is_computed)
{
    if (str_equal(node->type, "Bitmap Index Scan"))
        return "The values looked up are more or less common than most: a higher statistics target "
               "of "
               "the column, then ANALYZE, tells the planner which are.";
    if (str_equal(node->type, "CTE Scan") || str_equal(node->type, "WorkTable Scan"))
        return "Of the columns of a CTE PostgreSQL has no statistics: a temporary table has, after "
               "ANALYZE.";
    if (str_equal(node->type, "Function Scan"))
        return "The planner takes what the function's ROWS says, 1,000 where nothing is said.";
    if (is_computed)
        return "PostgreSQL has no statistics of an expression: an index on it, or CREATE "
               "STATISTICS on it, "
               "then ANALYZE, gives it some.";
    return node->relation != NULL ? "Look when the table was last analysed; columns that depend on "
                                    "each other need CREATE "
                                    "STATISTICS."
                                  : "The planner knows no relation between the columns joined or "
                                    "grouped: CREATE STATISTICS on "
                                    "columns that depend on each other.";
}

static void
check_estimate(Finder *finder, const ExplainNode *node)
{
    double factor = estimate_factor(node);
    double share = worst_share_above(finder, node);
    bool is_computed = has_expression(finder, node);

    if (!node->has_actual || !node->has_cost || node->is_never_executed || factor < ESTIMATE_OFF ||
        (node->actual_rows < ROWS_FEW / 10 && node->plan_rows < ROWS_FEW / 10) ||
        share < SHARE_LEAST || !is_first_wrong(node) || str_equal(node->type, "ModifyTable"))
        return;
    insight_add(finder, INSIGHT_ESTIMATE, node, share * (factor >= 100 ? 0.9 : 0.5),
                arena_printf(finder->arena, "%s: %s rows expected, %s came, %.0f times as %s",
                             explain_node_name(finder->arena, node),
                             insight_rows_text(finder, node->plan_rows * node->loops),
                             insight_rows_text(finder, node->actual_rows * node->loops), factor,
                             node->actual_rows > node->plan_rows ? "many" : "few"),
                estimate_fix(node, is_computed))
        ->sql =
        !is_computed && str_equal(node->type, "Seq Scan")
            ? arena_printf(finder->arena, "ANALYZE %s;", quote_ident(finder->arena, node->relation))
            : NULL;
}
/* ---- partitions, workers ---- */

static void
check_partitions(Finder *finder, const ExplainNode *node)
{
    size_t executed = 0;

    if (!str_equal(node->type, "Append") && !str_equal(node->type, "Merge Append"))
        return;
    for (const ExplainNode *child = node->children.first; child != NULL; child = child->next)
        executed += child->relation != NULL && !child->is_never_executed;
    if (executed < CHILDREN_MANY)
        return;
    (void) insight_add(
        finder, INSIGHT_PARTITIONS, node, insight_share(finder, node),
        arena_printf(finder->arena, "%zu partitions or tables are read for one query", executed),
        "Name the partition key in the query, so that the others are cut away.");
}

static void
check_workers(Finder *finder, const ExplainNode *node)
{
    if (node->workers_planned <= node->workers_launched || !node->has_actual)
        return;
    (void) insight_add(
        finder, INSIGHT_WORKERS, node, insight_share(finder, node) * 0.5,
        arena_printf(finder->arena, "%.0f parallel workers were planned, %.0f came",
                     node->workers_planned, node->workers_launched),
        "max_parallel_workers and max_worker_processes bound them for all sessions together.");
}

/* ---- the whole ---- */

static void
check_triggers(Finder *finder)
{
    for (const ExplainTrigger *trigger = finder->explain->triggers.first; trigger != NULL;
         trigger = trigger->next)
    {
        double share = finder->explain->total_ms <= 0 ? 0 : trigger->ms / finder->explain->total_ms;
        Insight *insight;

        if (share < TRIGGER_SHARE)
            continue;
        insight = insight_add(
            finder, INSIGHT_TRIGGER, NULL, share,
            arena_printf(finder->arena, "%s %s%s%s takes %.0f ms in %s call%s, %.0f %% of the time",
                         trigger->constraint == NULL ? "trigger" : "foreign key", trigger->name,
                         trigger->relation == NULL ? "" : " of ",
                         trigger->relation == NULL ? "" : trigger->relation, trigger->ms,
                         insight_rows_text(finder, trigger->calls), trigger->calls == 1 ? "" : "s",
                         100 * share),
            trigger->constraint == NULL ? "Look at what its function does for each row."
                                        : "An index on the referencing columns: without "
                                          "one, each deleted or changed row of the "
                                          "parent reads the whole child.");
        if (trigger->constraint == NULL)
            insight->rule = NULL;
    }
}

static void
check_whole(Finder *finder)
{
    const Explain *explain = finder->explain;
    double jit = explain->total_ms <= 0 ? 0 : explain->jit_ms / explain->total_ms;

    check_triggers(finder);
    if (jit >= JIT_SHARE)
        (void) insight_add(finder, INSIGHT_JIT, NULL, jit > 1 ? 1 : jit,
                           arena_printf(finder->arena,
                                        "compiling (JIT) takes %.0f ms, %.0f %% of the time",
                                        explain->jit_ms, 100 * jit),
                           "A higher jit_above_cost, or jit = off for queries as short as this.");
    if (explain->planning_ms >= PLANNING_MS_LEAST && explain->root->has_timing &&
        explain->planning_ms > explain->total_ms)
        (void) insight_add(finder, INSIGHT_PLANNING, NULL, 1,
                           arena_printf(finder->arena, "planning takes %.1f ms, running %.1f ms",
                                        explain->planning_ms, explain->total_ms),
                           "Prepare the statement once; fewer partitions or joins to choose from.");
}

static const Insight *
find_about(const Finder *finder, const ExplainNode *node)
{
    const Insight *insight = finder->list.first;

    while (insight != NULL && insight->node != node)
        insight = insight->next;
    return insight;
}

static const char *
hot_fix(const ExplainNode *node)
{
    if (strncmp(node->type, "Gather", 6) == 0)
        return "It waits for its workers to start, and for the slowest of them.";
    return node->children.first == NULL
               ? "Nothing about it is wrong in itself: ask for fewer rows, or keep the answer."
               : "Nothing about it is wrong in itself: fewer rows must reach it.";
}

/* Where most of the time goes, when nothing else is said about it. */
static void
check_hot(Finder *finder, const ExplainNode *node)
{
    double share = insight_own_share(finder, node);

    if (share < 0.4 || find_about(finder, node) != NULL || insight_is_covered(finder, node) ||
        (node->has_timing ? node->exclusive_ms < 1 : node->total_cost < ROWS_FEW))
        return;
    (void) insight_add(finder, INSIGHT_HOT, node, share,
                       arena_printf(finder->arena, "%s takes %.0f %% of the %s%s",
                                    explain_node_name(finder->arena, node), 100 * share,
                                    node->has_timing ? "time" : "cost",
                                    node->has_actual && node->loops > 1
                                        ? arena_printf(finder->arena, ", in %s runs",
                                                       insight_rows_text(finder, node->loops))
                                        : ""),
                       hot_fix(node));
}

/* ---- all of them ---- */

static void (*const checks[])(Finder *finder,
                              const ExplainNode *node) = {insight_check_order,
                                                          insight_check_parts,
                                                          insight_check_scan,
                                                          insight_check_join,
                                                          insight_check_index,
                                                          insight_check_limit,
                                                          insight_check_join_filter,
                                                          insight_check_cte,
                                                          check_estimate,
                                                          insight_check_sort,
                                                          insight_check_hash,
                                                          insight_check_bitmap,
                                                          insight_check_recheck,
                                                          insight_check_heap_fetches,
                                                          check_partitions,
                                                          check_workers,
                                                          check_hot};

static void
check_all(Finder *finder, const ExplainNode *node)
{
    for (size_t i = 0; i < ARRAY_LENGTH(checks) && !node->is_never_executed; i++)
        checks[i](finder, node);
    for (const ExplainNode *child = node->children.first; child != NULL; child = child->next)
        check_all(finder, child);
}

/* What can be mended comes before what merely takes long. */
static double
rank_of(const Insight *insight)
{
    return insight->kind == &insight_kinds[INSIGHT_HOT] ? insight->share / 2 : insight->share;
}

InsightList
insight_find(Arena *arena, const Explain *explain)
{
    Finder finder = {.arena = arena, .explain = explain};
    InsightList sorted = {0};

    check_whole(&finder);
    check_all(&finder, explain->root);
    while (finder.list.first != NULL)
    {
        Insight *most = finder.list.first;

        for (Insight *at = most; at != NULL; at = at->next)
            if (rank_of(at) > rank_of(most))
                most = at;
        list_remove(&finder.list, most);
        list_append(&sorted, most);
    }
    return sorted;
}
