/*
 * scale_series.c - partitions by ranges that are one after the other, and grow in number.
 *
 * Told by their bounds: all are read, they end somewhere, and one of them is where rows go to now. Numbers
 * that nothing counts up (years, tenants) are none, nor is time where rows of now are in a partition without
 * an end or in DEFAULT: nobody makes new ones there.
 */
#include "scale/scale_internal.h"

#include "scale/value.h"

#include <math.h>

static const double DAY_SECONDS = 86400;

enum
{
    STEPS_MOST = 100000
};

static double
now_of(const Scaling *scaling)
{
    return DAY_SECONDS * scaling->design->today;
}

static int
compare_parts(const void *left, const void *right)
{
    double difference = ((const SeriesPart *) left)->range.from.place -
                        ((const SeriesPart *) right)->range.from.place;

    return (difference > 0) - (difference < 0);
}

/* False when one has bounds that cannot be read; DEFAULT is no part. */
static bool
gather(const Scaling *scaling, Series *series)
{
    const PartitionRefList *list = design_partitions(scaling->design, series->parent);
    SeriesPart *made = arena_new_array(scaling->arena, SeriesPart, list->count + 1);

    series->parts = arena_new_array(scaling->arena, SeriesPart, list->count + 1);
    for (const PartitionRef *at = list->first; at != NULL; at = at->next)
    {
        SeriesPart part = {.table = at->table};

        if (str_equal(at->table->partition_bound, "DEFAULT"))
            series->rest = at->table;
        else if (!range_read(at->table->partition_bound, &part.range))
            return false;
        else if (at->table->made_like != NULL)
            made[series->made_count++] = part;
        else
            series->parts[series->count++] = part;
    }
    qsort(series->parts, series->count, sizeof(SeriesPart), compare_parts);
    qsort(made, series->made_count, sizeof(SeriesPart), compare_parts);
    series->made = made;
    return series->count > 0;
}

/* The next one to be made comes first: of time the youngest, seen from today. */
static void
turn_made(const Scaling *scaling, Series *series)
{
    SeriesPart *turned = arena_new_array(scaling->arena, SeriesPart, series->made_count + 1);

    if (!series->is_time)
        return;
    for (size_t i = 0; i < series->made_count; i++)
        turned[i] = series->made[series->made_count - 1 - i];
    series->made = turned;
}

static const Column *
key_column(const Table *parent)
{
    const IndexElement *first = parent->partition_key->elements.first;

    return first == NULL || first->column == NULL ? NULL : table_find_column(parent, first->column);
}

static bool
top_of(TypeFacts facts, const ColumnStats *column, double *top)
{
    return column != NULL && column->bound_count > 1 &&
           value_read(facts, column->bounds[column->bound_count - 1], top);
}

/* How far a key has come that counts up, or points to one that does. */
static bool
find_reach(const Scaling *scaling, Series *series)
{
    const Column *column = key_column(series->parent);
    const ColumnStats *now;
    ColumnStats then = {0};
    TableScale scale;
    ColumnRole role;

    if (column == NULL || !scale_table(scaling, series->parent, &scale))
        return false;
    role = scale_role(scaling, series->parent, column);
    if (role.kind == KIND_REFERENCE)
        role.kind = scale_role(scaling, role.to, role.to_column).kind;
    now = stats_find_column(scale.now, column->name);
    if (role.kind != KIND_NUMBERED || !top_of(role.facts, now, &series->reached_now))
        return false;
    series->reached_then = series->reached_now;
    if (scaling->days <= 0)
        return true;
    scale_column(scaling, &scale, column, now, &then);
    return top_of(role.facts, &then, &series->reached_then);
}

/* The part in which a place is; the last one where it is behind all. */
static bool
find_current(Series *series, double place, bool may_be_behind)
{
    for (size_t i = 0; i < series->count; i++)
        if (series->parts[i].range.from.place <= place && place < series->parts[i].range.to.place)
        {
            series->current = i;
            return true;
        }
    series->current = series->count - 1;
    return may_be_behind && place >= series->high;
}

/* What nobody measured: by the part of them that time, or the numbers, have reached. */
static void
assume_rows(const Scaling *scaling, Series *series, double reached)
{
    Quantity whole = design_rows(scaling->design, series->parent);
    double sum = 0;

    for (size_t i = 0; i < series->count; i++)
    {
        SeriesPart *part = &series->parts[i];

        part->is_assumed = true;
        part->rows = fmax(0, fmin(reached, part->range.to.place) - part->range.from.place);
        if (!isfinite(part->rows))
            part->rows = series->step.length;
        sum += part->rows;
    }
    for (size_t i = 0; i < series->count; i++)
        series->parts[i].rows *= sum > 0 && quantity_known(whole) ? whole.value / sum : 0;
}

static void
find_rows(const Scaling *scaling, Series *series, double reached)
{
    bool is_any_known = false;

    for (size_t i = 0; i < series->count; i++)
    {
        Quantity rows = design_rows(scaling->design, series->parts[i].table);

        is_any_known |= quantity_known(rows);
        series->parts[i].rows = quantity_known(rows) ? rows.value : 0;
    }
    if (!is_any_known)
        assume_rows(scaling, series, reached);
}

/* False where they have no end, and rows of the future a place already. */
static bool
find_ends(const Scaling *scaling, Series *series)
{
    series->low = series->parts[0].range.from.place;
    series->high = series->parts[series->count - 1].range.to.place;
    for (size_t i = 0; i < series->count; i++)
        series->is_time |= series->parts[i].range.is_time;
    turn_made(scaling, series);
    return isfinite(series->high) &&
           (series->is_time ? isfinite(series->low) : find_reach(scaling, series));
}

/* The last that is full, if one is known to be. */
static size_t
find_sister(const Series *series)
{
    const SeriesPart *before = &series->parts[series->current - (series->current > 0)];

    return series->current > 0 && before->rows > 0 && isfinite(before->range.from.place)
               ? series->current - 1
               : series->current;
}

static bool
recognise(const Scaling *scaling, Series *series)
{
    const PartitionKey *key = series->parent->partition_key;
    double reached;

    if (key == NULL || key->strategy != PARTITION_RANGE || !gather(scaling, series) ||
        !find_ends(scaling, series))
        return false;
    reached = series->is_time ? now_of(scaling) : series->reached_now;
    if (!find_current(series, reached, !series->is_time || series->rest == NULL))
        return false;
    series->step = range_step(&series->parts[series->current].range);
    if (!(series->step.length > 0))
        return false;
    find_rows(scaling, series, reached);
    series->sister = find_sister(series);
    return true;
}

Series *
scale_series(const Scaling *scaling, const Table *parent)
{
    Series *series;

    for (series = scaling->series->first; series != NULL; series = series->next)
        if (series->parent == parent)
            return series->is_any ? series : NULL;
    series = arena_new_object(scaling->arena, Series);
    series->parent = parent;
    list_append(scaling->series, series); /* before: its parent's rows may ask for it */
    series->is_any = recognise(scaling, series);
    return series->is_any ? series : NULL;
}

/* Times at which rows begin to go to the next part, until the target. */
static size_t
count_times(const Scaling *scaling, const Series *series)
{
    double now = now_of(scaling);
    double then = now + scaling->days * DAY_SECONDS;
    const SeriesPart *current = &series->parts[series->current];
    double skipped = floor(fmax(0, now - current->range.to.place) / series->step.length);
    size_t count = 0;

    for (double steps = skipped; count < STEPS_MOST; steps++)
    {
        double next = range_move(current->range.to.place, &series->step, steps);

        if (next > then)
            break;
        count += next > now;
    }
    return count;
}

/* Those that retention leaves. */
static size_t
count_kept(const Scaling *scaling, const Series *series, size_t count)
{
    const TableStats *stats = design_table_stats(scaling->design, series->parent);
    double oldest;
    size_t kept = 0;

    if (stats == NULL || !quantity_known(stats->retention_days))
        return count;
    oldest = now_of(scaling) - DAY_SECONDS * stats->retention_days.value;
    while (kept < count && range_move(series->low, &series->step, -(double) kept) > oldest)
        kept++;
    return kept;
}

size_t
scale_series_more(const Scaling *scaling, const Series *series)
{
    TableScale parent;
    double more;

    if (scaling->days <= 0 || scaling->target.is_calendar ||
        !scale_table(scaling, series->parent, &parent) || parent.rows_then <= parent.rows_now)
        return 0;
    if (series->is_time)
        return count_kept(scaling, series, count_times(scaling, series));
    more = ceil((series->reached_then - series->high) / series->step.length);
    more += (double) (series->count - 1 - series->current); /* as many made ahead as now */
    return (size_t) fmax(0, fmin(more, STEPS_MOST));
}
