/*
 * planned.h - what the workload costs, by PostgreSQL's planner: as the schema is, and as recommended.
 *
 * Planned today, in 12 and in 36 months, on the statistics that the scale law makes, together with what
 * each write fires. Where it is there, it takes the place of what forecast.h reckons.
 */
#ifndef TENFOLD_ADVISE_PLANNED_H
#define TENFOLD_ADVISE_PLANNED_H

#include "advise/recommend.h"
#include "grow/price.h"

typedef struct Planned
{
    Arena *arena;
    const Design *design;
    size_t moments; /* 1 where nothing grows, else all */
    const Schema *schema; /* with the partitions that later moments have */
    const Stats *stats[COST_MOMENTS];
    WorkloadQueryList asked; /* copies of the queries, and what they fire */
    Map *places; /* place among `asked`, from 1, by text */
    PriceTable today;
    PriceTable target;
    size_t *target_places; /* of each that was asked there, from 1; 0: its plans cannot differ */
    const char *server_version;
} Planned;

/*
 * Plans the workload of the design in a database where its schema and the planner are loaded, and fills
 * cost, growth and ms_in_12_months of its queries. The database keeps the partitions that were added. `out` is NULL where no rows are known: plans of empty
 * tables say nothing.
 */
bool planned_today(Arena *arena, Scratch *scratch, const char *database, const Design *design,
                   Planned **out, Error *error) MUST_CHECK;

/*
 * Plans what the changes may touch on the recommended schema, loaded with the planner in `database`, and
 * fills cost_with_fix and ms_with_fix. The database is as it was afterwards.
 */
bool planned_target(Planned *planned, Scratch *scratch, const char *database,
                    const Recommendation *recommendation, Error *error) MUST_CHECK;

/* The price of a text at a moment; NULL when it was not asked, or the same on both schemas. */
const Price *planned_price(const Planned *planned, const char *sql, CostMoment moment,
                           bool is_target);

/* True where the rows of all tables are known that the query reads or its writes search. */
bool planned_has_ground(const Planned *planned, const WorkloadQuery *query);

#endif
