/*
 * scale_range.c - bounds of ranges: two histograms in one, of the lower bounds and of the upper ones.
 *
 * Lengths stay. Ranges of time whose lower bounds reach to today are bookings, shifts, prices: they go with
 * the clock. Both histograms are moved as those of two columns of moments would be, and put together again.
 */
#include "scale/scale_internal.h"

#include "scale/value.h"

#include <math.h>

static const double DAY_SECONDS = 86400;
static const double NOW_WITHIN = 0.1; /* of the span, as of time columns */

/* The texts of one end, without quotes. False where one is missing: endless, or empty. */
static bool
take_end(const Scaling *scaling, const ColumnStats *column, bool is_upper, const char **texts)
{
    for (size_t i = 0; i < column->range_bound_count; i++)
    {
        const char *range = column->range_bounds[i];
        const char *comma = strchr(range, ',');
        const char *from = is_upper && comma != NULL ? comma : range;
        size_t length;

        if (comma == NULL)
            return false;
        from += 1 + (from[1] == '"');
        length = strcspn(from, "\",)]");
        if (length == 0)
            return false;
        texts[i] = arena_strndup(scaling->arena, from, length);
    }
    return true;
}

static TypeFacts
facts_of(const Column *column)
{
    const char *name = column->type.name == NULL ? "" : column->type.name;

    if (strncmp(name, "tstz", 4) == 0)
        return (TypeFacts){.category = CATEGORY_TIMESTAMPTZ};
    if (strncmp(name, "date", 4) == 0)
        return (TypeFacts){.category = CATEGORY_DATE};
    return (TypeFacts){.category =
                           strncmp(name, "ts", 2) == 0 ? CATEGORY_TIMESTAMP : CATEGORY_RANGE};
}

static bool
reaches_today(const Scaling *scaling, TypeFacts facts, const char *const *texts, size_t count)
{
    double today = DAY_SECONDS * scaling->design->today;
    double low, high;

    return value_read(facts, texts[0], &low) && value_read(facts, texts[count - 1], &high) &&
           high >= today - fmax(DAY_SECONDS, NOW_WITHIN * (high - low));
}

/* Moves one end's texts; how many there are then. */
static size_t
move_end(const Scaling *scaling, const TableScale *table, const Column *column, TypeFacts facts,
         const char *const **texts, size_t count)
{
    const ColumnRole role = {.kind = KIND_TIME, .facts = facts};
    ColumnStats end = {.bounds = *texts, .bound_count = count};

    scale_move_values(scaling, table, column, &role, &end);
    *texts = end.bounds;
    return end.bound_count;
}

static void
put_together(const Scaling *scaling, const char *const *lower, const char *const *upper,
             size_t count, ColumnStats *out)
{
    const char **ranges = arena_new_array(scaling->arena, const char *, count + 1);

    for (size_t i = 0; i < count; i++)
        ranges[i] = arena_printf(scaling->arena, "[\"%s\",\"%s\")", lower[i], upper[i]);
    out->range_bounds = ranges;
    out->range_bound_count = count;
}

void
scale_move_ranges(const Scaling *scaling, const TableScale *table, const Column *column,
                  ColumnStats *out)
{
    TypeFacts facts = facts_of(column);
    size_t count = out->range_bound_count;
    const char **lower, **upper;
    const char *const *lower_then, *const *upper_then;
    size_t lower_count, upper_count;

    if (count < 2 || scaling->days <= 0 || facts.category == CATEGORY_RANGE)
        return;
    lower = arena_new_array(scaling->arena, const char *, count);
    upper = arena_new_array(scaling->arena, const char *, count);
    if (!take_end(scaling, out, false, lower) || !take_end(scaling, out, true, upper) ||
        !reaches_today(scaling, facts, lower, count))
        return;
    lower_then = lower;
    upper_then = upper;
    lower_count = move_end(scaling, table, column, facts, &lower_then, count);
    upper_count = move_end(scaling, table, column, facts, &upper_then, count);
    put_together(scaling, lower_then, upper_then,
                 lower_count < upper_count ? lower_count : upper_count, out);
}
