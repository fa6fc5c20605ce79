/*
 * ANALYZE keeps the most common values with their frequencies, some hundred at most; all others share
 * what is left alike, as far as anybody knows. The median value is among the others nearly always.
 *
 * How often which value is asked for, nobody counts. Two cases bound it: all values alike, or all rows
 * alike, so that a workspace with a third of the rows has a third of the calls.
 */
#include "stats/skew.h"

#include <math.h>

/* What is not among the common values: how many, and the fraction of each. */
typedef struct Rest
{
    double values;
    double fraction;
} Rest;

static Rest
rest_of(const ColumnStats *column, double values)
{
    Rest rest = {.values = fmax(0, values - (double) column->common_count)};
    double left = 1 - (quantity_known(column->null_fraction) ? column->null_fraction.value : 0);

    for (size_t i = 0; i < column->common_count; i++)
        left -= column->common[i].fraction;
    if (rest.values >= 1)
        rest.fraction = fmax(0, left) / rest.values;
    return rest;
}

/* The common values are sorted, most first; the rest stands behind them. */
static double
median_of(const ColumnStats *column, const Rest *rest, double values)
{
    size_t at = (size_t) (values / 2);

    if (rest->values >= 1 && at >= column->common_count)
        return rest->fraction;
    return column->common[at < column->common_count ? at : column->common_count - 1].fraction;
}

static Skew
of_column(const TableStats *table, const ColumnStats *column)
{
    Skew skew = {.source = PROVENANCE_UNKNOWN};
    double values = quantity_known(column->distinct) ? column->distinct.value : 0;
    Rest rest;

    if (!quantity_known(column->distinct) && quantity_known(column->distinct_share) &&
        quantity_known(table->rows))
        values = column->distinct_share.value * table->rows.value;
    if (column->common_count == 0 || values < 1)
        return skew;
    values = fmax(values, (double) column->common_count);
    rest = rest_of(column, values);
    skew.is_known = true;
    skew.values = values;
    skew.typical = median_of(column, &rest, values);
    skew.largest = column->common[0].fraction;
    skew.largest_text = column->common[0].text;
    skew.of_any_row = rest.values * rest.fraction * rest.fraction;
    skew.of_any_value = rest.values * rest.fraction / values;
    for (size_t i = 0; i < column->common_count; i++)
    {
        double fraction = column->common[i].fraction;

        skew.of_any_row += fraction * fraction;
        skew.of_any_value += fraction / values;
    }
    skew.source = PROVENANCE_MEASURED;
    return skew;
}

static Skew
own_skew(const Stats *stats, const Table *table, const char *name)
{
    const TableStats *table_stats = stats_find_table(stats, table->schema, table->name);
    const ColumnStats *column = stats_find_column(table_stats, name);

    return column == NULL ? (Skew){.source = PROVENANCE_UNKNOWN} : of_column(table_stats, column);
}

static const Constraint *
key_on(const Table *table, const char *column)
{
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
        if (key->kind == CONSTRAINT_FOREIGN_KEY && key->columns.count == 1 &&
            strcmp(key->columns.first->text, column) == 0)
            return key;
    return NULL;
}

static bool
is_same_parent(const Constraint *left, const Constraint *right)
{
    return str_equal(left->ref_schema, right->ref_schema) &&
           strcmp(left->ref_table, right->ref_table) == 0 &&
           name_list_equal(&left->ref_columns, &right->ref_columns);
}

/* Of the tables that hang on the same parent, the one of most rows is the likeliest to be alike. */
static Skew
skew_of_sibling(const Stats *stats, const Schema *schema, const Constraint *key)
{
    Skew best = {.source = PROVENANCE_UNKNOWN};
    double most = -1;

    for (const Table *other = schema->tables.first; other != NULL; other = other->next)
        for (const Constraint *at = other->constraints.first; at != NULL; at = at->next)
        {
            const TableStats *table = stats_find_table(stats, other->schema, other->name);
            Skew skew;

            if (at->kind != CONSTRAINT_FOREIGN_KEY || at->columns.count != 1 || table == NULL ||
                at == key || !is_same_parent(at, key) || table->rows.value <= most)
                continue;
            skew = own_skew(stats, other, at->columns.first->text);
            if (!skew.is_known)
                continue;
            most = table->rows.value;
            best = skew;
            best.from = other;
            best.source = PROVENANCE_ASSUMED;
        }
    return best;
}

Skew
skew_of(const Stats *stats, const Schema *schema, const Table *table, const char *column)
{
    const Constraint *key = key_on(table, column);
    const TableStats *known = stats_find_table(stats, table->schema, table->name);
    Skew skew = own_skew(stats, table, column);

    if (skew.is_known || key == NULL || stats_find_column(known, column) != NULL)
        return skew;
    return skew_of_sibling(stats, schema, key);
}

Span
skew_ms(const Skew *skew, double fraction, Quantity mean)
{
    if (!skew->is_known || !quantity_known(mean) || skew->of_any_row <= 0 ||
        skew->of_any_value <= 0)
        return (Span){.source = PROVENANCE_UNKNOWN};
    return (Span){.low = mean.value * fraction / fmax(skew->of_any_row, skew->of_any_value),
                  .high = mean.value * fraction / fmin(skew->of_any_row, skew->of_any_value),
                  .source = provenance_weaker(mean.source, skew->source),
                  .is_known = true};
}
