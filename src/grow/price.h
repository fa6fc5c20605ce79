/*
 * price.h - what queries cost in each of several configurations, by PostgreSQL's planner.
 *
 * A configuration is one that whatif_configure() made known: today, a day of next year, today with an
 * index more. Costs are the planner's units; price_ms() makes milliseconds of them where some were
 * measured.
 */
#ifndef TENFOLD_GROW_PRICE_H
#define TENFOLD_GROW_PRICE_H

#include "whatif/whatif.h"
#include "workload/workload.h"

/* One query in one configuration: with a typical value for each parameter, and with the worst ones. */
typedef struct Price
{
    PlannedQuery typical;
    PlannedQuery worst;
} Price;

typedef struct PriceTable
{
    const WorkloadQuery **queries;
    size_t query_count;
    size_t configuration_count;
    Price *prices; /* query after query */
} PriceTable;

/*
 * Plans all queries of a list in all configurations; with the worst values only from that one on, counted
 * from 0. What cannot be planned says so in its price.
 */
bool price_plan(WhatIf *whatif, Arena *arena, const WorkloadQueryList *queries,
                const char *const *configurations, size_t configuration_count, size_t worst_from,
                PriceTable *out, Error *error) MUST_CHECK;

const Price *price_of(const PriceTable *table, size_t query, size_t configuration);

/* Costs there over costs here; 0 when one of them is not planned. */
double price_ratio(const PlannedQuery *here, const PlannedQuery *there);

/*
 * Milliseconds of a call there, from those measured here: times the ratio of efforts, as a range that is
 * wider where the plan is another. Unknown without a measured time.
 */
Span price_ms(const WorkloadQuery *query, const PlannedQuery *here, const PlannedQuery *there);

/* By how much a time may be off, to both sides: 2 is half to twice. */
double price_width(double ms, double ratio, bool is_same_plan);

#endif
