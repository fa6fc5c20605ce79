/*
 * export.c - which view a CSV is of is told by its columns.
 *
 * An export has no time: when its counters began is told by stats_since (PostgreSQL 17 and later) and the
 * file's own time, or not at all. Then shares are right, and rates are those of an assumed day.
 */
#include "live/export.h"

#include "base/csv.h"
#include "live/column_export.h"
#include "live/usage_export.h"

#include <strings.h>

typedef enum ExportKind
{
    EXPORT_NONE,
    EXPORT_STATEMENTS,
    EXPORT_TABLES,
    EXPORT_COLUMNS,
    EXPORT_TABLE_USES,
    EXPORT_INDEX_USES
} ExportKind;

static ExportKind
kind_of(const Csv *csv)
{
    if (csv_has(csv, "query") && csv_has(csv, "calls"))
        return EXPORT_STATEMENTS;
    if (csv_has(csv, "relname") && csv_has(csv, "reltuples"))
        return EXPORT_TABLES;
    if (csv_has(csv, "tablename") && csv_has(csv, "attname"))
        return EXPORT_COLUMNS;
    if (usage_export_is_indexes(csv))
        return EXPORT_INDEX_USES;
    return usage_export_is_tables(csv) ? EXPORT_TABLE_USES : EXPORT_NONE;
}

bool
export_is_csv(const char *path)
{
    Arena *work;
    Error ignored; /* whoever reads the file as something else will say it */
    FileText file;
    Csv csv;
    const char *dot = strrchr(path, '.');
    bool is_known;

    if (dot == NULL || strcasecmp(dot, ".csv") != 0)
        return false;
    work = arena_new(NULL, "export_is_csv");
    ignored = (Error){.arena = work};
    is_known = file_read(work, path, &file, &ignored) && csv_start(&csv, work, &file) &&
               kind_of(&csv) != EXPORT_NONE;
    arena_free(work);
    return is_known;
}

/* The first of several names of one thing, by version. */
static const char *
first_of(const Csv *csv, const char *one, const char *other)
{
    const char *value = csv_value(csv, one);

    return value != NULL ? value : csv_value(csv, other);
}

static void
take_total(MeasuredStatement *statement, Counter counter, const char *text)
{
    statement->is_known[counter] = text != NULL;
    statement->totals[counter] = text == NULL ? 0 : strtod(text, NULL);
}

static bool
is_hidden(const char *query)
{
    return query == NULL || strcmp(query, "<insufficient privilege>") == 0;
}

static void
take_statement(const Csv *csv, Workload *workload)
{
    const char *query = csv_value(csv, "query");
    const char *calls = csv_value(csv, "calls");
    const char *mean = first_of(csv, "mean_exec_time", "mean_time");
    const char *most = first_of(csv, "max_exec_time", "max_time");
    const char *hits = csv_value(csv, "shared_blks_hit");
    MeasuredStatement statement = {
        .text = is_hidden(query) ? NULL : query,
        .is_nested = csv_value(csv, "toplevel") != NULL && *csv_value(csv, "toplevel") == 'f',
        .is_window_assumed = true,
        .calls = calls == NULL ? 0 : strtod(calls, NULL),
        .ms_most = most == NULL ? 0 : strtod(most, NULL),
    };

    take_total(&statement, COUNTER_MS, first_of(csv, "total_exec_time", "total_time"));
    if (!statement.is_known[COUNTER_MS] && mean != NULL)
    {
        take_total(&statement, COUNTER_MS, mean);
        statement.totals[COUNTER_MS] *= statement.calls;
    }
    take_total(&statement, COUNTER_ROWS, csv_value(csv, "rows"));
    take_total(&statement, COUNTER_BLOCKS_READ, csv_value(csv, "shared_blks_read"));
    take_total(&statement, COUNTER_BLOCKS, csv_value(csv, "shared_blks_read"));
    if (hits != NULL)
        statement.totals[COUNTER_BLOCKS] += strtod(hits, NULL);
    take_total(&statement, COUNTER_TEMP_BLOCKS, csv_value(csv, "temp_blks_written"));
    take_total(&statement, COUNTER_WAL_BYTES, csv_value(csv, "wal_bytes"));
    workload_add_measured(workload, &statement, 1);
}

/* Of indexes only the size. */
static bool
take_relation(const Csv *csv, const Schema *schema, Stats *stats)
{
    const char *space = first_of(csv, "schemaname", "nspname");
    const char *name = csv_value(csv, "relname");
    const char *kind = csv_value(csv, "relkind");
    const char *rows = csv_value(csv, "reltuples");
    const char *pages = csv_value(csv, "relpages");
    TableStats *table;

    if (name == NULL || (kind != NULL && strchr("rpm", *kind) == NULL))
        return true;
    table = column_export_table(schema, stats, space, name);
    if (table == NULL)
        return kind == NULL || (space != NULL && strncmp(space, "pg_", 3) == 0);
    if (rows != NULL && strtod(rows, NULL) >= 0)
        table->rows = (Quantity){strtod(rows, NULL), PROVENANCE_MEASURED};
    column_export_pages(table, pages, csv_value(csv, "relallvisible"));
    return true;
}

static bool
take_column(const Csv *csv, const Schema *schema, Stats *stats)
{
    const ColumnExport row = {
        .schema = csv_value(csv, "schemaname"),
        .table = csv_value(csv, "tablename"),
        .column = csv_value(csv, "attname"),
        .null_fraction = csv_value(csv, "null_frac"),
        .width_bytes = csv_value(csv, "avg_width"),
        .distinct = csv_value(csv, "n_distinct"),
        .correlation = csv_value(csv, "correlation"),
        .common_values = csv_value(csv, "most_common_vals"),
        .common_frequencies = csv_value(csv, "most_common_freqs"),
        .bounds = csv_value(csv, "histogram_bounds"),
        .elements = csv_value(csv, "most_common_elems"),
        .element_frequencies = csv_value(csv, "most_common_elem_freqs"),
        .element_counts = csv_value(csv, "elem_count_histogram"),
        .range_bounds = csv_value(csv, "range_bounds_histogram"),
        .range_lengths = csv_value(csv, "range_length_histogram"),
        .range_empty = csv_value(csv, "range_empty_frac"),
    };

    return row.table == NULL || column_export_take(schema, stats, &row) ||
           (row.schema != NULL && strncmp(row.schema, "pg_", 3) == 0);
}

static bool
take_row(ExportKind kind, const Csv *csv, const Schema *schema, Stats *stats)
{
    switch (kind)
    {
    case EXPORT_TABLES:
        return take_relation(csv, schema, stats);
    case EXPORT_COLUMNS:
        return take_column(csv, schema, stats);
    case EXPORT_TABLE_USES:
        return usage_export_take_table(csv, schema, stats);
    case EXPORT_INDEX_USES:
        return usage_export_take_index(csv, schema, stats);
    default:
        return true;
    }
}

static void
say_unknown(Schema *schema, const char *path, size_t rows)
{
    if (rows > 0)
        schema_problem(schema, false, (Location){0},
                       arena_printf(schema->arena,
                                    "%zu %s of \"%s\" %s of tables that the schema "
                                    "does not have",
                                    rows, rows == 1 ? "row" : "rows", path,
                                    rows == 1 ? "is" : "are"),
                       NULL);
}

bool
export_read_csv(const char *path, Schema *schema, Stats *stats, Workload *workload, Error *error)
{
    FileText file;
    Csv csv;
    ExportKind kind;
    size_t unknown = 0;

    if (!file_read(stats->arena, path, &file, error))
        return false;
    if (!csv_start(&csv, stats->arena, &file) || (kind = kind_of(&csv)) == EXPORT_NONE)
        return error_set(error, ERROR_INPUT, "\"%s\" is no export of statistics", path);
    if (kind == EXPORT_STATEMENTS)
        name_list_add(workload->arena, &workload->unseen,
                      "for how many days statements were counted: rates are as of one");
    while (csv_next(&csv))
        if (kind == EXPORT_STATEMENTS)
            take_statement(&csv, workload);
        else
            unknown += !take_row(kind, &csv, schema, stats);
    stats->nodes_read += kind == EXPORT_INDEX_USES;
    column_export_finish(stats);
    say_unknown(schema, path, unknown);
    return true;
}
