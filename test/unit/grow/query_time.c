/*
 * Protects times from the pace of calls that are too short to tell one: what a call takes beside its plan neither
 * grows nor makes long queries look quick.
 */
#include "grow/grow_internal.h"

#include "tap.h"

#include <math.h>

enum
{
    QUERIES = 12
};

static Arena *arena;

/* Of each query its effort now, and what was measured of it. */
static Growth *
make_growth(const double *effort_us, const double *ms)
{
    Growth *growth = arena_new_object(arena, Growth);

    growth->arena = arena;
    growth->prices.query_count = QUERIES;
    growth->prices.configuration_count = 1;
    growth->prices.queries = arena_new_array(arena, const WorkloadQuery *, QUERIES);
    growth->prices.prices = arena_new_array(arena, Price, QUERIES);
    for (size_t i = 0; i < QUERIES; i++)
    {
        WorkloadQuery *query = arena_new_object(arena, WorkloadQuery);

        query->per_call[COUNTER_MS] = (Quantity){ms[i], PROVENANCE_MEASURED};
        growth->prices.queries[i] = query;
        growth->prices.prices[i].typical = (PlannedQuery){.is_planned = true};
        growth->prices.prices[i].typical.effort.us = effort_us[i];
    }
    return growth;
}

int
main(void)
{
    double effort_us[QUERIES], ms[QUERIES];
    Pace pace;

    arena = arena_new(NULL, "test");
    for (size_t i = 0; i < QUERIES; i++)
    {
        effort_us[i] = i < 6 ? 10 : 5000.0 * (double) i;
        ms[i] =
            (100 + 2 * effort_us[i]) / 1000; /* a tenth of a millisecond, and twice the effort */
    }
    pace = query_time_pace(make_growth(effort_us, ms));
    tap_ok(fabs(pace.speed - 2) < 0.02, "the longer ones tell the speed: %g", pace.speed);
    tap_ok(fabs(pace.call_us - 100) < 2, "the shortest what a call takes beside: %g", pace.call_us);
    tap_ok(fabs(query_time_differs(&(PlannedQuery){.is_planned = true, .effort = {.us = 10}},
                                   (Quantity){0.12, PROVENANCE_MEASURED}, pace) -
                1) < 0.2,
           "a short call is as quick as its plan");
    tap_ok(query_time_differs(&(PlannedQuery){.is_planned = true, .effort = {.us = 10}},
                              (Quantity){20, PROVENANCE_MEASURED}, pace) > 500,
           "and one of 20 ms finds more than planned");
    for (size_t i = 0; i < QUERIES; i++)
        ms[i] = 3 * effort_us[i] / 1000;
    pace = query_time_pace(make_growth(effort_us, ms));
    tap_ok(pace.call_us == 0, "where all take as their plans do, a call takes nothing beside");
    for (size_t i = 0; i < QUERIES; i++)
        ms[i] = i < 3 ? 1 : 0;
    pace = query_time_pace(make_growth(effort_us, ms));
    tap_ok(pace.speed == 0 &&
               query_time_differs(&(PlannedQuery){.is_planned = true, .effort = {.us = 10}},
                                  (Quantity){20, PROVENANCE_MEASURED}, pace) == 1,
           "three measured queries tell no pace");
    arena_free(arena);
    return tap_done();
}
