/*
 * Such a file does not say since when it counts, nor which node it is of: uses are told without days,
 * and rules that need days keep their advice back.
 */
#include "live/usage_export.h"

#include "live/column_export.h"

bool
usage_export_is_tables(const Csv *csv)
{
    return csv_has(csv, "relname") && csv_has(csv, "seq_scan") && csv_has(csv, "seq_tup_read");
}

bool
usage_export_is_indexes(const Csv *csv)
{
    return csv_has(csv, "indexrelname") && csv_has(csv, "idx_scan");
}

static void
add(Quantity *sum, const char *text)
{
    if (text == NULL)
        return;
    if (!quantity_known(*sum))
        *sum = (Quantity){0, PROVENANCE_MEASURED};
    sum->value += strtod(text, NULL);
}

static Quantity
measured(const char *text)
{
    return text == NULL ? QUANTITY_UNKNOWN : (Quantity){strtod(text, NULL), PROVENANCE_MEASURED};
}

/* Of the system's own catalogs nobody wants to know. */
static bool
is_system(const char *schema)
{
    return schema != NULL &&
           (strncmp(schema, "pg_", 3) == 0 || strcmp(schema, "information_schema") == 0);
}

bool
usage_export_take_table(const Csv *csv, const Schema *schema, Stats *stats)
{
    const char *space = csv_value(csv, "schemaname");
    const char *name = csv_value(csv, "relname");
    Quantity updates = measured(csv_value(csv, "n_tup_upd"));
    Quantity hot = measured(csv_value(csv, "n_tup_hot_upd"));
    TableStats *table;

    if (name == NULL || is_system(space))
        return true;
    table = column_export_table(schema, stats, space, name);
    if (table == NULL)
        return false;
    add(&table->scans, csv_value(csv, "seq_scan"));
    add(&table->scanned_rows, csv_value(csv, "seq_tup_read"));
    add(&table->index_scans, csv_value(csv, "idx_scan"));
    if (quantity_known(hot) && updates.value > 0)
        table->hot_fraction = (Quantity){hot.value / updates.value, PROVENANCE_MEASURED};
    if (!quantity_known(table->rows))
        table->rows = measured(csv_value(csv, "n_live_tup"));
    table->dead_rows = measured(csv_value(csv, "n_dead_tup"));
    return true;
}

bool
usage_export_take_index(const Csv *csv, const Schema *schema, Stats *stats)
{
    const char *space = csv_value(csv, "schemaname");
    const char *name = csv_value(csv, "indexrelname");
    const char *table = csv_value(csv, "relname");
    IndexUse *use;

    if (name == NULL || is_system(space))
        return true;
    if (table != NULL && column_export_table(schema, stats, space, table) == NULL)
        return false;
    use = stats_index_use(stats, space == NULL ? "public" : space, name);
    add(&use->scans, csv_value(csv, "idx_scan"));
    add(&use->entries_read, csv_value(csv, "idx_tup_read"));
    add(&use->rows_fetched, csv_value(csv, "idx_tup_fetch"));
    return true;
}
