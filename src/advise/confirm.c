/*
 * An index earns its place when a plan uses it and costs a fifth less than today's. Plans are those of the whole workload and of what it
 * fires, on the recommended schema, with typical and with the worst values.
 *
 * The trap: a plan is as good as the numbers it rests on. Where it is not known how many values a column
 * has, the planner's no is said and not obeyed, unless the table is so small that no index matters.
 */
#include "advise/confirm.h"

#include <math.h>

/* Costs that fall by less are noise. */
static const double FALLS_BY = 0.8;

typedef struct Confirming
{
    const Planned *planned;
    Findings *findings;
    const Recommendation *recommendation;
    Map *used; /* UseList by the name of the index, in plans of the recommended schema */
} Confirming;

/* A plan that uses an index. */
typedef struct Use Use;
struct Use
{
    Use *next;
    const char *sql; /* of the query */
    double ratio; /* of costs, with the changes and today */
    bool is_alone; /* it uses no other of the indexes that are added */
};

typedef struct UseList
{
    Use *first;
} UseList;

static bool
is_added(const Confirming *confirming, const char *index)
{
    for (const Change *at = confirming->recommendation->changes.first; at != NULL; at = at->next)
        if (at->index != NULL && str_equal(at->index->name, index))
            return true;
    return false;
}

static void
list_added(const Confirming *confirming, const PlanNode *plan, NameList *added)
{
    if (plan == NULL)
        return;
    for (const PlanNode *child = plan->children.first; child != NULL; child = child->next)
        list_added(confirming, child, added);
    if (plan->index != NULL && is_added(confirming, plan->index) &&
        !name_list_contains(added, plan->index))
        name_list_add(confirming->findings->arena, added, plan->index);
}

static void
note_price(const Confirming *confirming, const char *sql, const PlannedQuery *here,
           const PlannedQuery *there)
{
    Arena *arena = confirming->findings->arena;
    double ratio = price_ratio(here, there);
    NameList added = {0};

    list_added(confirming, there->plan, &added);
    for (const Name *name = added.first; name != NULL; name = name->next)
    {
        UseList *list = map_get(confirming->used, name->text);
        Use *use = arena_new_object(arena, Use);

        if (list == NULL)
        {
            list = arena_new_object(arena, UseList);
            map_put(confirming->used, name->text, list);
        }
        *use = (Use){list->first, sql, ratio > 0 ? ratio : INFINITY, added.count == 1};
        list->first = use;
    }
}

static void
note_uses(const Confirming *confirming)
{
    const Planned *planned = confirming->planned;

    for (const WorkloadQuery *query = planned->asked.first; query != NULL; query = query->next)
        for (size_t i = 0; i < planned->moments; i++)
        {
            const Price *here = planned_price(planned, query->sql, (CostMoment) i, false);
            const Price *there = planned_price(planned, query->sql, (CostMoment) i, true);

            if (here == NULL || there == NULL)
                continue;
            note_price(confirming, query->sql, &here->typical, &there->typical);
            note_price(confirming, query->sql, &here->worst, &there->worst);
        }
}

/* The composed change that asks for the same; NULL where a wider index serves instead. */
static const Change *
composed(const Confirming *confirming, const Change *change)
{
    for (const Change *at = confirming->recommendation->changes.first; at != NULL; at = at->next)
        if (change_equal(at, change))
            return at;
    return NULL;
}

/* Indexes of partitions have names of their own: plans do not tell whose they are. */
static bool
is_partitioned(const Confirming *confirming, const Change *change)
{
    const Table *table = schema_find_table(confirming->recommendation->target, change->table_schema,
                                           change->table_name);

    return table != NULL && table->partition_key != NULL;
}

/* At one of the moments, with typical values or the worst ones. */
static bool
falls(const Confirming *confirming, const WorkloadQuery *query)
{
    const Planned *planned = confirming->planned;

    if (query->cost_with_fix[COST_TODAY] > 0 && workload_may_gain(query))
        return true; /* with what it fires */
    for (size_t i = 0; i < planned->moments; i++)
    {
        const Price *here = planned_price(planned, query->sql, (CostMoment) i, false);
        const Price *there = planned_price(planned, query->sql, (CostMoment) i, true);
        double typical =
            here == NULL || there == NULL ? 0 : price_ratio(&here->typical, &there->typical);
        double worst = here == NULL || there == NULL ? 0 : price_ratio(&here->worst, &there->worst);

        if ((typical > 0 && typical <= FALLS_BY) || (worst > 0 && worst <= FALLS_BY))
            return true;
    }
    return false;
}

static bool
one_falls(const Confirming *confirming, const Finding *finding)
{
    for (const QueryRef *at = finding->suffering.first; at != NULL; at = at->next)
        if (falls(confirming, at->query))
            return true;
    return false;
}

/* What the planner makes of the changes of a finding. */
typedef enum Verdict
{
    VERDICT_UNUSED,
    VERDICT_NO_GAIN, /* used, and costs as much as without */
    VERDICT_GAIN
} Verdict;

static bool
is_about(const Finding *finding, const char *sql)
{
    for (const QueryRef *at = finding->suffering.first; at != NULL; at = at->next)
        if (str_equal(at->query->sql, sql))
            return true;
    return false;
}

/*
 * A query that the finding is not about counts when it gains from the index by itself: else any index would
 * be confirmed that stands in one plan with a useful one.
 */
static Verdict
verdict_of_index(const Confirming *confirming, const Finding *finding, const char *index)
{
    const UseList *list = map_get(confirming->used, index);

    if (list == NULL)
        return VERDICT_UNUSED;
    for (const Use *use = list->first; use != NULL; use = use->next)
        if (use->ratio <= FALLS_BY && (use->is_alone || is_about(finding, use->sql)))
            return VERDICT_GAIN;
    return VERDICT_NO_GAIN;
}

static Verdict
verdict_on(const Confirming *confirming, const Finding *finding)
{
    Verdict best = VERDICT_UNUSED;

    for (const Change *change = finding->changes.first; change != NULL; change = change->next)
    {
        const Change *made = composed(confirming, change);
        Verdict verdict;

        if (made == NULL || made->index == NULL || is_partitioned(confirming, made))
        {
            if (one_falls(confirming, finding))
                return VERDICT_GAIN;
            continue;
        }
        verdict = verdict_of_index(confirming, finding, made->index->name);
        best = verdict > best ? verdict : best;
    }
    return best;
}

/* Rules that advise indexes because of queries; not those that say what deletes or purges need. */
static bool
is_about_queries(const Finding *finding)
{
    if ((finding->rule->needs & NEEDS_QUERIES) == 0 || finding->suffering.count == 0)
        return false;
    for (const Change *change = finding->changes.first; change != NULL; change = change->next)
        if (change->kind != CHANGE_ADD_INDEX && change->kind != CHANGE_REPLACE_INDEX)
            return false;
    return finding->changes.count > 0;
}

static bool
is_planned(const Confirming *confirming, const WorkloadQuery *query)
{
    for (size_t i = 0; i < confirming->planned->moments; i++)
    {
        const Price *here = planned_price(confirming->planned, query->sql, (CostMoment) i, false);
        const Price *there = planned_price(confirming->planned, query->sql, (CostMoment) i, true);

        if (here == NULL || there == NULL || !here->typical.is_planned ||
            !there->typical.is_planned)
            return false;
    }
    return true;
}

static bool
are_all_planned(const Confirming *confirming, const Finding *finding)
{
    for (const QueryRef *at = finding->suffering.first; at != NULL; at = at->next)
        if (!is_planned(confirming, at->query))
            return false;
    return finding->queries.count == finding->suffering.count; /* the others are of functions */
}

/* How many values each column of the index has; expressions are not known at all. */
static bool
are_values_known(const Confirming *confirming, const Change *change)
{
    const Design *design = confirming->planned->design;
    const Table *table =
        schema_find_table(design->schema, change->table_schema, change->table_name);

    for (const IndexElement *at = change->index->elements.first; at != NULL; at = at->next)
    {
        const ColumnStats *stats =
            at->column == NULL || table == NULL
                ? NULL
                : stats_find_column(design_table_stats(design, table), at->column);

        if (stats == NULL || (!(stats->distinct.value > 0) && !(stats->distinct_share.value > 0)))
            return false;
    }
    return true;
}

static bool
has_ground(const Confirming *confirming, const Finding *finding)
{
    const Design *design = confirming->planned->design;

    if (!are_all_planned(confirming, finding))
        return false;
    if (finding->table != NULL && design_stays_small(design, finding->table))
        return true;
    for (const Change *change = finding->changes.first; change != NULL; change = change->next)
        if (!are_values_known(confirming, change))
            return false;
    return true;
}

static void
add_cost(Findings *findings, Finding *finding, const char *label, double cost)
{
    if (cost > 0)
        finding_evidence(findings, finding, label, (Quantity){cost, PROVENANCE_PLANNED}, "");
}

/* The query that suffers most of those that gain; else of all. */
static const WorkloadQuery *
query_told(const Finding *finding)
{
    if (finding->query != NULL && workload_may_gain(finding->query))
        return finding->query;
    for (const QueryRef *at = finding->suffering.first; at != NULL; at = at->next)
        if (workload_may_gain(at->query))
            return at->query;
    return finding->query;
}

static void
tell_costs(const Confirming *confirming, Finding *finding)
{
    Findings *findings = confirming->findings;
    const WorkloadQuery *query = query_told(finding);

    if (query == NULL || !(query->cost[COST_TODAY] > 0) || !(query->cost_with_fix[COST_TODAY] > 0))
        return;
    add_cost(findings, finding, arena_printf(findings->arena, "cost of %s now", query->name),
             query->cost[COST_TODAY]);
    add_cost(findings, finding, "with the changes", query->cost_with_fix[COST_TODAY]);
    add_cost(findings, finding, "in 36 months", query->cost[COST_36_MONTHS]);
    add_cost(findings, finding, "with the changes then", query->cost_with_fix[COST_36_MONTHS]);
}

static const char *
not_confirmed_text(const Confirming *confirming, const Finding *finding, Verdict verdict)
{
    const Planned *planned = confirming->planned;
    bool is_one = finding->queries.count == 1;

    return arena_printf(
        confirming->findings->arena,
        "not confirmed by the planner: PostgreSQL %s plans its quer%s %s the index%s%s",
        planned->server_version, is_one ? "y" : "ies",
        verdict == VERDICT_UNUSED ? "without" : "with",
        verdict == VERDICT_UNUSED ? "" : " at the cost that it has without",
        planned->moments == 1 ? "" : ", today and in 36 months");
}

/* What it does not end does not explain the time. */
static void
refuse(const Confirming *confirming, Finding *finding, Verdict verdict)
{
    finding->planner_word = PLANNER_REFUSES;
    finding->is_advised = false;
    finding->kept_back = not_confirmed_text(confirming, finding, verdict);
    finding->severity = SEVERITY_REMARK;
    finding->ms_per_day = QUANTITY_UNKNOWN;
    finding->share = finding->cost = 0;
}

/* The time of queries that gain nothing is not explained by what others gain. */
static void
take_off_time(Finding *finding)
{
    double all = 0;
    double gaining = 0;

    for (const QueryRef *at = finding->suffering.first; at != NULL; at = at->next)
    {
        double ms = workload_ms_per_day(at->query).value;

        all += ms;
        gaining += workload_may_gain(at->query) ? ms : 0;
    }
    if (!(all > 0) || !(gaining < all))
        return;
    finding->ms_per_day.value *= gaining / all;
    finding->share *= gaining / all;
    finding->cost *= gaining / all;
}

/* True when the finding's changes are kept back. */
static bool
confirm_one(const Confirming *confirming, Finding *finding)
{
    Verdict verdict;

    tell_costs(confirming, finding);
    if (!is_about_queries(finding))
        return false;
    verdict = verdict_on(confirming, finding);
    if (verdict == VERDICT_GAIN)
    {
        finding->planner_word = PLANNER_CONFIRMS;
        take_off_time(finding);
        return false;
    }
    if (has_ground(confirming, finding))
    {
        refuse(confirming, finding, verdict);
        return true;
    }
    if (are_all_planned(confirming, finding))
    {
        finding->severity = SEVERITY_REMARK;
        finding_detail(confirming->findings, finding,
                       verdict == VERDICT_UNUSED
                           ? "Unconfirmed: planned on what is assumed of its values, no query uses "
                             "the index."
                           : "Unconfirmed: planned on what is assumed of its values, the index "
                             "makes no query cheaper.");
    }
    return false;
}

size_t
confirm_findings(const Planned *planned, Findings *findings, const Recommendation *recommendation)
{
    Confirming confirming = {.planned = planned,
                             .findings = findings,
                             .recommendation = recommendation,
                             .used = map_new(findings->arena)};
    size_t refused = 0;

    note_uses(&confirming);
    for (Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        if (finding->is_advised && !finding->is_ignored && finding->suffering.count > 0)
            refused += confirm_one(&confirming, finding);
    finding_sort(findings);
    return refused;
}
