/*
 * json_tables.c - reads and writes of each table, as the queries tell.
 */
#include "report/json_internal.h"

#include <math.h>

/* "by key" to "by_key". */
static char *
key_text(Arena *arena, const char *name)
{
    char *key = arena_strdup(arena, name);

    for (char *at = strchr(key, ' '); at != NULL; at = strchr(at, ' '))
        *at = '_';
    return key;
}

/* Without those that only find what they write. */
static size_t
count_reads(const TableUse *use)
{
    size_t count = 0;

    for (const TableRead *read = use->reads.first; read != NULL; read = read->next)
        count += !read->relation->is_written;
    return count;
}

static json_t *
reads_json(Arena *arena, const TableUse *use)
{
    json_t *object = json_object();

    json_set(object, "queries", json_integer((json_int_t) count_reads(use)));
    json_set(object, "calls", json_quantity(arena, use->read_calls, "calls/day"));
    for (ReadPattern pattern = 0; pattern < READ_PATTERNS; pattern++)
        if (quantity_known(use->reads_by[pattern]))
            json_set(object, key_text(arena, table_use_pattern_name(pattern)),
                     json_quantity(arena, use->reads_by[pattern], "calls/day"));
    return object;
}

static json_t *
writes_json(Arena *arena, const TableUse *use)
{
    json_t *object = json_object();

    json_set(object, "queries", json_integer((json_int_t) use->writes.count));
    json_set(object, "rows", json_quantity(arena, use->rows_written, "rows/day"));
    for (WriteKind kind = 0; kind < WRITE_KINDS; kind++)
        if (quantity_known(use->write_calls[kind]))
            json_set(object, table_use_write_name(kind),
                     json_quantity(arena, use->write_calls[kind], "calls/day"));
    return object;
}

static json_t *
columns_json(Arena *arena, const TableUse *use)
{
    json_t *array = json_array();

    for (size_t at = 0; at < use->table->columns.count; at++)
    {
        const ColumnRates *rates = &use->columns[at];
        json_t *object;

        if (!quantity_known(rates->returned) && !quantity_known(rates->searched) &&
            !quantity_known(rates->updated))
            continue;
        object = json_object();
        json_set(object, "name", json_text_or_null(rates->column->name));
        json_set(object, "returned", json_quantity(arena, rates->returned, "calls/day"));
        json_set(object, "searched", json_quantity(arena, rates->searched, "calls/day"));
        json_set(object, "updated", json_quantity(arena, rates->updated, "calls/day"));
        json_append(array, object);
    }
    return array;
}

/* Infinity is no JSON: a table that is never written has no ratio. */
static Quantity
limited(Quantity quantity)
{
    return isfinite(quantity.value) ? quantity : QUANTITY_UNKNOWN;
}

json_t *
json_table_uses(Arena *arena, const TableUses *uses)
{
    json_t *array;

    if (uses == NULL)
        return json_null();
    array = json_array();
    for (const TableUse *use = uses->list.first; use != NULL; use = use->next)
    {
        json_t *object = json_object();

        json_set(object, "schema", json_text_or_null(use->table->schema));
        json_set(object, "name", json_text_or_null(use->table->name));
        json_set(object, "reads", reads_json(arena, use));
        json_set(object, "writes", writes_json(arena, use));
        json_set(object, "reads_per_row_written",
                 json_quantity(arena, limited(table_use_read_ratio(use)), ""));
        json_set(object, "columns", columns_json(arena, use));
        json_append(array, object);
    }
    return array;
}
