/*
 * catalog_values.c - a row of pg_stats, be it of a column, of an index or of CREATE STATISTICS.
 *
 * Frequencies are asked for apart from the values, which are personal data and may be left out. Both are
 * arrays, and come as JSON. What a file holds may be anything: what is no number counts as 0.
 */
#include "live/catalog_internal.h"

#include <math.h>

static const double LARGEST = 1e30;

json_t *
catalog_array(const char *text)
{
    json_t *array = text == NULL ? NULL : json_loads(text, 0, NULL);

    if (array == NULL || json_is_array(array))
        return array;
    json_decref(array);
    return NULL;
}

double
catalog_share(const json_t *number)
{
    return fmin(1, fmax(0, json_number_value(number)));
}

static void
take_frequencies(Arena *arena, ColumnStats *column, const char *text)
{
    json_t *array = catalog_array(text);
    CommonValue *common = arena_new_array(arena, CommonValue, json_array_size(array) + 1);

    for (size_t i = 0; i < json_array_size(array); i++)
        common[i].fraction = catalog_share(json_array_get(array, i));
    column->common = common;
    column->common_count = json_array_size(array);
    json_decref(array);
}

void
catalog_take_numbers(Arena *arena, ColumnStats *column, const DbResult *row)
{
    Quantity distinct = catalog_measured(answers_value(row, 0, "n_distinct"));

    column->width_bytes = catalog_measured(answers_value(row, 0, "width_bytes"));
    column->null_fraction = catalog_measured(answers_value(row, 0, "null_fraction"));
    column->correlation = catalog_measured(answers_value(row, 0, "correlation"));
    if (distinct.value < 0)
        column->distinct_share = (Quantity){-distinct.value, PROVENANCE_MEASURED};
    else
        column->distinct = distinct;
    take_frequencies(arena, column, answers_value(row, 0, "common_frequencies"));
}

static const char *
element_text(Arena *arena, const json_t *element)
{
    const char *text = json_string_value(element);

    return text == NULL ? "" : arena_strdup(arena, text);
}

static const char *const *
take_texts(Arena *arena, const char *text, size_t *count)
{
    json_t *array = catalog_array(text);
    const char **texts = arena_new_array(arena, const char *, json_array_size(array) + 1);

    *count = json_array_size(array);
    for (size_t i = 0; i < *count; i++)
        texts[i] = element_text(arena, json_array_get(array, i));
    json_decref(array);
    return texts;
}

/* No count of elements and no length is larger. */
static const double *
take_doubles(Arena *arena, const char *text, size_t *count)
{
    json_t *array = catalog_array(text);
    double *numbers = arena_new_array(arena, double, json_array_size(array) + 1);

    *count = json_array_size(array);
    for (size_t i = 0; i < *count; i++)
        numbers[i] = fmin(LARGEST, fmax(0, json_number_value(json_array_get(array, i))));
    json_decref(array);
    return numbers;
}

void
catalog_take_values(Arena *arena, ColumnStats *column, const DbResult *row)
{
    json_t *values = catalog_array(answers_value(row, 0, "common_values"));
    CommonValue *common = arena_new_array(arena, CommonValue, column->common_count + 1);

    for (size_t i = 0; i < column->common_count; i++)
    {
        common[i] = column->common[i];
        if (i < json_array_size(values))
            common[i].text = element_text(arena, json_array_get(values, i));
    }
    column->common = common;
    column->bounds = take_texts(arena, answers_value(row, 0, "bounds"), &column->bound_count);
    json_decref(values);
}

void
catalog_take_elements(Arena *arena, ColumnStats *column, const DbResult *row)
{
    json_t *values = catalog_array(answers_value(row, 0, "elements"));
    json_t *frequencies = catalog_array(answers_value(row, 0, "frequencies"));
    CommonValue *elements = arena_new_array(arena, CommonValue, json_array_size(values) + 1);

    column->element_count = 0;
    for (size_t i = 0; i < json_array_size(values) && i < json_array_size(frequencies); i++)
    {
        elements[i].text = element_text(arena, json_array_get(values, i));
        elements[i].fraction = catalog_share(json_array_get(frequencies, i));
        column->element_count = i + 1;
    }
    column->elements = elements;
    column->element_counts =
        take_doubles(arena, answers_value(row, 0, "element_counts"), &column->element_counts_count);
    json_decref(values);
    json_decref(frequencies);
}

void
catalog_take_ranges(Arena *arena, ColumnStats *column, const DbResult *row)
{
    column->range_bounds =
        take_texts(arena, answers_value(row, 0, "range_bounds"), &column->range_bound_count);
    column->range_lengths =
        take_doubles(arena, answers_value(row, 0, "range_lengths"), &column->range_length_count);
    column->range_empty =
        fmin(1, fmax(0, catalog_measured(answers_value(row, 0, "range_empty")).value));
}
