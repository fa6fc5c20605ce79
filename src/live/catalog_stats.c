/*
 * Everything here is measured by the server: estimates of ANALYZE, counters, sizes. What it does not
 * know stays unknown. Rates need at least a day of counting; a shorter window says more about the hour
 * than about the growth.
 */
#include "live/catalog_internal.h"

#include "sql.gen.h"

static const double WINDOW_MIN_DAYS = 1.0;
static const double COUNTED_MIN_ROWS = 10000;

typedef struct Reading
{
    Db *db;
    Schema *schema;
    Stats *stats;
    double days; /* that the counters cover; 0 when too few or unknown */
} Reading;

static Quantity
measured(const char *text)
{
    if (text == NULL)
        return QUANTITY_UNKNOWN;
    return (Quantity){.value = strtod(text, NULL), .source = PROVENANCE_MEASURED};
}

static Quantity
per_day(const Reading *reading, double count)
{
    if (reading->days < WINDOW_MIN_DAYS)
        return QUANTITY_UNKNOWN;
    return (Quantity){.value = count / reading->days, .source = PROVENANCE_MEASURED};
}

static bool
ask(Reading *reading, const char *what, const char *sql, DbResult *out, Error *error)
{
    return catalog_ask(reading->db, reading->schema, what, sql, out, error);
}

static TableStats *
table_of(Reading *reading, const DbResult *result, size_t row)
{
    return stats_table(reading->stats, db_value(result, row, "schema"),
                       db_value(result, row, "name"));
}

static bool
read_window(Reading *reading, Error *error)
{
    DbResult result;
    const char *days;

    if (!ask(reading, "age of the counters", sql_catalog_measured_since, &result, error))
        return false;
    days = result.rows > 0 ? db_value(&result, 0, "days") : NULL;
    reading->days = days == NULL ? 0 : strtod(days, NULL);
    if (result.rows > 0 && reading->days < WINDOW_MIN_DAYS)
        schema_problem(reading->schema, false, (Location){0},
                       "the server has counted for less than a day: growth is not measured",
                       "Declare it in the project file, or ask again tomorrow.");
    return true;
}

/* Counters do not tell a year's growth from a restore of yesterday. Partitions count as their parent. */
static bool
holds_only_counted(const Reading *reading, const TableStats *table, double growth)
{
    const Table *model = schema_find_table(reading->schema, table->schema, table->name);

    return model != NULL && model->partition_of == NULL && table->rows.value >= COUNTED_MIN_ROWS &&
           growth >= 0.9 * table->rows.value;
}

static void
note_counted(Reading *reading, size_t tables)
{
    if (tables == 0 || reading->days < WINDOW_MIN_DAYS)
        return;
    schema_problem(reading->schema, false, (Location){0},
                   arena_printf(reading->schema->arena,
                                "%zu %s all rows in the %.0f days that the server has counted: "
                                "what was restored grows more slowly than measured",
                                tables, tables == 1 ? "table got" : "tables got", reading->days),
                   "Then declare their growth: --table NAME=ROWS,+N/day.");
}

static bool
read_tables(Reading *reading, Error *error)
{
    DbResult result;
    size_t only_counted = 0;

    if (!ask(reading, "statistics of tables", sql_catalog_table_statistics, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
    {
        TableStats *table = table_of(reading, &result, row);
        Quantity inserts = measured(db_value(&result, row, "inserts"));
        Quantity deletes = measured(db_value(&result, row, "deletes"));
        Quantity updates = measured(db_value(&result, row, "updates"));

        if (!str_equal(db_value(&result, row, "is_counted"), "t"))
            continue;
        table->rows = measured(db_value(&result, row, "rows"));
        table->heap_bytes = measured(db_value(&result, row, "pages_bytes"));
        table->inserts_per_day = per_day(reading, inserts.value);
        table->updates_per_day = per_day(reading, updates.value);
        table->deletes_per_day = per_day(reading, deletes.value);
        table->rows_per_day = per_day(reading, inserts.value - deletes.value);
        only_counted += holds_only_counted(reading, table, inserts.value - deletes.value);
    }
    note_counted(reading, only_counted);
    return true;
}

static bool
read_table_sizes(Reading *reading, Error *error)
{
    DbResult result;

    if (!ask(reading, "sizes of tables", sql_catalog_table_sizes, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
        table_of(reading, &result, row)->heap_bytes = measured(db_value(&result, row, "bytes"));
    return true;
}

static void
add_object(Reading *reading, ObjectStatsList *list, const DbResult *result, size_t row,
           const char *column)
{
    ObjectStats *object = arena_new_object(reading->stats->arena, ObjectStats);

    object->schema = arena_strdup(reading->stats->arena, db_value(result, row, "schema"));
    object->name = arena_strdup(reading->stats->arena, db_value(result, row, "name"));
    object->value = measured(db_value(result, row, column));
    list_append(list, object);
}

static bool
read_index_sizes(Reading *reading, Error *error)
{
    DbResult result;

    if (!ask(reading, "sizes of indexes", sql_catalog_index_sizes, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
        add_object(reading, &reading->stats->indexes, &result, row, "bytes");
    return true;
}

static bool
read_sequences(Reading *reading, Error *error)
{
    DbResult result;
    size_t unreadable = 0;

    if (!ask(reading, "values of sequences", sql_catalog_sequence_values, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
    {
        unreadable += !str_equal(db_value(&result, row, "is_readable"), "t");
        if (db_value(&result, row, "last_value") != NULL)
            add_object(reading, &reading->stats->sequences, &result, row, "last_value");
    }
    if (unreadable > 0)
        schema_problem(reading->schema, false, (Location){0},
                       arena_printf(reading->schema->arena,
                                    "%zu sequences cannot be read: how far they are is not known",
                                    unreadable),
                       "Grant them, or the role pg_read_all_data.");
    return true;
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

static bool
read_columns(Reading *reading, Error *error)
{
    DbResult result;

    if (!ask(reading, "statistics of columns", sql_catalog_column_statistics, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
    {
        ColumnStats *column = stats_column(reading->stats, table_of(reading, &result, row),
                                           db_value(&result, row, "column_name"));

        column->width_bytes = measured(db_value(&result, row, "width_bytes"));
        column->null_fraction = measured(db_value(&result, row, "null_fraction"));
        column->distinct = measured(db_value(&result, row, "distinct_values"));
    }
    for (TableStats *table = reading->stats->tables.first; table != NULL; table = table->next)
        add_row_bytes(reading->schema, table);
    return true;
}

static bool
read_settings(Reading *reading, Error *error)
{
    DbResult result;

    if (!ask(reading, "settings", sql_catalog_settings, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
        stats_set_setting(reading->stats, db_value(&result, row, "name"),
                          db_value(&result, row, "value"), PROVENANCE_MEASURED);
    return true;
}

static bool
note_unreadable(Reading *reading, Error *error)
{
    DbResult result;

    if (!ask(reading, "privileges", sql_catalog_unreadable, &result, error))
        return false;
    if (result.rows > 0)
        schema_problem(reading->schema, false, (Location){0},
                       arena_printf(reading->schema->arena,
                                    "%zu tables cannot be read: how wide their rows are is assumed",
                                    result.rows),
                       "Grant SELECT on them, or the role pg_read_all_stats and pg_read_all_data; "
                       "tenfold reads statistics only, no rows.");
    return true;
}

bool
catalog_read_stats(Db *db, Schema *schema, Stats *stats, Error *error)
{
    Reading reading = {.db = db, .schema = schema, .stats = stats};
    Error later = {.arena =
                       error->arena}; /* ending a transaction that only read: nothing to lose */
    bool is_read = catalog_begin(db, error) && read_window(&reading, error) &&
                   read_tables(&reading, error) && read_table_sizes(&reading, error) &&
                   read_index_sizes(&reading, error) && read_sequences(&reading, error) &&
                   read_columns(&reading, error) && read_settings(&reading, error) &&
                   note_unreadable(&reading, error);

    stats->server_version = db_version(db);
    stats->database = arena_strdup(stats->arena, db_name(db));
    if (!is_read)
    {
        (void) !db_end(db, &later);
        return false;
    }
    return db_end(db, error);
}
