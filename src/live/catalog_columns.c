/*
 * catalog_columns.c - pg_stats: what ANALYZE found out about the values of columns.
 *
 * Frequencies are asked for apart from the values, which are personal data and may be left out. Both are
 * arrays, and come as JSON.
 */
#include "live/catalog_internal.h"

#include <jansson.h>

/* An array of JSON; NULL for null and what is none. */
static json_t *
load_array(const char *text)
{
    json_t *array = text == NULL ? NULL : json_loads(text, 0, NULL);

    if (array == NULL || json_is_array(array))
        return array;
    json_decref(array);
    return NULL;
}

static ColumnStats *
column_of(Reading *reading, const DbResult *row)
{
    return stats_column(reading->stats, catalog_table(reading, row, 0),
                        answers_text(row, 0, "column_name"));
}

static void
take_frequencies(Arena *arena, ColumnStats *column, const char *text)
{
    json_t *array = load_array(text);
    CommonValue *common = arena_new_array(arena, CommonValue, json_array_size(array) + 1);

    for (size_t i = 0; i < json_array_size(array); i++)
        common[i].fraction = json_number_value(json_array_get(array, i));
    column->common = common;
    column->common_count = json_array_size(array);
    json_decref(array);
}

static void
take_statistics(void *context, const DbResult *row)
{
    Reading *reading = context;
    ColumnStats *column = column_of(reading, row);
    Quantity distinct = catalog_measured(answers_value(row, 0, "n_distinct"));

    column->width_bytes = catalog_measured(answers_value(row, 0, "width_bytes"));
    column->null_fraction = catalog_measured(answers_value(row, 0, "null_fraction"));
    column->distinct = catalog_measured(answers_value(row, 0, "distinct_values"));
    column->correlation = catalog_measured(answers_value(row, 0, "correlation"));
    if (distinct.value < 0)
        column->distinct_share = (Quantity){-distinct.value, PROVENANCE_MEASURED};
    take_frequencies(reading->stats->arena, column, answers_value(row, 0, "common_frequencies"));
}

static const char *
element_text(Arena *arena, const json_t *element)
{
    const char *text = json_string_value(element);

    return text == NULL ? "" : arena_strdup(arena, text);
}

static void
take_values(void *context, const DbResult *row)
{
    Reading *reading = context;
    Arena *arena = reading->stats->arena;
    ColumnStats *column = column_of(reading, row);
    json_t *values = load_array(answers_value(row, 0, "common_values"));
    json_t *bounds = load_array(answers_value(row, 0, "bounds"));
    CommonValue *common = arena_new_array(arena, CommonValue, column->common_count + 1);
    const char **texts = arena_new_array(arena, const char *, json_array_size(bounds) + 1);

    for (size_t i = 0; i < column->common_count; i++)
    {
        common[i] = column->common[i];
        if (i < json_array_size(values))
            common[i].text = element_text(arena, json_array_get(values, i));
    }
    for (size_t i = 0; i < json_array_size(bounds); i++)
        texts[i] = element_text(arena, json_array_get(bounds, i));
    column->common = common;
    column->bounds = texts;
    column->bound_count = json_array_size(bounds);
    json_decref(values);
    json_decref(bounds);
}

static void
take_elements(void *context, const DbResult *row)
{
    Reading *reading = context;
    Arena *arena = reading->stats->arena;
    ColumnStats *column = column_of(reading, row);
    json_t *values = load_array(answers_value(row, 0, "elements"));
    json_t *frequencies = load_array(answers_value(row, 0, "frequencies"));
    CommonValue *elements = arena_new_array(arena, CommonValue, json_array_size(values) + 1);

    for (size_t i = 0; i < json_array_size(values) && i < json_array_size(frequencies); i++)
    {
        elements[i].text = element_text(arena, json_array_get(values, i));
        elements[i].fraction = json_number_value(json_array_get(frequencies, i));
        column->element_count = i + 1;
    }
    column->elements = elements;
    json_decref(values);
    json_decref(frequencies);
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

bool
catalog_columns(Reading *reading, Error *error)
{
    if (!answers_each(reading->answers, reading->schema, QUESTION_COLUMN_STATISTICS,
                      take_statistics, reading, error) ||
        !answers_each(reading->answers, reading->schema, QUESTION_COLUMN_VALUES, take_values,
                      reading, error) ||
        !answers_each(reading->answers, reading->schema, QUESTION_COLUMN_ELEMENTS, take_elements,
                      reading, error))
        return false;
    for (TableStats *table = reading->stats->tables.first; table != NULL; table = table->next)
        add_row_bytes(reading->schema, table);
    return true;
}
