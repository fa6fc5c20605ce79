#include "stats/size.h"

#include "schema/type.h"
#include "stats/layout.h"

#include <math.h>

/*
 * A heap page: 24 bytes of header, then for each row a line pointer of 4 bytes and a tuple, whose
 * length is a multiple of 8. A tuple: 23 bytes of header and, if a value is null, a bit for each
 * column, together a multiple of 8; then the values. PostgreSQL manual, 73.6 Database Page Layout.
 */
enum
{
    PAGE_BYTES = 8192,
    PAGE_USABLE = 8192 - 24,
    LINE_POINTER = 4,
    TUPLE_HEADER = 23,
    TOAST_THRESHOLD = 2032, /* a wider tuple is compressed, then its widest values move out */
    TOAST_POINTER = 18,
    TOAST_CHUNK = 1996
};

static const double ROWS_TELLING = 1000; /* a page or two say nothing about a row */
static const double TOAST_COMPRESSION = 0.5; /* of text and JSON, by pglz */
static const double TOAST_CHUNK_BYTES = 2048 + 36; /* a quarter of a page, and its index entry */

static double
max_align(double bytes)
{
    return ceil(bytes / 8) * 8;
}

static const TableStats *
stats_of(const Stats *stats, const Table *table)
{
    return stats_find_table(stats, table->schema, table->name);
}

double
size_storage_option(const OptionList *options, const char *name, double otherwise)
{
    for (const Option *option = options->first; option != NULL; option = option->next)
        if (str_equal(option->name, name) && option->value != NULL)
            return strtod(option->value, NULL);
    return otherwise;
}

/* The chance that at least one value of a row is null: then the row carries a bit for each column. */
static double
header_bytes(const Schema *schema, const TableStats *stats, const Table *table)
{
    double all_present = 1;

    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        all_present *= 1 - width_of(schema, stats, column).null_fraction;
    return all_present * max_align(TUPLE_HEADER) +
           (1 - all_present) * max_align(TUPLE_HEADER + ceil((double) table->columns.count / 8));
}

typedef struct Row
{
    double bytes; /* of the tuple in the heap */
    double toast_bytes; /* moved out of it */
    double padding;
    bool is_exact;
    Provenance source;
} Row;

static Row
lay_out(const Width *widths, size_t count, double header)
{
    Layout layout = layout_start();
    Row row = {.source = PROVENANCE_MEASURED};

    for (size_t i = 0; i < count; i++)
    {
        layout_add(&layout, &widths[i]);
        row.source = provenance_weaker(row.source, widths[i].source);
    }
    layout_end(&layout);
    row.bytes = header + layout.bytes;
    row.padding = layout.padding;
    row.is_exact = layout.is_exact;
    return row;
}

static Width *
widest(Width *widths, size_t count)
{
    Width *found = NULL;

    for (size_t i = 0; i < count; i++)
        if (widths[i].is_compressible && (found == NULL || widths[i].bytes > found->bytes))
            found = &widths[i];
    return found;
}

/* What TOAST does to a row that is too wide: the widest value is compressed, then moved out. */
static double
move_out(Width *value)
{
    double present = 1 - value->null_fraction;
    double compressed = value->bytes * TOAST_COMPRESSION;

    value->is_compressible = false;
    value->bytes = fmin(compressed, TOAST_POINTER);
    value->alignment = 1;
    return present * ceil(compressed / TOAST_CHUNK) * TOAST_CHUNK_BYTES *
           fmin(1, compressed / TOAST_CHUNK);
}

/* `moved`, unless NULL, gets the bytes that each column has outside of an average row. */
static Row
row_of(const Schema *schema, const TableStats *stats, const Table *table, double *moved)
{
    size_t count = table->columns.count;
    Width *widths = calloc(count + 1, sizeof(Width));
    double header = header_bytes(schema, stats, table);
    double toast_bytes = 0;
    size_t at = 0;
    Width *value;
    Row row;

    if (widths == NULL)
        abort();
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        widths[at++] = width_of(schema, stats, column);
    row = lay_out(widths, count, header);
    while (row.bytes > TOAST_THRESHOLD && (value = widest(widths, count)) != NULL)
    {
        double bytes = move_out(value);

        toast_bytes += bytes;
        if (moved != NULL)
            moved[value - widths] = bytes;
        row = lay_out(widths, count, header);
    }
    row.toast_bytes = toast_bytes;
    free(widths);
    if (stats != NULL && (stats->row_bytes.source == PROVENANCE_DECLARED ||
                          (quantity_known(stats->row_bytes) && stats->columns.count == 0)))
    {
        row.bytes = max_align(stats->row_bytes.value);
        row.toast_bytes = 0;
        row.source = stats->row_bytes.source;
    }
    return row;
}

void
size_moved_out(const Schema *schema, const Stats *stats, const Table *table, double *moved)
{
    const TableStats *known = stats_of(stats, table);

    memset(moved, 0, table->columns.count * sizeof *moved);
    (void) row_of(schema, known, table, moved);
}

Quantity
size_row_bytes(const Schema *schema, const Stats *stats, const Table *table)
{
    Row row = row_of(schema, stats_of(stats, table), table, NULL);

    return (Quantity){.value = row.bytes + LINE_POINTER, .source = row.source};
}

/* Values of one alignment in any order waste nothing between them: widest alignment first. */
static double
best_padding(const Schema *schema, const Table *table)
{
    static const uint32_t alignments[] = {8, 4, 2, 1};
    Layout layout = layout_start();

    for (size_t i = 0; i < ARRAY_LENGTH(alignments); i++)
        for (const Column *column = table->columns.first; column != NULL; column = column->next)
        {
            Width width = width_of(schema, NULL, column);

            if (width.alignment == alignments[i])
                layout_add(&layout, &width);
        }
    layout_end(&layout);
    return layout.padding;
}

void
size_row_padding(const Schema *schema, const Table *table, double *declared_bytes,
                 double *best_bytes)
{
    *declared_bytes = row_of(schema, NULL, table, NULL).padding;
    *best_bytes = fmin(*declared_bytes, best_padding(schema, table));
}

/* Rows of one length fill a page to a whole number; of others about half a row is left free. */
static double
rows_per_page(const Table *table, const Row *row)
{
    double fillfactor = size_storage_option(&table->options, "fillfactor", 100);
    double usable = PAGE_USABLE - PAGE_BYTES * (100 - fillfactor) / 100;
    double item = row->bytes + LINE_POINTER;

    if (row->is_exact)
        return fmax(1, floor(usable / item));
    return fmax(1, (usable - item / 2) / item);
}

Quantity
size_heap_bytes(const Schema *schema, const Stats *stats, const Table *table, double rows)
{
    Row row = row_of(schema, stats_of(stats, table), table, NULL);

    return (Quantity){.value = ceil(rows / rows_per_page(table, &row)) * PAGE_BYTES,
                      .source = row.source};
}

Quantity
size_table_bytes(const Schema *schema, const Stats *stats, const Table *table, double rows)
{
    const TableStats *known = stats_of(stats, table);
    Row row;

    if (known != NULL && quantity_known(known->heap_bytes) && quantity_known(known->rows) &&
        known->rows.value >= ROWS_TELLING)
        return (Quantity){.value = known->heap_bytes.value / known->rows.value * rows,
                          .source =
                              provenance_weaker(known->heap_bytes.source, known->rows.source)};
    row = row_of(schema, known, table, NULL);
    return (Quantity){.value = ceil(rows / rows_per_page(table, &row)) * PAGE_BYTES +
                               rows * row.toast_bytes,
                      .source = row.source};
}

Quantity
size_total_bytes(const Schema *schema, const Stats *stats, const Table *table, double rows)
{
    Quantity total = size_table_bytes(schema, stats, table, rows);

    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        Quantity bytes = size_index_bytes(schema, stats, table, index, rows);

        total.value += bytes.value;
        total.source = provenance_weaker(total.source, bytes.source);
    }
    return total;
}
