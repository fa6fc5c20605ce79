/*
 * key_growth.c - on which day the numbers of keys end.
 *
 * Every insert uses a number up, also of rows that are deleted again: churn counts.
 */
#include "grow/grow_internal.h"

#include "schema/type.h"

/* By a sequence, or by somebody else: what is unique is taken to count rows. */
static bool
is_numbered(const Table *table, const Column *column)
{
    if (column->sequence != NULL || column->identity != IDENTITY_NONE)
        return true;
    if (column->default_expr != NULL && strstr(column->default_expr->sql, "nextval(") != NULL)
        return true;
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (index->is_unique && index->predicate == NULL && index->elements.count == 1 &&
            str_equal(index->elements.first->column, column->name))
            return true;
    return false;
}

static double
last_number(const Design *design, const Column *column)
{
    double last =
        (double) type_integer_maximum(type_facts(design->schema, &column->type).base_name);

    if (column->sequence != NULL && !column->sequence->is_cycling &&
        column->sequence->increment > 0 && (double) column->sequence->maximum < last)
        last = (double) column->sequence->maximum;
    return last;
}

/* Where the sequence is; without one that was read, as many as there are rows. */
static Quantity
used_numbers(const Design *design, const Table *table, const Column *column)
{
    const Sequence *sequence = column->sequence;
    Quantity value = sequence == NULL
                         ? QUANTITY_UNKNOWN
                         : stats_sequence_value(design->stats, sequence->schema, sequence->name);

    return quantity_known(value) ? value : design_rows(design, table);
}

static KeyGrowth *
build_key(const Growth *growth, const Table *table, const Column *column)
{
    const Design *design = growth->design;
    double last = last_number(design, column);
    Quantity used = used_numbers(design, table, column);
    double step = column->sequence == NULL || column->sequence->increment < 1
                      ? 1
                      : (double) column->sequence->increment;
    KeyGrowth *key;

    if (last <= 0 || last >= (double) INT64_MAX || !quantity_known(used))
        return NULL;
    key = arena_new_object(growth->arena, KeyGrowth);
    *key = (KeyGrowth){.table = table, .column = column, .used = used.value / last};
    if (!design_day_of_inserts(design, table, (last - used.value) / step, &key->ends, &key->source))
    {
        key->ends = DAY_NEVER;
        key->source = PROVENANCE_UNKNOWN;
    }
    return key;
}

static int
compare_keys(const void *left, const void *right)
{
    const KeyGrowth *a = *(KeyGrowth *const *) left;
    const KeyGrowth *b = *(KeyGrowth *const *) right;

    if (a->ends != b->ends)
        return a->ends < b->ends ? -1 : 1;
    return (b->used > a->used) - (b->used < a->used);
}

static size_t
count_columns(const Schema *schema)
{
    size_t count = 0;

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        count += table->columns.count;
    return count;
}

void
key_growth_build(Growth *growth)
{
    const Schema *schema = growth->design->schema;
    KeyGrowth **sorted = arena_new_array(growth->arena, KeyGrowth *, count_columns(schema) + 1);
    size_t count = 0;

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        for (const Column *column = table->columns.first; column != NULL; column = column->next)
        {
            KeyGrowth *key = design_is_counted(growth->design, table) && is_numbered(table, column)
                                 ? build_key(growth, table, column)
                                 : NULL;

            if (key != NULL)
                sorted[count++] = key;
        }
    qsort(sorted, count, sizeof *sorted, compare_keys);
    for (size_t i = 0; i < count; i++)
    {
        list_append(&growth->keys, sorted[i]);
        if (sorted[i]->ends != DAY_NEVER)
            wall_add(growth, sorted[i]->ends,
                     arena_printf(growth->arena, "%s.%s (%s) runs out of numbers",
                                  table_label(growth->arena, sorted[i]->table),
                                  sorted[i]->column->name, sorted[i]->column->type.text));
    }
}
