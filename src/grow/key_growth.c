/*
 * key_growth.c - on which day the numbers of keys end.
 *
 * Every insert uses a number up, also of rows that are deleted again: churn counts. What a sequence that
 * cycles numbers has no end; a counter that queries count up has one at the earliest.
 */
#include "grow/grow_internal.h"

#include "design/numbers.h"
#include "design/tally.h"
#include "schema/type.h"

static const double HALF_USED = 0.5;

/* By a sequence, or by somebody else: what is unique is taken to count rows. */
static bool
is_numbered(const Table *table, const Column *column)
{
    if (numbers_are_generated(column))
        return true;
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (index->is_unique && index->predicate == NULL && index->elements.count == 1 &&
            str_equal(index->elements.first->column, column->name))
            return true;
    return false;
}

static double
last_number(const Design *design, const Column *column, const Sequence *sequence)
{
    double last =
        (double) type_integer_maximum(type_facts(design->schema, &column->type).base_name);

    if (sequence != NULL && sequence->increment > 0 && (double) sequence->maximum < last)
        last = (double) sequence->maximum;
    return last;
}

/* The numbers of a column until `last`. */
static KeyGrowth *
build_key_of(const Growth *growth, const Table *table, const Column *column, double last)
{
    const Design *design = growth->design;
    const Sequence *sequence = numbers_sequence(design, table, column);
    Quantity used = numbers_used(design, table, sequence);
    KeyGrowth *key;

    if (last <= 0 || last >= (double) INT64_MAX || !quantity_known(used) ||
        (sequence != NULL && sequence->is_cycling))
        return NULL;
    key = arena_new_object(growth->arena, KeyGrowth);
    *key = (KeyGrowth){.table = table,
                       .column = column,
                       .used = used.value / last,
                       .is_used_known = true,
                       .per_day = numbers_per_day(design, table, sequence)};
    if (!numbers_day(design, table, sequence, last, &key->ends, &key->source))
    {
        key->ends = DAY_NEVER;
        key->source = PROVENANCE_UNKNOWN;
    }
    return key;
}

static KeyGrowth *
build_key(const Growth *growth, const Table *table, const Column *column)
{
    const Design *design = growth->design;

    return build_key_of(growth, table, column,
                        last_number(design, column, numbers_sequence(design, table, column)));
}

/* A counter has no pace of its own: all that is counted may be one row's. */
static KeyGrowth *
build_tally(const Growth *growth, const Table *table, const Column *column)
{
    KeyGrowth *key;
    Tally tally;

    if (!tally_find(growth->design, table, column, &tally))
        return NULL;
    key = arena_new_object(growth->arena, KeyGrowth);
    *key = (KeyGrowth){.table = table,
                       .column = column,
                       .used = tally.most.value / tally.last,
                       .is_used_known = quantity_known(tally.most),
                       .per_day = tally.per_day,
                       .ends = tally.earliest,
                       .is_earliest = true,
                       .source = PROVENANCE_ASSUMED};
    return key;
}

/* What a column of this type holds of another table's numbers. */
static KeyGrowth *
build_reference(const Growth *growth, const Table *table, const Column *column)
{
    const Design *design = growth->design;
    double last = last_number(design, column, NULL);

    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
    {
        const Table *parent;
        const Column *target;
        KeyGrowth *found;

        if (key->kind != CONSTRAINT_FOREIGN_KEY || key->columns.count != 1 ||
            !str_equal(key->columns.first->text, column->name) || key->ref_columns.first == NULL)
            continue;
        parent = schema_find_table(design->schema, key->ref_schema, key->ref_table);
        target = parent == NULL ? NULL : table_find_column(parent, key->ref_columns.first->text);
        if (target == NULL || !numbers_are_generated(target) || last <= 0 ||
            last_number(design, target, NULL) <= last)
            continue;
        found = build_key_of(growth, parent, target, last);
        if (found == NULL)
            continue;
        found->table = table;
        found->column = column;
        found->parent = parent;
        return found;
    }
    return NULL;
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

static KeyGrowth *
build(const Growth *growth, const Table *table, const Column *column)
{
    KeyGrowth *key = build_reference(growth, table, column);

    if (key != NULL)
        return key;
    return is_numbered(table, column) ? build_key(growth, table, column)
                                      : build_tally(growth, table, column);
}

static size_t
count_columns(const Schema *schema)
{
    size_t count = 0;

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        count += table->columns.count;
    return count;
}

/* That one row gets everything is no forecast, before it is known to be half way there. */
static bool
is_wall(const KeyGrowth *key)
{
    return !key->is_earliest || (key->is_used_known && key->used >= HALF_USED);
}

static const char *
wall_text(const Growth *growth, const KeyGrowth *key)
{
    return arena_printf(growth->arena,
                        key->is_earliest ? "%s.%s (%s) is full at the earliest, if one row gets "
                                           "all that is counted"
                                         : "%s.%s (%s) runs out of numbers",
                        table_label(growth->arena, key->table), key->column->name,
                        key->column->type.text);
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
            KeyGrowth *key =
                design_is_counted(growth->design, table) ? build(growth, table, column) : NULL;

            if (key != NULL)
                sorted[count++] = key;
        }
    qsort(sorted, count, sizeof *sorted, compare_keys);
    for (size_t i = 0; i < count; i++)
    {
        list_append(&growth->keys, sorted[i]);
        if (sorted[i]->ends != DAY_NEVER && is_wall(sorted[i]))
            wall_add(growth, WALL_KEY, sorted[i]->ends, wall_text(growth, sorted[i]));
    }
}
