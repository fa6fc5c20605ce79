/*
 * query_growth.c - what becomes of each query, from its prices at all moments.
 */
#include "grow/grow_internal.h"

#include <math.h>

static const double DAY_MS = 86400e3;

const char *
grow_class_text(GrowthClass growth_class)
{
    static const char *const texts[] = {
        [CLASS_UNKNOWN] = "?",         [CLASS_CONSTANT] = "1",
        [CLASS_LOGARITHMIC] = "log n", [CLASS_BELOW_LINEAR] = "< n",
        [CLASS_LINEAR] = "n",          [CLASS_LINEARITHMIC] = "n log n",
        [CLASS_WORSE] = "worse",       [CLASS_UP_TO_LINEAR] = "? to n",
    };

    return texts[growth_class];
}

static double
rows_of(const Growth *growth, size_t moment, const Table *table)
{
    const TableStats *stats =
        stats_find_table(growth->moments[moment].stats, table->schema, table->name);

    return stats != NULL && quantity_known(stats->rows) ? stats->rows.value : 0;
}

double
query_growth_rows(const Growth *growth, const WorkloadQuery *query, size_t moment)
{
    double most = 0;

    if (query->meaning == NULL)
        return 0;
    for (const QueryRelation *at = query->meaning->relations.first; at != NULL; at = at->next)
    {
        double now = at->table == NULL ? 0 : rows_of(growth, 0, at->table);

        if (now >= 1)
            most = fmax(most, rows_of(growth, moment, at->table) / now);
    }
    return most;
}

static double
rows_ratio(const Growth *growth, const WorkloadQuery *query)
{
    return query_growth_rows(growth, query, GROW_MOMENTS - 1);
}

static bool
reads_no_table(const WorkloadQuery *query)
{
    if (query->meaning == NULL)
        return false;
    for (const QueryRelation *at = query->meaning->relations.first; at != NULL; at = at->next)
        if (at->kind != RELATION_FUNCTION && at->kind != RELATION_VALUES)
            return false;
    return true;
}

/* False when it reads a table that may grow, nobody knows how fast. */
static bool
is_rated(const Growth *growth, const WorkloadQuery *query)
{
    if (query->meaning == NULL)
        return true;
    for (const QueryRelation *at = query->meaning->relations.first; at != NULL; at = at->next)
        if (at->table != NULL && unrated_is(growth, at->table))
            return false;
    return true;
}

/*
 * The exponent with which costs follow rows: half a doubling more is noise, a little above one is the
 * logarithm of sorting, half of one is a search that narrows.
 */
static GrowthClass
class_of(double slope)
{
    static const struct
    {
        double below;
        GrowthClass growth_class;
    } classes[] = {
        {0.01, CLASS_CONSTANT}, {0.2, CLASS_LOGARITHMIC},   {0.85, CLASS_BELOW_LINEAR},
        {1.04, CLASS_LINEAR},   {1.25, CLASS_LINEARITHMIC},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(classes); i++)
        if (slope < classes[i].below)
            return classes[i].growth_class;
    return CLASS_WORSE;
}

static GrowthClass
classify(const Growth *growth, size_t query)
{
    const WorkloadQuery *of = growth->prices.queries[query];
    const PlannedQuery *first = &price_of(&growth->prices, query, 0)->typical;
    const PlannedQuery *last = &price_of(&growth->prices, query, GROW_MOMENTS - 1)->typical;
    double rows = rows_ratio(growth, of);
    double ratio = price_ratio(first, last);

    if (ratio <= 0 || rows < 1.02)
        return ratio > 0 && ratio < 1.01 ? CLASS_CONSTANT : CLASS_UNKNOWN;
    return class_of(log(ratio) / log(rows));
}

static void
build_query(const Growth *growth, size_t query, Pace pace, QueryGrowth *out)
{
    const Price *now = price_of(&growth->prices, query, 0);
    const Price *last = price_of(&growth->prices, query, GROW_MOMENTS - 1);
    const WorkloadQuery *of = growth->prices.queries[query];
    double calls = quantity_known(of->calls_per_day) ? of->calls_per_day.value : 1;

    out->query = of;
    out->is_sized = rows_ratio(growth, of) > 0 || reads_no_table(of);
    out->is_rated = is_rated(growth, of);
    if (!now->typical.is_planned || !last->typical.is_planned)
    {
        out->why_not = now->typical.is_planned ? last->typical.message : now->typical.message;
        query_time_cross(growth, out);
        return;
    }
    out->growth_class = classify(growth, query);
    if (out->is_sized)
        out->extra_a_day = calls * (last->typical.total_cost + last->worst.total_cost -
                                    now->typical.total_cost - now->worst.total_cost);
    part_growth_find(growth, query, out);
    out->fired = fired_price_reason(growth, query);
    doubt_find(growth, query, pace, out);
    if (out->doubt != NULL)
    {
        if (out->growth_class <= CLASS_BELOW_LINEAR)
            out->growth_class = CLASS_UP_TO_LINEAR;
        out->extra_a_day = fmax(out->extra_a_day, calls * now->typical.total_cost *
                                                      (out->most[GROW_MOMENTS - 1] - 1));
    }
    query_time_tell(growth, query, pace, out);
    query_time_cross(growth, out);
}

static int
compare_extra(const void *left, const void *right, void *queries)
{
    double a = ((QueryGrowth *) queries)[*(const size_t *) left].extra_a_day;
    double b = ((QueryGrowth *) queries)[*(const size_t *) right].extra_a_day;

    return (b > a) - (b < a);
}

/* Little's law: connections at work are calls a second times their seconds, as many calls as now. */
static void
count_busy(Growth *growth)
{
    for (size_t i = 0; i < GROW_MOMENTS; i++)
        for (size_t query = 0; query < growth->prices.query_count; query++)
        {
            const QueryGrowth *at = &growth->queries[query];

            if (at->ms[i].is_known && quantity_known(at->query->calls_per_day))
                growth->busy[i] += at->query->calls_per_day.value * at->ms_likely[i] / DAY_MS;
        }
}

void
query_growth_build(Growth *growth)
{
    size_t count = growth->prices.query_count;
    Pace pace = query_time_pace(growth);

    growth->queries = arena_new_array(growth->arena, QueryGrowth, count + 1);
    growth->order = arena_new_array(growth->arena, size_t, count + 1);
    for (size_t i = 0; i < count; i++)
    {
        build_query(growth, i, pace, &growth->queries[i]);
        growth->order[i] = i;
    }
    qsort_r(growth->order, count, sizeof *growth->order, compare_extra, growth->queries);
    count_busy(growth);
}
