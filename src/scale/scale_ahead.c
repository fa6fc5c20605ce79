/*
 * scale_ahead.c - the partitions that a larger database has and this one has not.
 *
 * They are made as tables of the model, empty and in a schema of their own, so that the private server can
 * have them: one made like another, at the next bounds of the same step. Of time they go back, because the
 * database of next year is seen from today; of numbers they go on.
 *
 * Each costs the server time to make and to plan, so there is an end to it: the furthest one then reaches as
 * far as all that were left out, and has their rows.
 */
#include "scale/scale_internal.h"

#include <math.h>

#define SCHEMA_OF_MADE "tenfold_partitions"

enum
{
    MADE_MOST =
        200, /* of one table, with their parts; 1.7 ms each, 25 µs in a plan that reads all */
    MADE_MOST_OF_ALL = 600,
    NAME_MOST = 40
};

typedef struct Making
{
    const Scaling *scaling;
    TableList tables;
    size_t of_series; /* made for the series at hand */
} Making;

static const char *
name_of(const Making *making, const Table *parent)
{
    const char *name = strlen(parent->name) > NAME_MOST ? "partition" : parent->name;

    return arena_printf(making->scaling->arena, "%s_more_%zu", name, making->tables.count + 1);
}

/* Those of the sister's own; what the parent has comes along. */
static void
copy_indexes(Arena *arena, const Table *sister, Table *table)
{
    for (const Index *index = sister->indexes.first; index != NULL; index = index->next)
    {
        Index *copy;

        if (index->parent_name != NULL)
            continue;
        copy = arena_new_object(arena, Index);
        *copy = *index;
        copy->schema = copy->table_schema = table->schema;
        copy->table_name = table->name;
        copy->name = arena_printf(arena, "%s_%zu", table->name, table->indexes.count + 1);
        list_append(&table->indexes, copy);
    }
}

static Table *
add_table(Making *making, const Table *parent, const Table *sister, const char *bound)
{
    Table *table = arena_new_object(making->scaling->arena, Table);

    *table = (Table){.schema = SCHEMA_OF_MADE,
                     .name = name_of(making, parent),
                     .kind = sister->kind,
                     .columns = sister->columns,
                     .partition_of = arena_new_object(making->scaling->arena, TableParent),
                     .partition_bound = bound,
                     .partition_key = sister->partition_key,
                     .options = sister->options,
                     .made_like = sister};
    *table->partition_of = (TableParent){.schema = parent->schema, .name = parent->name};
    copy_indexes(making->scaling->arena, sister, table);
    list_append(&making->tables, table);
    making->of_series++;
    for (const PartitionRef *at = design_partitions(making->scaling->design, sister)->first;
         at != NULL; at = at->next)
        (void) add_table(making, table, at->table, at->table->partition_bound);
    return table;
}

/* Partitions below a table, itself included; foreign ones can not be made. */
static size_t
count_below(const Design *design, const Table *table)
{
    size_t count = 1;

    if (table->kind == TABLE_FOREIGN)
        return MADE_MOST_OF_ALL;
    for (const PartitionRef *at = design_partitions(design, table)->first; at != NULL;
         at = at->next)
        count += count_below(design, at->table);
    return count;
}

static void
make_series(Making *making, const Series *series)
{
    const Scaling *scaling = making->scaling;
    const SeriesPart *sister = &series->parts[series->sister];
    size_t more = scale_series_more(scaling, series);
    size_t below = count_below(scaling->design, sister->table);
    size_t made = more < MADE_MOST / below ? more : MADE_MOST / below;

    making->of_series = 0;
    for (size_t i = 0; i < made && making->tables.count + below <= MADE_MOST_OF_ALL; i++)
    {
        bool is_last = i + 1 == made;
        double far = (double) (is_last ? more : i + 1);
        double from = series->is_time ? range_move(series->low, &series->step, -far)
                                      : range_move(series->high, &series->step, (double) i);
        double to = series->is_time ? range_move(series->low, &series->step, -(double) i)
                                    : range_move(series->high, &series->step, far);

        (void) add_table(making, series->parent, sister->table,
                         range_text(scaling->arena, &sister->range, from, to));
    }
}

static bool
has_ranges(const Design *design)
{
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        if (table->partition_key != NULL && table->partition_key->strategy == PARTITION_RANGE)
            return true;
    return false;
}

const Design *
scale_with_partitions(Arena *arena, const Design *design, const ScaleTarget *furthest)
{
    Scaling scaling;
    Making making = {.scaling = &scaling};
    Design *larger;

    if (furthest->factor > 0 || !has_ranges(design))
        return NULL;
    scale_start(&scaling, arena, design, furthest);
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
    {
        const Series *series = scale_series(&scaling, table);

        if (series != NULL)
            make_series(&making, series);
    }
    if (making.tables.count == 0)
        return NULL;
    larger = design_new(arena, schema_with_tables(arena, design->schema, &making.tables),
                        design->stats, design->today);
    larger->workload = design->workload;
    larger->source_label = design->source_label;
    larger->is_live = design->is_live;
    return larger;
}

const Schema *
scale_same_partitions(Arena *arena, const Schema *made, const Schema *schema)
{
    TableList tables = {0};

    for (const Table *table = made->tables.first; table != NULL; table = table->next)
    {
        const Table *sister =
            table->made_like == NULL
                ? NULL
                : schema_find_table(schema, table->made_like->schema, table->made_like->name);
        Table *copy;

        if (sister == NULL || sister->partition_of == NULL)
            continue;
        copy = arena_new_object(arena, Table);
        *copy = *table;
        copy->made_like = sister;
        copy->columns = sister->columns;
        copy->indexes = (IndexList){0};
        copy_indexes(arena, sister, copy);
        list_append(&tables, copy);
    }
    return tables.first == NULL ? schema : schema_with_tables(arena, schema, &tables);
}

void
scale_count_partitions(const Scaling *scaling, const Table *table, TableStats *then)
{
    const Series *series = table->partition_key == NULL ? NULL : scale_series(scaling, table);
    size_t more = series == NULL ? 0 : scale_series_more(scaling, series);
    size_t count = 0;

    for (const PartitionRef *at = design_partitions(scaling->design, table)->first; at != NULL;
         at = at->next)
        count += at->table->made_like == NULL && at->table->partition_of != NULL;
    then->partitions = then->partitions_planned = count;
    if (series == NULL)
        return;
    then->partitions += more;
    then->partitions_planned += more < series->made_count ? more : series->made_count;
}
