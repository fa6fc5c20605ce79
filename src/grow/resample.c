/*
 * resample.c - another ANALYZE of the same rows.
 *
 * It looks at other rows of the table, so counts and shares come out a little different: shares as
 * samples of 30,000 do, numbers of values by a tenth where they were estimated, rows by one in a hundred.
 * A plan that this changes was a toss-up.
 */
#include "grow/grow_internal.h"

#include <math.h>

static const double SAMPLED = 30000;
static const double SPREAD_ROWS = 0.01;
static const double SPREAD_DISTINCT = 0.1;

/* A number between -1 and 1 that looks like chance, about normally distributed (splitmix64). */
static double
draw(uint64_t *seed)
{
    double sum = 0;

    for (int i = 0; i < 3; i++)
    {
        uint64_t mixed = (*seed += 0x9e3779b97f4a7c15u);

        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
        mixed ^= mixed >> 31;
        sum += (double) (mixed >> 11) / (double) (1ull << 53) * 2 - 1;
    }
    return sum;
}

static double
resample_share(double share, double rows, uint64_t *seed)
{
    double sampled = fmin(rows, SAMPLED);

    if (rows <= SAMPLED || share <= 0 || share >= 1)
        return share;
    return fmin(1, fmax(1 / sampled, share + draw(seed) * sqrt(share * (1 - share) / sampled)));
}

static void
resample_column(Arena *arena, double rows, ColumnStats *column, uint64_t *seed)
{
    CommonValue *common = arena_new_array(arena, CommonValue, column->common_count + 1);
    double change = exp(SPREAD_DISTINCT * draw(seed));

    for (size_t i = 0; i < column->common_count; i++)
    {
        common[i] = column->common[i];
        common[i].fraction = resample_share(common[i].fraction, rows, seed);
    }
    column->common = common;
    if (rows <= SAMPLED || column->distinct.value <= (double) column->common_count ||
        column->distinct_share.value > 0.99)
        return;
    column->distinct.value = fmin(rows, column->distinct.value * change);
    if (quantity_known(column->distinct_share))
        column->distinct_share.value = fmin(1, column->distinct_share.value * change);
}

static ExpressionStatsList
resample_expressions(Arena *arena, double rows, const ExpressionStatsList *list, uint64_t *seed)
{
    ExpressionStatsList out = {0};

    for (const ExpressionStats *from = list->first; from != NULL; from = from->next)
    {
        ExpressionStats *to = arena_new_object(arena, ExpressionStats);

        *to = *from;
        to->next = NULL;
        resample_column(arena, rows, &to->values, seed);
        list_append(&out, to);
    }
    return out;
}

/* Numbers of combinations and shares are found in the same sample; how columns depend is not by chance. */
static void
resample_extended(Arena *arena, double rows, ExtendedStats *extended, uint64_t *seed)
{
    MemberSet *sets = arena_new_array(arena, MemberSet, extended->distinct_count + 1);
    CommonCombination *common =
        arena_new_array(arena, CommonCombination, extended->common_count + 1);

    for (size_t i = 0; i < extended->distinct_count; i++)
    {
        sets[i] = extended->distinct[i];
        if (rows > SAMPLED && sets[i].number < 0.99 * rows)
            sets[i].number = fmin(rows, sets[i].number * exp(SPREAD_DISTINCT * draw(seed)));
    }
    for (size_t i = 0; i < extended->common_count; i++)
    {
        common[i] = extended->common[i];
        common[i].fraction = resample_share(common[i].fraction, rows, seed);
    }
    extended->distinct = sets;
    extended->common = common;
}

static ExtendedStatsList
resample_all_extended(Arena *arena, double rows, const ExtendedStatsList *list, uint64_t *seed)
{
    ExtendedStatsList out = {0};

    for (const ExtendedStats *from = list->first; from != NULL; from = from->next)
    {
        ExtendedStats *to = arena_new_object(arena, ExtendedStats);

        *to = *from;
        to->next = NULL;
        resample_extended(arena, rows, to, seed);
        list_append(&out, to);
    }
    return out;
}

Stats *
resample_stats(Arena *arena, const Stats *stats, uint64_t seed)
{
    Stats *out = stats_new(arena);

    for (const Setting *setting = stats->settings.first; setting != NULL; setting = setting->next)
        stats_set_setting(out, setting->name, setting->value, setting->source);
    out->indexes = stats->indexes;
    out->sequences = stats->sequences;
    for (const TableStats *from = stats->tables.first; from != NULL; from = from->next)
    {
        TableStats *to = stats_table(out, from->schema, from->name);
        TableStats kept = *to;

        *to = *from;
        to->next = kept.next;
        to->same_name = kept.same_name;
        to->columns = (ColumnStatsList){0};
        if (quantity_known(to->rows) && to->rows.value > SAMPLED)
            to->rows.value = round(to->rows.value * (1 + SPREAD_ROWS * draw(&seed)));
        for (const ColumnStats *column = from->columns.first; column != NULL; column = column->next)
        {
            ColumnStats *copy = stats_column(out, to, column->name);
            ColumnStats *next = copy->next;

            *copy = *column;
            copy->next = next;
            resample_column(arena, to->rows.value, copy, &seed);
        }
        to->expressions = resample_expressions(arena, to->rows.value, &from->expressions, &seed);
        to->extended = resample_all_extended(arena, to->rows.value, &from->extended, &seed);
    }
    return out;
}
