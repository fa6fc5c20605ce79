/*
 * size_toast.c - pg_table_size() without the pages of the main fork is TOAST, with its index and two maps.
 *
 * The trap: of a value that lies outside pg_stats.avg_width counts the pointer, 18 bytes, so a measured
 * width does not say which column it is. ANALYZE keeps no values of more than 1 kB: a column that has some
 * and neither common values nor a histogram is the one.
 */
#include "stats/size_toast.h"

#include "schema/type.h"
#include "stats/size.h"
#include "stats/width.h"

#include <math.h>

static const double PAGE_BYTES = 8192;
static const double MAPS_BYTES =
    65536; /* free space and visibility of a table of a gigabyte or two */
static const double PAGES_LAG =
    0.1; /* relpages is as of the last ANALYZE, a tenth of the rows ago */
static const double LIMIT_NARROW = 500; /* varchar(n) of four bytes each stays below 2 kB */

static bool
is_kept_inside(const Column *column)
{
    return str_equal(column->storage, "plain") || str_equal(column->storage, "main");
}

static bool
can_be_wide(const Schema *schema, const Column *column)
{
    TypeFacts facts = type_facts(schema, &column->type);
    double limit = column->type.modifiers == NULL ? 0 : strtod(column->type.modifiers, NULL);

    if (is_kept_inside(column))
        return false;
    if (column->type.dimensions > 0)
        return true;
    switch (facts.category)
    {
    case CATEGORY_TEXT:
        return facts.length < 0 && (limit <= 0 || limit > LIMIT_NARROW);
    case CATEGORY_BINARY:
    case CATEGORY_JSON:
    case CATEGORY_JSONB:
    case CATEGORY_ARRAY:
    case CATEGORY_TSVECTOR:
        return true;
    case CATEGORY_OTHER:
        return facts.length < 0;
    default:
        return false;
    }
}

/* ANALYZE saw values, and kept none. */
static bool
is_too_wide_to_keep(const TableStats *stats, const Column *column)
{
    const ColumnStats *known = stats_find_column(stats, column->name);

    return known != NULL && known->width_bytes.source == PROVENANCE_MEASURED &&
           known->width_bytes.value > 0 && known->common_count == 0 && known->bound_count == 0;
}

/* How much of what lies outside is the column's: by what its type and name let expect. */
static double
weight_of(const Schema *schema, const TableStats *stats, const Column *column, bool of_unkept)
{
    Width width = width_of(schema, NULL, column);

    if (!can_be_wide(schema, column) || (of_unkept && !is_too_wide_to_keep(stats, column)))
        return 0;
    return width.bytes * (1 - width.null_fraction);
}

static void
add_column(Arena *arena, ToastSize *out, const Width *width, const ToastColumn *column)
{
    ToastColumn *added = arena_new_object(arena, ToastColumn);

    *added = *column;
    added->value_bytes = added->row_bytes / fmax(1e-6, 1 - width->null_fraction);
    list_append(&out->columns, added);
}

/* What was measured outside is shared among the columns that may be there. */
static void
share(Arena *arena, const Schema *schema, const TableStats *stats, const Table *table,
      ToastSize *out)
{
    double total = 0;
    size_t sharers = 0;
    bool of_unkept = false;

    for (const Column *at = table->columns.first; at != NULL; at = at->next)
        of_unkept |= can_be_wide(schema, at) && is_too_wide_to_keep(stats, at);
    for (const Column *at = table->columns.first; at != NULL; at = at->next)
    {
        double weight = weight_of(schema, stats, at, of_unkept);

        total += weight;
        sharers += weight > 0;
    }
    for (const Column *at = table->columns.first; at != NULL; at = at->next)
    {
        double weight = weight_of(schema, stats, at, of_unkept);
        Width width = width_of(schema, stats, at);

        if (weight > 0)
            add_column(arena, out, &width,
                       &(ToastColumn){.column = at,
                                      .row_bytes = out->row_bytes.value * weight / total,
                                      .source = sharers == 1 ? out->row_bytes.source
                                                             : PROVENANCE_ASSUMED});
    }
}

/* True when it was measured, though it be nothing. */
static bool
measure(Arena *arena, const Schema *schema, const TableStats *stats, const Table *table,
        ToastSize *out)
{
    double pages, outside;

    if (stats == NULL || !quantity_known(stats->heap_bytes) || !quantity_known(stats->pages) ||
        !quantity_known(stats->rows) || stats->rows.value < 1)
        return false;
    pages = stats->pages.value * PAGE_BYTES;
    outside = stats->heap_bytes.value - pages;
    if (outside == 0) /* pages alone were asked for: maps are never nothing */
        return false;
    if (outside > fmax(MAPS_BYTES, PAGES_LAG * pages))
    {
        out->row_bytes =
            (Quantity){outside / stats->rows.value,
                       provenance_weaker(stats->heap_bytes.source, stats->rows.source)};
        share(arena, schema, stats, table, out);
    }
    return true;
}

ToastSize
size_toast(Arena *arena, const Schema *schema, const Stats *stats, const Table *table)
{
    const TableStats *known = stats_find_table(stats, table->schema, table->name);
    double *moved = arena_new_array(arena, double, table->columns.count + 1);
    ToastSize out = {.row_bytes = QUANTITY_UNKNOWN};
    size_t at = 0;

    if (measure(arena, schema, known, table, &out) ||
        (known != NULL && known->row_bytes.source == PROVENANCE_DECLARED))
        return out;
    size_moved_out(schema, stats, table, moved);
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        double bytes = moved[at++];
        Width width = width_of(schema, known, column);

        if (bytes <= 0 || is_kept_inside(column))
            continue;
        add_column(arena, &out, &width,
                   &(ToastColumn){.column = column, .row_bytes = bytes, .source = width.source});
        out.row_bytes.value += bytes;
        out.row_bytes.source = out.columns.count == 1
                                   ? width.source
                                   : provenance_weaker(out.row_bytes.source, width.source);
    }
    return out;
}
