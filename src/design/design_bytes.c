#include "design/design.h"

#include "stats/size.h"

/* Tables of which only today's rows are known count with these. */
static Quantity
rows_at_least(const Design *design, const Table *table, Day day)
{
    Quantity rows = design_rows_on(design, table, day);

    return quantity_known(rows) ? rows : design_rows(design, table);
}

Quantity
design_total_bytes_on(const Design *design, Day day, size_t *tables_known)
{
    Quantity total = {.value = 0, .source = PROVENANCE_MEASURED};
    size_t known = 0;

    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
    {
        Quantity rows = rows_at_least(design, table, day);
        Quantity bytes;

        if (!design_is_counted(design, table) || !quantity_known(rows))
            continue;
        bytes = size_total_bytes(design->schema, design->stats, table, rows.value);
        total.value += bytes.value;
        total.source =
            provenance_weaker(total.source, provenance_weaker(rows.source, bytes.source));
        known++;
    }
    if (tables_known != NULL)
        *tables_known = known;
    return known == 0 ? QUANTITY_UNKNOWN : total;
}

Quantity
design_cache_bytes(const Design *design)
{
    Quantity ram = design->stats->ram_bytes;

    ram.value *= 0.75;
    return ram;
}

Day
design_day_of_total_bytes(const Design *design, double bytes)
{
    Day low = design->today;
    Day high = day_add_months(design->today, 1200);
    size_t known;

    if (design_total_bytes_on(design, low, &known).value >= bytes)
        return low;
    if (design_total_bytes_on(design, high, &known).value < bytes)
        return DAY_NEVER;
    while (high - low > 1)
    {
        Day middle = low + (high - low) / 2;

        if (design_total_bytes_on(design, middle, &known).value >= bytes)
            high = middle;
        else
            low = middle;
    }
    return high;
}
