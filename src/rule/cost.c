/*
 * A query's time a day, as measured or declared, goes to the findings of rules that explain time. The
 * trap is the query with two causes, a table without an index and a page far behind: only causes that
 * a change ends share its time while there are any, by the rows that each makes it read.
 *
 * Where only calls are known, the rows read stand for time, at a rate that ranks and is never shown.
 */
#include "rule/cost.h"

#include "rule/rule.h"
#include "rule/shape.h"
#include "workload/window.h"

#include <math.h>

/* Less of the time of all statements decides nothing; a mere remark needs more. */
static const double SHARE_THAT_RANKS = 0.01;
static const double SHARE_OF_REMARK = 0.05;

/* So little, in a window of a day or more, is nothing to act on. */
static const double WINDOW_LEAST_DAYS = 1;
static const double SHARE_OF_NOTHING = 0.005;
static const double MS_OF_NOTHING = 300e3; /* a day, in a year */

/* Reading a table from cache, as docs/design/first_screen.md says; for ranking alone. */
static const double MS_PER_ROW = 1e-4;

/* A query and one of the findings that explain it. */
typedef struct Claim
{
    const WorkloadQuery *query;
    Finding *finding;
    double weight;
    size_t place;
    size_t query_place; /* of the first claim on the query */
} Claim;

typedef struct Claims
{
    Claim *items;
    size_t count;
} Claims;

bool
cost_ranks(const Finding *finding)
{
    double least = finding->severity == SEVERITY_REMARK ? SHARE_OF_REMARK : SHARE_THAT_RANKS;

    return finding->rule->explains_time && finding->share >= least;
}

static double
weight_of(const Findings *findings, const Finding *finding)
{
    Quantity rows =
        finding->table == NULL ? QUANTITY_UNKNOWN : design_rows(findings->design, finding->table);

    return rows.value > 1 ? rows.value : 1;
}

static Claims
claims_of(const Findings *findings)
{
    Claims claims = {0};
    size_t count = 0;

    for (const Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        count += finding->suffering.count;
    claims.items = arena_new_array(findings->arena, Claim, count + 1);
    for (Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
    {
        if (!finding->rule->explains_time || finding->is_ignored)
            continue;
        for (const QueryRef *at = finding->suffering.first; at != NULL; at = at->next)
        {
            claims.items[claims.count] = (Claim){.query = at->query,
                                                 .finding = finding,
                                                 .weight = weight_of(findings, finding),
                                                 .place = claims.count};
            claims.count++;
        }
    }
    return claims;
}

static int
compare_queries(const void *left_at, const void *right_at)
{
    const Claim *left = left_at;
    const Claim *right = right_at;

    if (left->query != right->query)
        return left->query < right->query ? -1 : 1;
    return left->place < right->place ? -1 : 1;
}

/* Claims on one query stand together, those that a change ends before the others. */
static int
compare(const void *left_at, const void *right_at)
{
    const Claim *left = left_at;
    const Claim *right = right_at;
    bool left_ends = left->finding->changes.count > 0;
    bool right_ends = right->finding->changes.count > 0;

    if (left->query_place != right->query_place)
        return left->query_place < right->query_place ? -1 : 1;
    if (left_ends != right_ends)
        return left_ends ? -1 : 1;
    return left->place < right->place ? -1 : 1;
}

/* Where a query lies in memory tells which claims are on the same one, and nothing of their order. */
static void
sort(const Claims *claims)
{
    Claim *items = claims->items;

    qsort(items, claims->count, sizeof(Claim), compare_queries);
    for (size_t i = 0; i < claims->count; i++)
        items[i].query_place = i > 0 && items[i - 1].query == items[i].query
                                   ? items[i - 1].query_place
                                   : items[i].place;
    qsort(items, claims->count, sizeof(Claim), compare);
}

static double
growth_of(const WorkloadQuery *query)
{
    return query->growth.is_known ? query->growth.high : 1;
}

/* Milliseconds a day for ranking, growth included. */
static double
cost_of(const WorkloadQuery *query)
{
    Quantity time = workload_ms_per_day(query);

    if (quantity_known(time))
        return time.value * growth_of(query);
    if (quantity_known(query->calls_per_day) && quantity_known(query->rows_read))
        return query->calls_per_day.value * query->rows_read.value * MS_PER_ROW * growth_of(query);
    return 0;
}

static void
give(const WorkloadQuery *query, Finding *finding, double part)
{
    Quantity time = workload_ms_per_day(query);

    finding->cost += cost_of(query) * part;
    if (!quantity_known(time))
        return;
    finding->ms_per_day = (Quantity){
        .value = finding->ms_per_day.value + time.value * part,
        .source = quantity_known(finding->ms_per_day)
                      ? provenance_weaker(finding->ms_per_day.source, time.source)
                      : time.source,
    };
}

/* Divides the time of the query of the claims from `first` on; where the next query's begin. */
static size_t
divide(const Claims *claims, size_t first)
{
    const Claim *items = claims->items;
    bool has_way_out = items[first].finding->changes.count > 0;
    double total = 0;
    size_t last = first;
    size_t next;

    for (; last < claims->count && items[last].query == items[first].query &&
           (items[last].finding->changes.count > 0) == has_way_out;
         last++)
        total += items[last].weight;
    for (size_t i = first; i < last; i++)
        give(items[i].query, items[i].finding, items[i].weight / total);
    for (next = last; next < claims->count && items[next].query == items[first].query; next++)
        continue;
    return next;
}

/* That it is not known how often, or on how large a table, is no reason any more. */
static void
advise(Finding *finding)
{
    if (finding->kept_back == NULL || finding->changes.count == 0 || !cost_ranks(finding) ||
        (finding->table != NULL && shape_is_framework(finding->table)))
        return;
    finding->kept_back = NULL;
    finding->is_advised = true;
    finding->severity = finding->rule->severity;
}

static bool
is_measured(const Finding *finding)
{
    for (const QueryRef *at = finding->suffering.first; at != NULL; at = at->next)
        if (workload_ms_per_day(at->query).source != PROVENANCE_MEASURED)
            return false;
    return finding->suffering.count > 0;
}

/* Queries that take next to no time, now and in a year, are worth a remark, and no index. */
static void
hold_back(Findings *findings, Finding *finding)
{
    const Workload *workload = findings->design->workload;
    double ms = finding->ms_per_day.value;

    if (finding->severity == SEVERITY_ERROR || !finding->rule->explains_time ||
        (finding->rule->needs & NEEDS_QUERIES) == 0 || !is_measured(finding) ||
        workload->window_days.value < WINDOW_LEAST_DAYS || finding->share > SHARE_OF_NOTHING ||
        finding->cost > MS_OF_NOTHING)
        return;
    finding->severity = SEVERITY_REMARK;
    if (!finding->is_advised)
        return;
    finding->is_advised = false;
    finding->kept_back =
        arena_printf(findings->arena,
                     "its queries take %.0f s a day, %.2f %% of the time of all: too little for an "
                     "index that every write pays for",
                     ceil(ms / 1000), finding->share * 100);
}

/* "calls a day"; "calls in 3 minutes" where that is all that was counted. */
static void
tell_counted(Findings *findings, Finding *finding, const char *what, Quantity per_day,
             const char *unit)
{
    const Workload *workload = findings->design->workload;

    if (!quantity_known(per_day))
        return;
    finding_evidence(findings, finding,
                     arena_printf(findings->arena, "%s %s", what,
                                  window_text(findings->arena, workload, per_day.source)),
                     window_quantity(workload, per_day), unit);
}

/* How often, and how long: what makes the finding's place. */
static void
tell(Findings *findings, Finding *finding)
{
    Quantity calls = QUANTITY_UNKNOWN;
    Quantity seconds = finding->ms_per_day;

    for (const QueryRef *at = finding->suffering.first; at != NULL; at = at->next)
    {
        Quantity more = at->query->calls_per_day;

        if (!quantity_known(more))
            continue;
        calls.source =
            quantity_known(calls) ? provenance_weaker(calls.source, more.source) : more.source;
        calls.value += more.value;
    }
    seconds.value /= 1000;
    tell_counted(findings, finding, "calls", calls, "");
    if (finding->rule->explains_time)
        tell_counted(findings, finding, "time", seconds, "seconds");
}

void
cost_assign(Findings *findings)
{
    const Workload *workload = findings->design->workload;
    double total;
    Claims claims;

    if (workload == NULL)
        return;
    total = workload_total_ms(workload).value;
    claims = claims_of(findings);
    sort(&claims);
    for (size_t i = 0; i < claims.count;)
        i = divide(&claims, i);
    for (Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
    {
        finding->share = total > 0 ? finding->ms_per_day.value / total : 0;
        advise(finding);
        hold_back(findings, finding);
        tell(findings, finding);
    }
}
