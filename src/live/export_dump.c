/*
 * export_dump.c - the statistics in a dump of PostgreSQL 18.
 *
 *     SELECT * FROM pg_catalog.pg_restore_relation_stats(
 *         'version', '180000'::integer, 'schemaname', 'public', 'relname', 'tasks',
 *         'relpages', '345'::integer, 'reltuples', '2000'::real, …);
 *
 * Names and values alternate, all of them literals; so they are read as such, without the parser.
 */
#include "live/export.h"

#include "base/strbuf.h"
#include "live/column_export.h"

/* The literal at `*at` or after it, before the call's end; NULL when there is none. */
static const char *
next_literal(Arena *arena, const char **at)
{
    StrBuf text = strbuf_new(arena);
    const char *from = *at + strcspn(*at, "');");
    bool has_escapes = from > *at && (from[-1] == 'E' || from[-1] == 'e');

    if (*from != '\'')
        return NULL;
    for (from++; *from != '\0'; from++)
    {
        if (*from == '\'' && from[1] != '\'')
            break;
        if (*from == '\'' || (has_escapes && *from == '\\' && from[1] != '\0'))
            from++;
        strbuf_add_char(&text, *from);
    }
    *at = *from == '\0' ? from : from + 1;
    return text.text;
}

/* The arguments of a call by name. */
static Map *
read_arguments(Arena *arena, const char *at)
{
    Map *arguments = map_new(arena);
    const char *name, *value;

    while ((name = next_literal(arena, &at)) != NULL && (value = next_literal(arena, &at)) != NULL)
        map_put(arguments, name, (void *) value);
    return arguments;
}

static void
take_relation(const Map *arguments, const Schema *schema, Stats *stats)
{
    const char *name = map_get(arguments, "relname");
    const char *rows = map_get(arguments, "reltuples");
    const char *pages = map_get(arguments, "relpages");
    TableStats *table =
        name == NULL ? NULL
                     : column_export_table(schema, stats, map_get(arguments, "schemaname"), name);

    if (table == NULL)
        return;
    if (rows != NULL && strtod(rows, NULL) >= 0)
        table->rows = (Quantity){strtod(rows, NULL), PROVENANCE_MEASURED};
    column_export_pages(table, pages, map_get(arguments, "relallvisible"));
}

static void
take_attribute(const Map *arguments, const Schema *schema, Stats *stats)
{
    const ColumnExport row = {
        .schema = map_get(arguments, "schemaname"),
        .table = map_get(arguments, "relname"),
        .column = map_get(arguments, "attname"),
        .null_fraction = map_get(arguments, "null_frac"),
        .width_bytes = map_get(arguments, "avg_width"),
        .distinct = map_get(arguments, "n_distinct"),
        .correlation = map_get(arguments, "correlation"),
        .common_values = map_get(arguments, "most_common_vals"),
        .common_frequencies = map_get(arguments, "most_common_freqs"),
        .number = map_get(arguments, "attnum"),
        .bounds = map_get(arguments, "histogram_bounds"),
        .elements = map_get(arguments, "most_common_elems"),
        .element_frequencies = map_get(arguments, "most_common_elem_freqs"),
        .element_counts = map_get(arguments, "elem_count_histogram"),
        .range_bounds = map_get(arguments, "range_bounds_histogram"),
        .range_lengths = map_get(arguments, "range_length_histogram"),
        .range_empty = map_get(arguments, "range_empty_frac"),
    };

    if (row.table != NULL)
        (void) column_export_take(schema, stats, &row); /* of a table that is not there */
}

void
export_take_dump(const FileText *dump, Schema *schema, Stats *stats)
{
    static const char relation[] = "pg_restore_relation_stats(";
    static const char attribute[] = "pg_restore_attribute_stats(";
    static const char call[] = "pg_catalog.pg_restore_";

    for (const char *at = dump->text; (at = strstr(at, call)) != NULL; at++)
    {
        const char *name = at + sizeof("pg_catalog.") - 1;

        if (strncmp(name, relation, sizeof(relation) - 1) == 0)
            take_relation(read_arguments(stats->arena, name + sizeof(relation) - 1), schema, stats);
        else if (strncmp(name, attribute, sizeof(attribute) - 1) == 0)
            take_attribute(read_arguments(stats->arena, name + sizeof(attribute) - 1), schema,
                           stats);
    }
    column_export_finish(stats);
}
