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
    }
    return out;
}
