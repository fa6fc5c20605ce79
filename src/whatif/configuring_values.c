/*
 * configuring_values.c - what is known of a column's or an expression's values, as parts of a fact.
 */
#include "whatif/configuring.h"

#include <float.h>
#include <math.h>

/* The server refuses what is too small or too large for its float4, and all that is told beside it. */
static json_t *
real(double value)
{
    return json_real(fabs(value) < FLT_MIN ? 0 : fmin(FLT_MAX, fmax(-FLT_MAX, value)));
}

/* Values and their fractions; without all values they are of no use. */
static void
set_common(json_t *object, const char *key, const char *fractions_key, const CommonValue *common,
           size_t count)
{
    json_t *values = json_array();
    json_t *fractions = json_array();
    bool is_whole = count > 0;

    for (size_t i = 0; i < count; i++)
    {
        is_whole = is_whole && common[i].text != NULL;
        (void) json_array_append_new(
            values, common[i].text == NULL ? json_null() : json_string_nocheck(common[i].text));
        (void) json_array_append_new(fractions, real(common[i].fraction));
    }
    if (!is_whole)
    {
        json_decref(values);
        json_decref(fractions);
        return;
    }
    (void) json_object_set_new(object, key, values);
    (void) json_object_set_new(object, fractions_key, fractions);
}

/* A histogram has two bounds at least. */
static void
set_texts(json_t *object, const char *key, const char *const *texts, size_t count)
{
    json_t *array;

    if (count < 2)
        return;
    array = json_array();
    for (size_t i = 0; i < count; i++)
        (void) json_array_append_new(array, json_string_nocheck(texts[i]));
    (void) json_object_set_new(object, key, array);
}

static void
set_numbers(json_t *object, const char *key, const double *numbers, size_t count)
{
    json_t *array;

    if (count < 2)
        return;
    array = json_array();
    for (size_t i = 0; i < count; i++)
        (void) json_array_append_new(array, real(numbers[i]));
    (void) json_object_set_new(object, key, array);
}

void
configuring_values(json_t *object, const ColumnStats *column)
{
    configuring_quantity(object, "null_fraction", column->null_fraction);
    configuring_quantity(object, "width", column->width_bytes);
    if (quantity_known(column->distinct_share) && column->distinct_share.value > 0)
        configuring_number(object, "n_distinct", -column->distinct_share.value);
    else
        configuring_quantity(object, "n_distinct", column->distinct);
    configuring_quantity(object, "correlation", column->correlation);
    set_common(object, "common", "common_fractions", column->common, column->common_count);
    set_texts(object, "bounds", column->bounds, column->bound_count);
    set_common(object, "elements", "element_fractions", column->elements, column->element_count);
    set_numbers(object, "element_counts", column->element_counts, column->element_counts_count);
    set_texts(object, "range_bounds", column->range_bounds, column->range_bound_count);
    set_numbers(object, "range_lengths", column->range_lengths, column->range_length_count);
    configuring_number(object, "range_empty", column->range_empty);
}
