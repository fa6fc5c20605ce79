/*
 * catalog_columns.c - pg_stats: what ANALYZE found out about the values of columns.
 */
#include "live/catalog_internal.h"

static ColumnStats *
column_of(Reading *reading, const DbResult *row)
{
    return stats_column(reading->stats, catalog_table(reading, row, 0),
                        answers_text(row, 0, "column_name"));
}

static void
take_statistics(void *context, const DbResult *row)
{
    Reading *reading = context;
    ColumnStats *column = column_of(reading, row);

    catalog_take_numbers(reading->stats->arena, column, row);
    column->distinct = catalog_measured(answers_value(row, 0, "distinct_values"));
}

static void
take_values(void *context, const DbResult *row)
{
    Reading *reading = context;

    catalog_take_values(reading->stats->arena, column_of(reading, row), row);
}

static void
take_elements(void *context, const DbResult *row)
{
    Reading *reading = context;

    catalog_take_elements(reading->stats->arena, column_of(reading, row), row);
    catalog_take_ranges(reading->stats->arena, column_of(reading, row), row);
}

static void
take_ranges(void *context, const DbResult *row)
{
    Reading *reading = context;

    catalog_take_ranges(reading->stats->arena, column_of(reading, row), row);
}

/* The header is 23 bytes and a bit for each column when any value is null; all of it aligned to 8. */
static double
header_bytes(const TableStats *table)
{
    bool has_nulls = false;
    size_t columns = table->columns.count;

    for (const ColumnStats *column = table->columns.first; column != NULL; column = column->next)
        has_nulls = has_nulls || column->null_fraction.value > 0;
    return (double) ((23 + (has_nulls ? (columns + 7) / 8 : 0) + 7) / 8 * 8);
}

/* Only a table all of whose columns are known has a row that is known. */
static void
add_row_bytes(const Schema *schema, TableStats *table)
{
    const Table *model = schema_find_table(schema, table->schema, table->name);
    double bytes = header_bytes(table);

    if (model == NULL || table->columns.count == 0 || table->columns.count < model->columns.count)
        return;
    for (const ColumnStats *column = table->columns.first; column != NULL; column = column->next)
        bytes += column->width_bytes.value * (1 - column->null_fraction.value);
    table->row_bytes = (Quantity){.value = bytes, .source = PROVENANCE_MEASURED};
}

/* Of a partitioned table the catalog has no rows before 14; we have those of its partitions. */
static void
add_distinct(TableStats *table)
{
    for (ColumnStats *column = table->columns.first; column != NULL; column = column->next)
        if (!quantity_known(column->distinct) && quantity_known(column->distinct_share) &&
            quantity_known(table->rows))
            column->distinct =
                (Quantity){column->distinct_share.value * table->rows.value, PROVENANCE_MEASURED};
}

bool
catalog_columns(Reading *reading, Error *error)
{
    if (!answers_each(reading->answers, reading->schema, QUESTION_COLUMN_STATISTICS,
                      take_statistics, reading, error) ||
        !answers_each(reading->answers, reading->schema, QUESTION_COLUMN_VALUES, take_values,
                      reading, error) ||
        !answers_each(reading->answers, reading->schema, QUESTION_COLUMN_ELEMENTS, take_elements,
                      reading, error) ||
        !answers_each(reading->answers, reading->schema, QUESTION_STORED_RANGES, take_ranges,
                      reading, error))
        return false;
    for (TableStats *table = reading->stats->tables.first; table != NULL; table = table->next)
    {
        add_row_bytes(reading->schema, table);
        add_distinct(table);
    }
    return true;
}
