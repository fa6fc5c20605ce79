/*
 * Costs are no times: ten times the rows no longer fit the caches that a tenth did, and where the plan
 * changes, two kinds of work are compared. ./run bench scale times executes queries in a database and in
 * one ten times as large; the exponent and the ranges are what it found (docs/design/grow.md).
 */
#include "grow/price.h"

#include <math.h>

/* How far nine of ten times are off, to both sides: the same plan, another one; more for short calls. */
static const double SAME_PLAN = 1.7;
static const double OTHER_PLAN = 2.3;
static const double SHORT = 1.5;
static const double SHORT_MS = 1;
static const double DECADE = 0.15; /* more of that for ten times the time */

static const WorkloadQuery **
list_queries(Arena *arena, const WorkloadQueryList *queries)
{
    const WorkloadQuery **list = arena_new_array(arena, const WorkloadQuery *, queries->count + 1);
    size_t count = 0;

    for (const WorkloadQuery *query = queries->first; query != NULL; query = query->next)
        list[count++] = query;
    return list;
}

/* Without parameters there is nothing to be typical or worst. */
static bool
has_parameters(const WorkloadQuery *query)
{
    return query->meaning == NULL || query->meaning->parameters.count > 0;
}

/* One or two requests for each price, in the order of the prices. */
static size_t
make_requests(const PriceTable *table, const char *const *configurations, size_t worst_from,
              PlanRequest *out)
{
    size_t at = 0;

    for (size_t query = 0; query < table->query_count; query++)
        for (size_t i = 0; i < table->configuration_count; i++)
        {
            const WorkloadQuery *of = table->queries[query];
            PlanRequest request = {
                .configuration = configurations[i], .sql = of->sql, .binding = BINDING_TYPICAL};

            out[at++] = request;
            request.binding = BINDING_WORST;
            if (i >= worst_from && has_parameters(of))
                out[at++] = request;
        }
    return at;
}

static void
take_prices(const PriceTable *table, size_t worst_from, const PlannedQuery *planned)
{
    for (size_t query = 0; query < table->query_count; query++)
        for (size_t i = 0; i < table->configuration_count; i++)
        {
            Price *price = &table->prices[query * table->configuration_count + i];

            price->typical = *planned++;
            if (i >= worst_from)
                price->worst = has_parameters(table->queries[query]) ? *planned++ : price->typical;
        }
}

/*
 * The value that is most common now may be common no more in the statistics of later, which then speak of
 * another one. It has as many rows as before, or more: the largest customer is one that grew.
 */
static void
keep_worst(const PriceTable *table)
{
    for (size_t query = 0; query < table->query_count; query++)
    {
        const Price *now = &table->prices[query * table->configuration_count];

        for (size_t i = 1; i < table->configuration_count; i++)
        {
            Price *then = &table->prices[query * table->configuration_count + i];

            if (!now->worst.is_planned || !then->worst.is_planned ||
                now->worst.fingerprint != then->worst.fingerprint ||
                then->typical.total_cost < now->typical.total_cost ||
                then->worst.total_cost >= now->worst.total_cost)
                continue;
            then->worst.total_cost = now->worst.total_cost;
            then->worst.rows = now->worst.rows;
            then->worst.effort = now->worst.effort;
        }
    }
}

bool
price_plan(WhatIf *whatif, Arena *arena, const WorkloadQueryList *queries,
           const char *const *configurations, size_t configuration_count, size_t worst_from,
           PriceTable *out, Error *error)
{
    PriceTable table = {.queries = list_queries(arena, queries),
                        .query_count = queries->count,
                        .configuration_count = configuration_count};
    size_t count = table.query_count * configuration_count;
    PlanRequest *requests = arena_new_array(arena, PlanRequest, 2 * count + 1);
    size_t asked = make_requests(&table, configurations, worst_from, requests);
    PlannedQuery *planned;

    table.prices = arena_new_array(arena, Price, count + 1);
    if (!whatif_plan(whatif, arena, requests, asked, &planned, error))
        return false;
    take_prices(&table, worst_from, planned);
    if (worst_from == 0)
        keep_worst(&table);
    *out = table;
    return true;
}

const Price *
price_of(const PriceTable *table, size_t query, size_t configuration)
{
    return &table->prices[query * table->configuration_count + configuration];
}

double
price_ratio(const PlannedQuery *here, const PlannedQuery *there)
{
    if (!here->is_planned || !there->is_planned || here->total_cost <= 0)
        return 0;
    return there->total_cost / here->total_cost;
}

Span
price_ms(const WorkloadQuery *query, const PlannedQuery *here, const PlannedQuery *there)
{
    Quantity ms = query->per_call[COUNTER_MS];
    double ratio = here->is_planned && there->is_planned ? there->effort.us / here->effort.us : 0;
    double likely = ms.value * ratio;
    double width = price_width(likely, ratio, here->fingerprint == there->fingerprint);

    if (!quantity_known(ms) || ratio <= 0)
        return (Span){.source = PROVENANCE_UNKNOWN};
    if (here == there)
        return (Span){ms.value, ms.value, ms.source, true};
    return (Span){.low = likely / width,
                  .high = likely * width,
                  .source = provenance_weaker(ms.source, PROVENANCE_PLANNED),
                  .is_known = true};
}

double
price_width(double ms, double ratio, bool is_same_plan)
{
    double decades = ratio > 0 ? fabs(log10(ratio)) : 0;

    return (is_same_plan ? SAME_PLAN : OTHER_PLAN) * (ms < SHORT_MS ? SHORT : 1) *
           (1 + DECADE * decades);
}
