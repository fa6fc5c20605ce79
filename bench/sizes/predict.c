/*
 * Sizes as tenfold computes them, beside what PostgreSQL has on disk: once with assumed widths, once
 * with the widths, nulls and distinct values that ANALYZE measured.
 *
 *   bench_sizes SCHEMA.sql MEASURED.tsv          tables, and indexes that were filled row by row
 *   bench_sizes --built SCHEMA.sql MEASURED.tsv  tables, and indexes as CREATE INDEX makes them
 *   bench_sizes --widths SCHEMA.sql MEASURED.tsv assumed widths of columns of variable length
 */
#include "base/file.h"
#include "ddl/ddl.h"
#include "schema/type.h"
#include "stats/size.h"
#include "stats/width.h"

#include <math.h>

enum
{
    FIELDS = 8
};

typedef struct Row
{
    char *kind;
    char *schema;
    char *table;
    char *name;
    double rows;
    double value; /* bytes, or the width */
    double nulls;
    double distinct;
} Row;

static bool
read_row(char **at, Row *row)
{
    char *fields[FIELDS];
    char *line = strsep(at, "\n");

    for (size_t i = 0; i < FIELDS; i++)
        fields[i] = line == NULL ? NULL : strsep(&line, "\t");
    if (fields[FIELDS - 1] == NULL)
        return false;
    *row = (Row){.kind = fields[0], .schema = fields[1], .table = fields[2], .name = fields[3]};
    row->rows = strtod(fields[4], NULL);
    row->value = strtod(fields[5], NULL);
    row->nulls = strtod(fields[6], NULL);
    row->distinct = strtod(fields[7], NULL);
    return true;
}

static Quantity
measured(double value)
{
    return (Quantity){.value = value, .source = PROVENANCE_MEASURED};
}

static void
take_row(Stats *assumed, Stats *known, const Row *row)
{
    ColumnStats *column;

    if (str_equal(row->kind, "table"))
    {
        stats_table(assumed, row->schema, row->table)->rows = measured(row->rows);
        stats_table(known, row->schema, row->table)->rows = measured(row->rows);
    }
    if (!str_equal(row->kind, "column"))
        return;
    column = stats_column(known, stats_table(known, row->schema, row->table), row->name);
    column->width_bytes = measured(row->value);
    column->null_fraction = measured(row->nulls);
    column->distinct = measured(row->distinct);
}

/* How far off, as a factor: 1 is exact, 0.5 half of what is there. */
typedef struct Errors
{
    double sum; /* of absolute logarithms */
    double worst;
    size_t count;
} Errors;

static double
add_error(Errors *errors, double predicted, double actual)
{
    double off = fabs(log(predicted / actual));

    errors->sum += off;
    errors->worst = fmax(errors->worst, off);
    errors->count++;
    return predicted / actual;
}

static void
print_errors(const char *label, const Errors *errors)
{
    if (errors->count > 0)
        printf("%-44s %zu objects, off by %.0f %% on average, %.0f %% at worst\n", label,
               errors->count, (exp(errors->sum / (double) errors->count) - 1) * 100,
               (exp(errors->worst) - 1) * 100);
}

static double
predict(const Schema *schema, const Stats *stats, const Row *row, bool is_built)
{
    const Table *table = schema_find_table(schema, row->schema, row->table);
    const Index *index =
        row->name[0] == '\0' ? NULL : schema_find_index(schema, row->schema, row->name);

    if (table == NULL || (index == NULL && row->name[0] != '\0'))
        return NAN;
    if (index == NULL)
        return size_table_bytes(schema, stats, table, row->rows).value;
    if (is_built) /* under a name that the table does not have, it is a new one */
    {
        Index built = *index;

        built.name = "";
        return size_index_bytes(schema, stats, table, &built, row->rows).value;
    }
    return size_index_bytes(schema, stats, table, index, row->rows).value;
}

static void
print_sizes(const Schema *schema, const Stats *assumed, const Stats *known, bool is_built,
            char *text)
{
    Errors errors[2] = {{0}};
    Row row;

    printf("%-44s %9s %10s %10s %10s\n", "", "rows", "on disk", "assumed", "measured");
    while (read_row(&text, &row))
    {
        double first = predict(schema, assumed, &row, is_built);
        double second = predict(schema, known, &row, is_built);

        if (str_equal(row.kind, "column") || isnan(first) || row.value < 8192)
            continue;
        printf("%-44s %9.0f %7.1f MB %9.2fx %9.2fx\n", row.name[0] == '\0' ? row.table : row.name,
               row.rows, row.value / 1048576, add_error(&errors[0], first, row.value),
               add_error(&errors[1], second, row.value));
    }
    print_errors("widths assumed:", &errors[0]);
    print_errors("widths measured:", &errors[1]);
}

static void
print_widths(const Schema *schema, char *text)
{
    Errors errors = {0};
    Row row;

    printf("%-52s %8s %8s\n", "column", "measured", "assumed");
    while (read_row(&text, &row))
    {
        const Table *table = schema_find_table(schema, row.schema, row.table);
        const Column *column = table == NULL ? NULL : table_find_column(table, row.name);
        char label[160];

        if (!str_equal(row.kind, "column") || column == NULL || row.value <= 0 ||
            type_facts(schema, &column->type).length > 0)
            continue;
        (void) snprintf(label, sizeof(label), "%s.%s", row.table, row.name); /* cut is fine */
        printf("%-52s %8.0f %8.0f  %.2fx\n", label, row.value, width_of(schema, NULL, column).bytes,
               add_error(&errors, width_of(schema, NULL, column).bytes, row.value));
    }
    print_errors("widths assumed:", &errors);
}

int
main(int count, char **arguments)
{
    Arena *arena = arena_new(NULL, "bench");
    bool is_widths = count > 1 && str_equal(arguments[1], "--widths");
    bool is_built = count > 1 && str_equal(arguments[1], "--built");
    int first = 1 + (is_widths || is_built);
    Schema *schema = schema_new(arena);
    Stats *assumed = stats_new(arena);
    Stats *known = stats_new(arena);
    Error error = {.arena = arena};
    FileText ddl;
    FileText lines;
    char *text;
    Row row;

    if (count != first + 2)
        return EXIT_FAILURE;
    if (!file_read(arena, arguments[first], &ddl, &error) ||
        !file_read(arena, arguments[first + 1], &lines, &error) || !ddl_read(schema, &ddl, &error))
    {
        fprintf(stderr, "%s\n", error.message);
        return EXIT_FAILURE;
    }
    text = arena_strdup(arena, lines.text);
    while (read_row(&text, &row))
        take_row(assumed, known, &row);
    if (is_widths)
        print_widths(schema, arena_strdup(arena, lines.text));
    else
        print_sizes(schema, assumed, known, is_built, arena_strdup(arena, lines.text));
    arena_free(arena);
    return EXIT_SUCCESS;
}
