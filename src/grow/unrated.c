/*
 * unrated.c - tables that may grow, and nobody knows how fast.
 *
 * A table that stays as it is for want of a rate looks like good news. So without any rate sizes are
 * factors, and where some tables have a rate the others are told. A table that was declared with rows and
 * without growth does not grow; a list of countries need not say so.
 */
#include "grow/grow_internal.h"

/* Counters in which nothing was inserted say little of the years to come. */
bool
unrated_is_other_rated(const Design *design)
{
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
    {
        Quantity rate = design_rows_per_day(design, table);
        Quantity inserts = design_inserts_per_day(design, table);

        if (rate.source == PROVENANCE_DECLARED || inserts.source == PROVENANCE_DECLARED ||
            (quantity_known(rate) && rate.value > 0))
            return true;
    }
    return false;
}

/* Partitions grow as their parent does. */
static const Table *
whole_of(const Schema *schema, const Table *table)
{
    while (table->partition_of != NULL)
    {
        const Table *parent =
            schema_find_table(schema, table->partition_of->schema, table->partition_of->name);

        if (parent == NULL)
            break;
        table = parent;
    }
    return table;
}

bool
unrated_is(const Growth *growth, const Table *table)
{
    const Design *design = growth->design;
    const Table *whole = whole_of(design->schema, table);
    Quantity rows = design_rows(design, whole);
    const TableStats *denser;

    if (!growth->is_by_day || !quantity_known(rows) || rows.source == PROVENANCE_DECLARED ||
        quantity_known(design_rows_per_day(design, whole)))
        return false;
    denser = stats_find_table(growth->denser, table->schema, table->name);
    if (denser == NULL)
        return table->kind == TABLE_PARTITIONED;
    return denser->rows.value > design_rows(design, table).value;
}
