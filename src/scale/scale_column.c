/*
 * scale_column.c - what ANALYZE will say of a column then.
 *
 * Three numbers make everything else: how many values there are to be drawn from (the domain), how the
 * domain grows, and how many draws are made. What ANALYZE said is first turned into the domain, at the
 * end the domain into what ANALYZE will say.
 */
#include "scale/scale_internal.h"

#include "scale/sample.h"
#include "scale/value.h"

#include <math.h>

enum
{
    CHAIN_LONGEST = 8 /* of keys that point to keys; ends circles too */
};

static const double SHARE_GROWS = 0.1; /* ANALYZE: more values than that a row grow with the rows */
static const double SHARE_OPEN = 0.5; /* of rows without their mark: fewer are a backlog */

double
scale_distinct_now(const ColumnStats *column, double rows)
{
    if (column == NULL)
        return 0;
    if (quantity_known(column->distinct_share))
        return column->distinct_share.value * rows;
    return quantity_known(column->distinct) ? fmin(column->distinct.value, rows) : 0;
}

static double
known_or(Quantity quantity, double otherwise)
{
    return quantity_known(quantity) ? quantity.value : otherwise;
}

static double
pages_of(const TableScale *table, double rows)
{
    return known_or(table->now->pages, table->rows_now / 50) * rows / fmax(1, table->rows_now);
}

static Sample
sample_at(const TableScale *table, const Column *column, const ColumnStats *now, double rows,
          double filled)
{
    return sample_of(rows * filled, column->statistics_target, pages_of(table, rows),
                     known_or(now->correlation, 0));
}

static double
common_sum(const ColumnStats *column)
{
    double sum = 0;

    for (size_t i = 0; i < column->common_count; i++)
        sum += column->common[i].fraction;
    return sum;
}

/* Least and greatest value that ANALYZE saw, where they are on a line. */
static bool
find_range(TypeFacts facts, const ColumnStats *column, double *low, double *high)
{
    double value;

    *low = INFINITY;
    *high = -INFINITY;
    if (column->bound_count > 1 && value_read(facts, column->bounds[0], low))
        (void) value_read(facts, column->bounds[column->bound_count - 1], high);
    for (size_t i = 0; i < column->common_count; i++)
        if (value_read(facts, column->common[i].text, &value))
        {
            *low = fmin(*low, value);
            *high = fmax(*high, value);
        }
    return *low <= *high;
}

/* How many values the type has between the least and the greatest: prices to the cent, days. */
static double
grid_size(const Column *column, TypeFacts facts, const ColumnStats *now)
{
    double step = value_step(facts, &column->type);
    double low, high;

    if (facts.category == CATEGORY_BOOLEAN)
        return 2;
    if (step <= 0 || !find_range(facts, now, &low, &high))
        return INFINITY;
    return (high - low) / step + 1;
}

/*
 * Values drawn from what was there before: the rarer ones turn up as more are drawn. Common values are
 * all known; the others are the estimate's.
 */
static double
distinct_of_values(const TableScale *table, const Column *column, TypeFacts facts,
                   const ColumnStats *now, double widening)
{
    double filled = 1 - known_or(now->null_fraction, 0) - common_sum(now);
    double common = (double) now->common_count;
    double rest = scale_distinct_now(now, table->rows_now) - common;
    Sample before, after;
    double domain;

    if (filled <= 0 || rest < 1)
        return common + fmax(0, rest);
    before = sample_at(table, column, now, table->rows_now, filled);
    after = sample_at(table, column, now, table->rows_then, filled);
    domain = fmin(sample_domain(&before, rest), grid_size(column, facts, now));
    return common + sample_estimate(&after, domain * widening);
}

/*
 * How many different keys there are to point to, now and then; a key that points on has those of its
 * own target. False when nobody knows.
 */
static bool
find_keys(const Scaling *scaling, const ColumnRole *role, unsigned depth, double *now, double *then)
{
    ColumnRole target_role;
    TableScale target;
    const ColumnStats *stats;

    if (depth == 0 || !scale_table(scaling, role->to, &target))
        return false;
    target_role = scale_role(scaling, role->to, role->to_column);
    stats = stats_find_column(target.now, role->to_column->name);
    if (!target_role.is_unique && target_role.kind == KIND_REFERENCE)
        return find_keys(scaling, &target_role, depth - 1, now, then);
    *now = target.rows_now;
    *then = target.rows_then;
    if (!target_role.is_unique && stats != NULL)
    {
        *now = scale_distinct_now(stats, target.rows_now);
        *then = scale_distinct_then(scaling, &target, role->to_column, stats, depth - 1);
    }
    return *now >= 1 && *then >= 1;
}

/*
 * A reference: of all keys some are ever pointed to (customers who order), and those by chance. The
 * share of them stays, so with as many rows a key as before as many keys as before are hit.
 */
static double
distinct_of_reference(const Scaling *scaling, const TableScale *table, const Column *column,
                      const ColumnStats *now, const ColumnRole *role, unsigned depth)
{
    double filled = 1 - known_or(now->null_fraction, 0);
    double distinct = scale_distinct_now(now, table->rows_now);
    double keys_now, keys_then, hit, correction;
    Sample before, after;

    if (!find_keys(scaling, role, depth, &keys_now, &keys_then))
        return distinct_of_values(table, column, role->facts, now, 1);
    before = sample_at(table, column, now, table->rows_now, filled);
    after = sample_at(table, column, now, table->rows_then, filled);
    hit = fmin(sample_domain(&before, distinct), keys_now);
    correction = fmax(1, distinct / fmax(1, sample_estimate(&before, hit)));
    hit = sample_estimate(&after, hit * keys_then / keys_now) * correction;
    return fmin(hit, fmin(keys_then, after.rows));
}

/* How much longer the history is that the clock has passed. */
static double
lengthening(const Scaling *scaling, TypeFacts facts, const ColumnStats *now)
{
    double low, high;

    if (scaling->target.factor > 0 || !find_range(facts, now, &low, &high) || high <= low)
        return 1;
    return 1 + scaling->days * 86400 / (high - low);
}

static double
distinct_then(const Scaling *scaling, const TableScale *table, const Column *column,
              const ColumnRole *role, const ColumnStats *now, unsigned depth)
{
    double filled = 1 - known_or(now->null_fraction, 0);

    if (role->is_unique)
        return table->rows_then * filled;
    switch (role->kind)
    {
    case KIND_NUMBERED:
    case KIND_UNIQUE:
        return scale_distinct_now(now, table->rows_now) * table->rows_then /
               fmax(1, table->rows_now);
    case KIND_REFERENCE:
        return distinct_of_reference(scaling, table, column, now, role, depth);
    case KIND_TIME:
        return distinct_of_values(table, column, role->facts, now,
                                  lengthening(scaling, role->facts, now));
    default:
        return distinct_of_values(table, column, role->facts, now, 1);
    }
}

double
scale_distinct_then(const Scaling *scaling, const TableScale *table, const Column *column,
                    const ColumnStats *now, unsigned depth)
{
    ColumnRole role = scale_role(scaling, table->table, column);

    return distinct_then(scaling, table, column, &role, now, depth);
}

double
scale_widening(const Scaling *scaling, const TableScale *table, const ColumnRole *role,
               const ColumnStats *now)
{
    double keys_now, keys_then;

    if (role->is_unique || role->kind == KIND_NUMBERED || role->kind == KIND_UNIQUE)
        return table->rows_then / fmax(1, table->rows_now);
    if (role->kind == KIND_TIME)
        return lengthening(scaling, role->facts, now);
    if (role->kind == KIND_REFERENCE &&
        find_keys(scaling, role, CHAIN_LONGEST, &keys_now, &keys_then))
        return keys_then / keys_now;
    return 1;
}

/*
 * What waits to be done is as much as comes in while it waits: with the same rate the backlog stays and
 * what is finished piles up. What most rows wait for forever is no backlog.
 */
static double
share_of_backlog(const Scaling *scaling, const TableScale *table, double share)
{
    if (scaling->target.factor > 0 || share >= SHARE_OPEN || table->rows_then < 1)
        return share;
    return fmin(1, share * table->rows_now / table->rows_then);
}

static double
nulls_then(const Scaling *scaling, const TableScale *table, const ColumnRole *role,
           const ColumnStats *now)
{
    double nulls = known_or(now->null_fraction, 0);

    return role->kind == KIND_TIME ? share_of_backlog(scaling, table, nulls) : nulls;
}

static bool
is_initial(const ColumnRole *role, const CommonValue *value)
{
    return role->initial != NULL && str_equal(role->initial, value->text);
}

/* By how much the share of one value changes, given that of the initial state. */
static double
change_of_share(const Scaling *scaling, const TableScale *table, const ColumnRole *role,
                const ColumnStats *now, const CommonValue *value)
{
    double initial = 0;
    double then;

    for (size_t i = 0; i < now->common_count; i++)
        if (is_initial(role, &now->common[i]))
            initial = now->common[i].fraction;
    then = share_of_backlog(scaling, table, initial);
    if (is_initial(role, value))
        return initial > 0 ? then / initial : 1;
    return initial < 1 ? (1 - then) / (1 - initial) : 1;
}

/* Days and moments hold as many rows as before, of more. The largest customer's share is between. */
static double
change_of_common(const Scaling *scaling, const TableScale *table, const Column *column,
                 const ColumnRole *role, const ColumnStats *now, double distinct_then)
{
    Sample sample;
    double top = now->common_count == 0 ? 0 : now->common[0].fraction;

    if (role->kind == KIND_TIME && scaling->target.factor <= 0)
        return fmin(1, table->rows_now / fmax(1, table->rows_then));
    if (role->kind != KIND_REFERENCE || top <= 0)
        return 1;
    sample = sample_at(table, column, now, table->rows_now, 1 - known_or(now->null_fraction, 0));
    return sample_top_share(&sample, scale_distinct_now(now, table->rows_now), top, distinct_then) /
           top;
}

static int
compare_common(const void *left, const void *right)
{
    double more = ((const CommonValue *) right)->fraction - ((const CommonValue *) left)->fraction;

    return (more > 0) - (more < 0);
}

static double *
shares_of(const Scaling *scaling, const CommonValue *common, size_t count, double filled)
{
    double *shares = arena_new_array(scaling->arena, double, count + 1);

    for (size_t i = 0; i < count; i++)
        shares[i] = common[i].fraction / fmax(1e-9, filled);
    return shares;
}

/* Where even the most common value is so by chance, others will be in another sample: none is. */
static size_t
truly_common(const TableScale *table, const Column *column, const ColumnRole *role,
             const ColumnStats *now)
{
    double distinct = scale_distinct_now(now, table->rows_now);
    double filled = 1 - known_or(now->null_fraction, 0);
    Sample sample = sample_at(table, column, now, table->rows_now, filled);
    bool is_listed = (double) now->common_count > distinct - 0.5;

    if (now->common_count == 0 || is_listed || role->kind == KIND_REFERENCE)
        return now->common_count;
    return sample_is_even(&sample, distinct, now->common[0].fraction / fmax(1e-9, filled))
               ? 0
               : now->common_count;
}

static void
take_common(const Scaling *scaling, const TableScale *table, const Column *column,
            const ColumnRole *role, const ColumnStats *now, ColumnStats *out)
{
    double change = change_of_common(scaling, table, column, role, now, out->distinct.value);
    size_t count = truly_common(table, column, role, now);
    CommonValue *common = arena_new_array(scaling->arena, CommonValue, count + 1);
    Sample sample = sample_at(table, column, now, table->rows_then, 1 - out->null_fraction.value);

    for (size_t i = 0; i < count; i++)
    {
        common[i] = now->common[i];
        common[i].fraction *= change * change_of_share(scaling, table, role, now, &common[i]);
    }
    qsort(common, count, sizeof *common, compare_common);
    out->common = common;
    out->common_count = count;
    if ((double) count < out->distinct.value - 0.5)
        out->common_count = sample_common(&sample, shares_of(scaling, common, count, 1), count,
                                          out->null_fraction.value, out->distinct.value);
}

/* What does not change, or changes elsewhere. */
static void
take_rest(const ColumnStats *now, ColumnStats *out)
{
    const char *name = out->name;
    ColumnStats *next = out->next;

    *out = *now;
    out->name = name;
    out->next = next;
    out->distinct = out->distinct_share = QUANTITY_UNKNOWN;
    out->common = NULL;
    out->common_count = 0;
}

/* What lies at a place is what lay there, or at its sister's, with other times and numbers. */
static void
place_values(const Scaling *scaling, const TableScale *place, const Column *column,
             const ColumnRole *role, const ColumnStats *now, ColumnStats *out)
{
    const char *name = out->name;
    ColumnStats *next = out->next;

    *out = *now;
    out->name = name;
    out->next = next;
    scale_shift_values(scaling, place, column, role, out);
}

void
scale_values(const Scaling *scaling, const TableScale *table, const Column *column,
             const ColumnRole *role, const ColumnStats *now, ColumnStats *out)
{
    double distinct;
    Quantity known = quantity_known(now->distinct) ? now->distinct : now->distinct_share;
    Provenance source = provenance_weaker(table->source, known.source);

    if (table->is_place)
    {
        place_values(scaling, table, column, role, now, out);
        return;
    }
    distinct = distinct_then(scaling, table, column, role, now, CHAIN_LONGEST);
    take_rest(now, out);
    if (quantity_known(now->null_fraction))
        out->null_fraction.value = nulls_then(scaling, table, role, now);
    if (distinct < 1 || table->rows_then < 1)
        return;
    distinct = fmin(round(distinct), table->rows_then);
    out->distinct = (Quantity){distinct, source};
    if (distinct > SHARE_GROWS * table->rows_then)
        out->distinct_share = (Quantity){distinct / table->rows_then, source};
    take_common(scaling, table, column, role, now, out);
    scale_merge_common(scaling, role->facts, now, out);
    scale_move_values(scaling, table, column, role, out);
    scale_move_ranges(scaling, table, column, out);
}

void
scale_column(const Scaling *scaling, const TableScale *table, const Column *column,
             const ColumnStats *now, ColumnStats *out)
{
    ColumnRole role = scale_role(scaling, table->like != NULL ? table->like : table->table, column);

    scale_values(scaling, table, column, &role, now, out);
}
