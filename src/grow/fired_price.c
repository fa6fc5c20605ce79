/*
 * fired_price.c - a write costs what its plan does, and what foreign keys and triggers ask for its rows.
 *
 * The planner charges nothing for these: a DELETE by the primary key costs 8 at every size, and reads a
 * table whole that points there without an index. What is fired is planned like any query, once for
 * all that fire it, and added so often as rows are written; a cascade fires for each row that it takes along.
 */
#include "grow/grow_internal.h"

#include "base/map.h"

#include <math.h>

typedef struct FiredPrices
{
    Map *places; /* in the table, from 1, by text */
    PriceTable table;
} FiredPrices;

static bool
is_asked(const FiredQuery *fired)
{
    return fired->sql != NULL && fired->kind != FIRED_UNSEEN && !fired->is_unlikely &&
           !fired->is_deferred && fired->meaning != NULL;
}

static void
ask(Growth *growth, FiredPrices *prices, WorkloadQueryList *asked, const FiredQuery *fired)
{
    WorkloadQuery *query;
    size_t *place;

    if (map_get(prices->places, fired->sql) != NULL)
        return;
    query = arena_new_object(growth->arena, WorkloadQuery);
    place = arena_new_object(growth->arena, size_t);
    query->sql = fired->sql;
    query->meaning = fired->meaning;
    list_append(asked, query);
    *place = asked->count;
    map_put(prices->places, fired->sql, place);
}

static const Price *
price_there(const FiredPrices *prices, const FiredQuery *fired, size_t moment)
{
    const size_t *place = is_asked(fired) ? map_get(prices->places, fired->sql) : NULL;

    return place == NULL ? NULL : price_of(&prices->table, *place - 1, moment);
}

/* Rows that a plan writes. */
static double
rows_written(const PlannedQuery *planned)
{
    const PlanNode *plan = planned->is_planned ? planned->plan : NULL;

    if (plan == NULL || !str_equal(plan->type, "ModifyTable") || plan->children.first == NULL)
        return 1;
    return fmax(1, plan->children.first->rows);
}

/* How often it is asked in a call: once for each row of what fires it. */
static double
times_asked(const FiredPrices *prices, const PlannedQuery *own, const FiredQuery *fired,
            size_t moment)
{
    const Price *by;

    if (fired->fired_by == NULL)
        return fired->is_once ? 1 : rows_written(own);
    by = price_there(prices, fired->fired_by, moment);
    return times_asked(prices, own, fired->fired_by, moment) *
           (fired->is_once || by == NULL ? 1 : rows_written(&by->typical));
}

static void
add(const FiredPrices *prices, const WorkloadQuery *query, size_t moment, bool is_worst,
    PlannedQuery *call, const FiredQuery **most)
{
    const PlannedQuery own = *call;
    double dearest = own.effort.us;

    if (!own.is_planned)
        return;
    for (const FiredQuery *fired = query->fired.first; fired != NULL; fired = fired->next)
    {
        const Price *price = price_there(prices, fired, moment);
        const PlannedQuery *more =
            price == NULL ? NULL : (is_worst ? &price->worst : &price->typical);
        double times;

        if (more == NULL || !more->is_planned)
            continue;
        times = times_asked(prices, &own, fired, moment);
        call->total_cost += times * more->total_cost;
        effort_add(&call->effort, &more->effort, times);
        if (times * more->effort.us > dearest)
        {
            dearest = times * more->effort.us;
            *most = fired;
        }
    }
}

bool
fired_price(Growth *growth, WhatIf *whatif, const char *const *configurations, Error *error)
{
    FiredPrices prices = {.places = map_new(growth->arena)};
    WorkloadQueryList asked = {0};
    PriceTable *own = &growth->prices;

    growth->dearest = arena_new_array(growth->arena, const FiredQuery *, own->query_count + 1);
    for (size_t i = 0; i < own->query_count; i++)
        for (const FiredQuery *at = own->queries[i]->fired.first; at != NULL; at = at->next)
            if (is_asked(at))
                ask(growth, &prices, &asked, at);
    if (asked.count == 0)
        return true;
    if (!price_plan(whatif, growth->arena, &asked, configurations, GROW_MOMENTS, 0, &prices.table,
                    error))
        return false;
    for (size_t i = 0; i < own->query_count; i++)
        for (size_t moment = 0; moment < GROW_MOMENTS; moment++)
        {
            Price *price = &own->prices[i * own->configuration_count + moment];
            const FiredQuery *unused = NULL;

            add(&prices, own->queries[i], moment, false, &price->typical,
                moment + 1 == GROW_MOMENTS ? &growth->dearest[i] : &unused);
            add(&prices, own->queries[i], moment, true, &price->worst, &unused);
        }
    return true;
}

/* No index begins with what the children are searched by: all of them are read. */
static bool
is_read_whole(const FiredQuery *fired)
{
    for (const Index *index = fired->table->indexes.first; index != NULL; index = index->next)
        if (fired->columns.first == NULL ||
            str_equal(index->elements.first->column, fired->columns.first->text))
            return false;
    return true;
}

const char *
fired_price_reason(const Growth *growth, size_t query)
{
    const FiredQuery *fired = growth->dearest == NULL ? NULL : growth->dearest[query];
    Arena *arena = growth->arena;

    if (fired == NULL)
        return NULL;
    if (fired->key != NULL && fired->kind != FIRED_LOOKUP && fired->table != NULL &&
        fired->event_table != NULL && is_read_whole(fired))
        return arena_printf(arena,
                            "most of it is reading all of %s, which has no index on (%s), for %s",
                            table_label(arena, fired->table),
                            name_list_text(arena, &fired->columns), fired_event_text(arena, fired));
    return arena_printf(arena, "most of it is what %s asks for %s", fired_cause_text(arena, fired),
                        fired_event_text(arena, fired));
}
