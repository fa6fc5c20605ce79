/*
 * query_time.c - milliseconds of a query then, from those measured now and what its plans take.
 *
 * The measured time is the anchor; the ratio of two efforts (whatif/effort.h) moves it. The time says more than
 * that, for the other queries tell what a unit of effort takes on this machine, and what a call takes beside its
 * plan. A query that takes much longer than its plan finds more rows than planned, and these grow with the table. One
 * that takes much less may find fewer. And where values differ, the time lies between that of a typical one and
 * that of the largest: so does its growth.
 *
 * The trap: a guess that is right nine times of ten is told as a range, never as a number.
 */
#include "grow/grow_internal.h"

#include <math.h>

static const double CALL_MOST_US = 1000;
static const double SPEED_USUAL = 1.5; /* where too few queries are measured to tell */
static const size_t SPEEDS_FEWEST = 5;
static const double DIFFERS = 4; /* of what the effort takes in other queries */
static const double SHORT_US = 3000;
static const double VALUES_DIFFER = 1.5;
static const double SHARE_OF_LARGEST = 0.25; /* at least: they are called as well */
static const double GUESS_MOST = 4;
static const double HELP_MISSING = 0.25; /* of the help of other processes, as an exponent */

static int
compare_numbers(const void *left, const void *right)
{
    double a = *(const double *) left;
    double b = *(const double *) right;

    return (a > b) - (a < b);
}

static bool
is_measured(const PriceTable *table, size_t query)
{
    Quantity ms = table->queries[query]->per_call[COUNTER_MS];

    return quantity_known(ms) && ms.value > 0 && price_of(table, query, 0)->typical.is_planned;
}

/* Of a measured time what its plan took; a twentieth at least. */
static double
plan_us(Pace pace, double us)
{
    return fmax(us / 20, us - pace.call_us);
}

typedef struct Measured
{
    double us, effort_us;
} Measured;

static int
compare_measured(const void *left, const void *right)
{
    return compare_numbers(&((const Measured *) left)->us, &((const Measured *) right)->us);
}

/* The median of what `of` says of some queries. */
static double
median(Arena *arena, const Measured *queries, size_t count, double (*of)(Measured, double),
       double speed)
{
    double *each = arena_new_array(arena, double, count + 1);

    for (size_t i = 0; i < count; i++)
        each[i] = of(queries[i], speed);
    qsort(each, count, sizeof *each, compare_numbers);
    return each[count / 2];
}

static double
speed_of(Measured query, double unused)
{
    (void) unused;
    return query.us / query.effort_us;
}

static double
rest_of(Measured query, double speed)
{
    return query.us - speed * query.effort_us;
}

/* The longer half tells the speed; what the quickest quarter takes more than by that is the call. */
Pace
query_time_pace(const Growth *growth)
{
    const PriceTable *table = &growth->prices;
    Measured *all = arena_new_array(growth->arena, Measured, table->query_count + 1);
    size_t count = 0;
    Pace pace;

    for (size_t i = 0; i < table->query_count; i++)
        if (is_measured(table, i))
            all[count++] = (Measured){1000 * table->queries[i]->per_call[COUNTER_MS].value,
                                      price_of(table, i, 0)->typical.effort.us};
    if (count < SPEEDS_FEWEST)
        return (Pace){0};
    qsort(all, count, sizeof *all, compare_measured);
    pace.speed = median(growth->arena, all + count / 2, count - count / 2, speed_of, 0);
    pace.call_us = median(growth->arena, all, count / 4 + 1, rest_of, pace.speed);
    pace.call_us = fmin(CALL_MOST_US, fmax(0, pace.call_us));
    return pace;
}

double
query_time_differs(const PlannedQuery *now, Quantity ms, Pace pace)
{
    return quantity_known(ms) && now->is_planned && pace.speed > 0
               ? plan_us(pace, 1000 * ms.value) / (pace.speed * now->effort.us)
               : 1;
}

/* By how much a time grows: likely, at least, at most. */
typedef struct Ratio
{
    double likely, least, most;
} Ratio;

/* How much of the measured time is that of the largest values, as an exponent. */
static double
share_of_largest(const Price *now, double us, double speed)
{
    double typical = now->typical.effort.us, worst = now->worst.effort.us;

    if (!now->worst.is_planned || worst < VALUES_DIFFER * typical)
        return 0;
    if (speed <= 0)
        return SHARE_OF_LARGEST;
    return fmin(1, fmax(SHARE_OF_LARGEST, log(us / (speed * typical)) / log(worst / typical)));
}

static Ratio
ratio_of_values(const Price *now, const Price *then, double share)
{
    double typical = then->typical.effort.us / now->typical.effort.us;
    double worst = share > 0 && then->worst.is_planned
                       ? then->worst.effort.us / now->worst.effort.us
                       : typical;

    return (Ratio){.likely = exp((1 - share) * log(typical) + share * log(worst)),
                   .least = fmin(typical, worst),
                   .most = fmax(typical, worst)};
}

/* What the measured time says against the plan. */
static Ratio
corrected(Ratio ratio, double differs, double us, double rows)
{
    Ratio out = ratio;

    if (differs > DIFFERS && us < SHORT_US)
    {
        out.likely = 1 + (ratio.likely - 1) / differs;
        out.least = fmin(ratio.least, out.likely);
        out.most = fmax(ratio.most, fmax(out.likely, rows));
    }
    else if (differs > DIFFERS)
    {
        out.likely = fmax(ratio.likely, rows);
        out.most = fmax(ratio.most, rows);
    }
    else if (differs < 1 / DIFFERS && ratio.likely > 1)
    {
        out.least = fmin(ratio.least, sqrt(ratio.likely));
    }
    return out;
}

/* What a call takes beside its plan stays. */
static Ratio
beside(Ratio ratio, double fixed)
{
    return (Ratio){.likely = fixed + (1 - fixed) * ratio.likely,
                   .least = fixed + (1 - fixed) * ratio.least,
                   .most = fixed + (1 - fixed) * ratio.most};
}

/* Where LIMIT ends nobody knows: up to what it costs when it never does. */
static Ratio
guessed(Ratio ratio, const QueryGrowth *query, size_t moment)
{
    ratio.most = fmax(ratio.most, query->most[moment]);
    ratio.likely = fmax(ratio.likely, sqrt(fmin(ratio.most, GUESS_MOST * GUESS_MOST)));
    if (query->least > 1)
        ratio.least = fmax(ratio.least, fmin(query->least, query->most[moment]));
    ratio.likely = fmax(ratio.likely, ratio.least);
    return ratio;
}

/*
 * What words, keys of json or parts of texts match is a guess of the planner: one row, or a fixed share. The
 * lists that GIN reads grow with the table or do not: between both.
 */
static bool
searches_words(const Growth *growth, const PlanNode *node, const char *schema)
{
    const Index *index =
        node->index == NULL ? NULL : schema_find_index(growth->design->schema, schema, node->index);

    if (node->schema != NULL)
        schema = node->schema;
    if (index != NULL && str_equal(index->method, "gin"))
        return true;
    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
        if (searches_words(growth, child, schema))
            return true;
    return false;
}

static Ratio
of_words(Ratio ratio, double rows)
{
    if (rows > ratio.likely)
        ratio.likely = sqrt(ratio.likely * rows);
    ratio.most = fmax(ratio.most, rows);
    return ratio;
}

/* Processes that help are not always there. */
static double
helped(const PlannedQuery *planned)
{
    return planned->effort.us > 0 ? fmax(1, planned->effort.alone_us / planned->effort.us) : 1;
}

static void
tell(const WorkloadQuery *of, const Price *now, const Price *then, Ratio ratio, double speed,
     size_t moment, QueryGrowth *out)
{
    Quantity ms = of->per_call[COUNTER_MS];
    bool is_same = now->typical.fingerprint == then->typical.fingerprint;
    double more_help = helped(&then->typical) / helped(&now->typical);
    double missed = fmax(0, then->typical.effort.missed_us - now->typical.effort.missed_us) *
                    (speed > 0 ? speed : SPEED_USUAL) / 1000;
    double likely = ms.value * ratio.likely * pow(more_help, HELP_MISSING);
    double width = price_width(likely, ratio.likely, is_same);

    out->ms_likely[moment] = likely;
    out->ms[moment] =
        (Span){.low = fmin(likely, ms.value * ratio.least * fmin(1, more_help)) / width,
               .high = fmax(likely, ms.value * ratio.most * fmax(1, more_help) + missed) * width,
               .source = provenance_weaker(ms.source, PROVENANCE_PLANNED),
               .is_known = true};
}

void
query_time_tell(const Growth *growth, size_t query, Pace pace, QueryGrowth *out)
{
    const Price *now = price_of(&growth->prices, query, 0);
    Quantity ms = out->query->per_call[COUNTER_MS];
    double us = 1000 * ms.value;
    double share, expected;
    bool is_of_words;

    if (!quantity_known(ms) || ms.value <= 0 || !now->typical.is_planned)
        return;
    share = share_of_largest(now, plan_us(pace, us), pace.speed);
    expected = pace.speed > 0 ? pace.speed * now->typical.effort.us : plan_us(pace, us);
    if (share > 0)
        expected *= pow(now->worst.effort.us / now->typical.effort.us, share);
    out->ms_likely[0] = ms.value;
    out->ms[0] = (Span){ms.value, ms.value, ms.source, true};
    is_of_words = searches_words(growth, now->typical.plan, NULL);
    for (size_t i = 1; i < GROW_MOMENTS; i++)
    {
        const Price *then = price_of(&growth->prices, query, i);
        double rows = query_growth_rows(growth, out->query, i);
        Ratio ratio;

        if (!then->typical.is_planned)
            continue;
        ratio = ratio_of_values(now, then, share);
        ratio = out->is_end_guessed ? guessed(ratio, out, i)
                                    : corrected(ratio, plan_us(pace, us) / expected, us, rows);
        if (is_of_words || searches_words(growth, then->typical.plan, NULL))
            ratio = of_words(ratio, rows);
        ratio = beside(ratio, 1 - plan_us(pace, us) / us);
        tell(out->query, now, then, ratio, pace.speed, i, out);
    }
}

/* --- the objective ------------------------------------------------------------------------------------ */

/* Where a line through the moments passes it, counted in moments; GROW_MOMENTS: nowhere. */
static double
crossing(const double *values, double objective)
{
    for (size_t i = 0; i < GROW_MOMENTS; i++)
    {
        if (values[i] <= objective)
            continue;
        if (i == 0 || values[i - 1] <= 0)
            return (double) i;
        return (double) (i - 1) + log(objective / values[i - 1]) / log(values[i] / values[i - 1]);
    }
    return GROW_MOMENTS;
}

void
query_time_cross(const Growth *growth, QueryGrowth *out)
{
    double objective = growth->options.objective_ms;
    double low[GROW_MOMENTS] = {0}, high[GROW_MOMENTS] = {0};

    out->crosses_after = out->crosses_before = GROW_MOMENTS;
    out->crosses_at = (Crossing){GROW_MOMENTS, GROW_MOMENTS, GROW_MOMENTS};
    if (objective <= 0 || !out->ms[0].is_known)
        return;
    for (size_t i = 0; i < GROW_MOMENTS; i++)
    {
        low[i] = out->ms[i].low;
        high[i] = out->ms[i].high;
        if (high[i] > objective && out->crosses_after == GROW_MOMENTS)
            out->crosses_after = i;
        if (low[i] > objective && out->crosses_before == GROW_MOMENTS)
            out->crosses_before = i;
    }
    out->crosses_at = (Crossing){.earliest = crossing(high, objective),
                                 .likely = crossing(out->ms_likely, objective),
                                 .latest = crossing(low, objective)};
    out->crosses = out->crosses_after < GROW_MOMENTS;
}
