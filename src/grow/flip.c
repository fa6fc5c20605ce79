/*
 * flip.c - queries that are planned another way from some moment on.
 *
 * A flip is neither good nor bad in itself: the planner changes the way because the old one has become
 * dearer. What matters is the day, which estimate moved, and whether it is certain: near the point where
 * two plans cost the same, the sample that ANALYZE happens to draw decides, and the query takes now one
 * time, now another.
 */
#include "grow/grow_internal.h"

#include <math.h>

enum
{
    SAMPLES = 3
};

static const PlannedQuery *
planned_at(const Growth *growth, size_t query, size_t moment, bool is_worst)
{
    const Price *price = price_of(&growth->prices, query, moment);

    return is_worst ? &price->worst : &price->typical;
}

/* Partitions are all the table that the query names. */
static const char *
alias_of(const PlanNode *node)
{
    return node->part_alias != NULL ? node->part_alias : node->alias;
}

static const char *
name_of(const PlanNode *node)
{
    const char *name = node->part_of != NULL ? node->part_of : node->relation;

    return name != NULL ? name : node->alias;
}

static const char *
index_of(const PlanNode *node)
{
    return node->index_of != NULL ? node->index_of : node->index;
}

static const PlanNode *
find_scan(const PlanNode *node, const char *alias)
{
    if (alias != NULL && str_equal(alias_of(node), alias))
        return node;
    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
    {
        const PlanNode *found = find_scan(child, alias);

        if (found != NULL)
            return found;
    }
    return NULL;
}

/* An estimate that both plans have, and how far it moved. */
typedef struct Moved
{
    const PlanNode *before;
    const PlanNode *after;
    double weight;
} Moved;

/* A relation that is read another way tells more than one that is read as before. */
static void
find_crossing(const PlanNode *node, const PlanNode *after, Moved *best)
{
    const PlanNode *then = find_scan(after, alias_of(node));

    if (then != NULL)
    {
        bool is_other =
            !str_equal(node->type, then->type) || !str_equal(index_of(node), index_of(then));
        double weight = fabs(log(fmax(1, then->rows) / fmax(1, node->rows))) + (is_other ? 100 : 0);

        if (weight > best->weight)
            *best = (Moved){node, then, weight};
    }
    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
        find_crossing(child, after, best);
}

static double
rows_of_table(const Moment *moment, const PlanNode *scan)
{
    const TableStats *stats = scan->relation == NULL || scan->schema == NULL
                                  ? NULL
                                  : stats_find_table(moment->stats, scan->schema, name_of(scan));

    return stats != NULL && quantity_known(stats->rows) ? stats->rows.value : 0;
}

/* What is found, where that moved; else the size of the table. */
static const char *
crossed_text(const Growth *growth, size_t moment, const PlanNode *before, const PlanNode *after)
{
    Moved crossing = {.weight = 0.01};
    Arena *arena = growth->arena;
    double old_rows, new_rows;

    find_crossing(before, after, &crossing);
    if (crossing.before == NULL)
        return NULL;
    old_rows = crossing.before->rows;
    new_rows = crossing.after->rows;
    if (round(old_rows) == round(new_rows) ||
        crossing.before->is_parallel != crossing.after->is_parallel)
    {
        old_rows = rows_of_table(&growth->moments[moment], crossing.before);
        new_rows = rows_of_table(&growth->moments[moment + 1], crossing.before);
        if (old_rows <= 0)
            return NULL;
        return arena_printf(arena, "table %s: %s rows, then %s", name_of(crossing.before),
                            quantity_count_text(arena, old_rows),
                            quantity_count_text(arena, new_rows));
    }
    return arena_printf(arena, "rows of %s: %s, then %s", name_of(crossing.before),
                        quantity_count_text(arena, old_rows), quantity_count_text(arena, new_rows));
}

static void
add_flip(Growth *growth, size_t query, size_t before, bool is_worst)
{
    const PlannedQuery *old = planned_at(growth, query, before, is_worst);
    const PlannedQuery *new = planned_at(growth, query, before + 1, is_worst);
    const PlannedQuery *first = planned_at(growth, query, 0, is_worst);
    Flip *flip = arena_new_object(growth->arena, Flip);

    *flip = (Flip){.query = query, .before = before, .after = before + 1, .is_worst = is_worst};
    flip->is_better = new->total_cost < first->total_cost;
    flip->is_access =
        plan_tree_access_fingerprint(old->plan) != plan_tree_access_fingerprint(new->plan);
    flip->crossed = crossed_text(growth, before, old->plan, new->plan);
    list_append(&growth->flips, flip);
}

/* The first flip with typical values; else the first with the worst. */
static bool
find_in_query(Growth *growth, size_t query, bool is_worst)
{
    for (size_t i = 0; i + 1 < GROW_MOMENTS; i++)
    {
        const PlannedQuery *now = planned_at(growth, query, i, is_worst);
        const PlannedQuery *then = planned_at(growth, query, i + 1, is_worst);

        if (now->is_planned && then->is_planned && now->fingerprint != then->fingerprint)
        {
            add_flip(growth, query, i, is_worst);
            return true;
        }
    }
    return false;
}

/* Those that read a relation another way come first. */
static void
sort_flips(FlipList *flips)
{
    FlipList access = {0}, others = {0};

    for (Flip *flip = flips->first, *next; flip != NULL; flip = next)
    {
        next = flip->next;
        list_append(flip->is_access ? &access : &others, flip);
    }
    for (Flip *flip = others.first, *next; flip != NULL; flip = next)
    {
        next = flip->next;
        list_append(&access, flip);
    }
    *flips = access;
}

void
flip_find(Growth *growth)
{
    for (size_t i = 0; i < growth->prices.query_count; i++)
        if (!find_in_query(growth, growth->order[i], false))
            (void) find_in_query(growth, growth->order[i], true);
    sort_flips(&growth->flips);
}

/* All queries that flip, planned once more at the moment after, with another sample. */
static bool
plan_sample(Growth *growth, WhatIf *whatif, const Moment *moment, size_t at, uint64_t seed,
            Error *error)
{
    const WhatIfConfiguration configuration = {
        .name = "grow sample", .stats = resample_stats(growth->arena, moment->stats, seed)};
    PlanRequest *requests = arena_new_array(growth->arena, PlanRequest, growth->flips.count + 1);
    PlannedQuery *planned;
    size_t count = 0;

    for (const Flip *flip = growth->flips.first; flip != NULL; flip = flip->next)
        if (flip->after == at)
            requests[count++] =
                (PlanRequest){.configuration = configuration.name,
                              .sql = growth->prices.queries[flip->query]->sql,
                              .binding = flip->is_worst ? BINDING_WORST : BINDING_TYPICAL};
    if (count == 0)
        return true;
    if (!whatif_configure(whatif, growth->arena, &configuration, NULL, error) ||
        !whatif_plan(whatif, growth->arena, requests, count, &planned, error))
        return false;
    count = 0;
    for (Flip *flip = growth->flips.first; flip != NULL; flip = flip->next)
        if (flip->after == at)
        {
            const PlannedQuery *again = &planned[count++];

            flip->samples++;
            flip->samples_same +=
                again->is_planned &&
                again->fingerprint ==
                    planned_at(growth, flip->query, at, flip->is_worst)->fingerprint;
        }
    return true;
}

bool
flip_resample(Growth *growth, WhatIf *whatif, Error *error)
{
    for (size_t at = 1; at < GROW_MOMENTS; at++)
        for (uint64_t seed = 1; seed <= SAMPLES; seed++)
            if (!plan_sample(growth, whatif, &growth->moments[at], at, seed * 1000 + at, error))
                return false;
    return true;
}
