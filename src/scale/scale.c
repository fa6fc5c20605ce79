/*
 * scale.c - all tables, one after the other.
 *
 * What the planner does not look at (counters, ages) stays as it is; sizes of indexes follow the rows.
 */
#include "scale/scale_internal.h"

#include "stats/size.h"

#include <math.h>

static const double PAGE_BYTES = 8192;
static const double PAGES_TELLING =
    20; /* fewer say little about a row: half of the last is empty */

/* Measured pages follow the rows; few of them, or none, the width of a row. */
static Quantity
pages_then(const Scaling *scaling, const TableScale *table)
{
    Quantity pages = table->now == NULL ? QUANTITY_UNKNOWN : table->now->pages;
    Quantity heap;

    if (quantity_known(pages) && table->rows_now >= 1 &&
        (pages.value >= PAGES_TELLING || table->rows_then <= table->rows_now))
        return (Quantity){ceil(pages.value * table->rows_then / table->rows_now),
                          provenance_weaker(pages.source, table->source)};
    heap = size_heap_bytes(scaling->design->schema, scaling->now,
                           table->like == NULL ? table->table : table->like, table->rows_then);
    return (Quantity){ceil(heap.value / PAGE_BYTES), provenance_weaker(heap.source, table->source)};
}

static Quantity
follow(Quantity quantity, const TableScale *table)
{
    if (!quantity_known(quantity) || table->rows_now < 1)
        return quantity;
    return (Quantity){quantity.value * table->rows_then / table->rows_now,
                      provenance_weaker(quantity.source, table->source)};
}

static void
scale_columns(const Scaling *scaling, const TableScale *table, Stats *out, TableStats *then)
{
    for (const Column *column = table->table->columns.first; column != NULL; column = column->next)
    {
        const ColumnStats *now = stats_find_column(table->now, column->name);

        if (now != NULL)
            scale_column(scaling, table, column, now, stats_column(out, then, column->name));
    }
}

/* Takes all but what says who and where the entry is. */
static void
copy_numbers(TableStats *to, const TableStats *from)
{
    TableStats kept = *to;

    *to = *from;
    to->next = kept.next;
    to->same_name = kept.same_name;
    to->schema = kept.schema;
    to->name = kept.name;
    to->columns = (ColumnStatsList){0};
}

static void
scale_indexes(const Scaling *scaling, const TableScale *table, Stats *out)
{
    for (const Index *index = table->table->indexes.first; index != NULL; index = index->next)
    {
        Quantity bytes = stats_index_bytes(scaling->now, index->schema, index->name);
        ObjectStats *then;

        if (!quantity_known(bytes))
            continue;
        then = arena_new_object(scaling->arena, ObjectStats);
        then->schema = index->schema;
        then->name = index->name;
        then->value = bytes;
        if (bytes.value >= PAGES_TELLING * PAGE_BYTES)
            then->value = follow(bytes, table);
        else if (table->rows_then > table->rows_now)
            continue; /* as large as the model says: a page or two are no measure */
        list_append(&out->indexes, then);
    }
}

/* Nothing came and nothing went: what ANALYZE said stands, its luck included. */
static bool
is_today(const Scaling *scaling, const TableScale *table)
{
    return scaling->days <= 0 && table->rows_now == table->rows_then;
}

static void
keep_all(const Scaling *scaling, const TableScale *table, Stats *out, TableStats *then)
{
    for (const ColumnStats *now = table->now->columns.first; now != NULL; now = now->next)
    {
        ColumnStats *column = stats_column(out, then, now->name);
        ColumnStats *next = column->next;

        *column = *now;
        column->next = next;
    }
    if (!quantity_known(then->pages))
        then->pages = pages_then(scaling, table);
    scale_indexes(scaling, table, out);
}

/* A partition without rows of its own: one that was made, or one ahead that has some then. */
static void
scale_like(const Scaling *scaling, const TableScale *place, Stats *out)
{
    TableStats *then = stats_table(out, place->table->schema, place->table->name);

    if (place->now != NULL)
        then->visible_fraction = place->now->visible_fraction;
    then->rows = (Quantity){place->rows_then, PROVENANCE_ASSUMED};
    then->pages = pages_then(scaling, place);
    scale_place_like(scaling, place, out, then);
}

static void
scale_one(const Scaling *scaling, const Table *table, Stats *out)
{
    const TableStats *now = stats_find_table(scaling->now, table->schema, table->name);
    TableStats *then;
    TableScale scale;

    if (scale_place(scaling, table, &scale) && scale.like != NULL)
    {
        scale_like(scaling, &scale, out);
        return;
    }
    if (table->made_like != NULL)
    {
        then = stats_table(out, table->schema, table->name);
        then->is_absent = true;
        then->rows = (Quantity){0, PROVENANCE_ASSUMED};
        return;
    }
    if (now == NULL)
        return;
    then = stats_table(out, table->schema, table->name);
    copy_numbers(then, now);
    if (table->kind == TABLE_PARTITIONED)
        scale_count_partitions(scaling, table, then);
    if (!scale_table(scaling, table, &scale))
        return;
    if (is_today(scaling, &scale))
    {
        keep_all(scaling, &scale, out, then);
        return;
    }
    then->rows = (Quantity){scale.rows_then, scale.source};
    then->pages = pages_then(scaling, &scale);
    then->heap_bytes = follow(now->heap_bytes, &scale);
    scale_columns(scaling, &scale, out, then);
    scale_expressions(scaling, &scale, then);
    scale_extended(scaling, &scale, then);
    scale_indexes(scaling, &scale, out);
}

void
scale_start(Scaling *scaling, Arena *arena, const Design *design, const ScaleTarget *target)
{
    *scaling = (Scaling){.arena = arena,
                         .design = design,
                         .target = *target,
                         .days = target->factor > 0 ? 0 : fmax(0, target->day - design->today)};
    scale_role_start(scaling);
    scaling->series = arena_new_object(arena, SeriesList);
    scaling->now = assume_stats(scaling);
}

Stats *
scale_stats(Arena *arena, const Design *design, const ScaleTarget *target)
{
    Stats *out = stats_new(arena);
    const Stats *now;
    Scaling scaling;

    scale_start(&scaling, arena, design, target);
    now = scaling.now;
    for (const Setting *setting = now->settings.first; setting != NULL; setting = setting->next)
        stats_set_setting(out, setting->name, setting->value, setting->source);
    out->sequences = now->sequences;
    out->ram_bytes = now->ram_bytes;
    out->disk_bytes = now->disk_bytes;
    out->server_version = now->server_version;
    out->database = now->database;
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        scale_one(&scaling, table, out);
    return out;
}

Stats *
scale_stats_today(Arena *arena, const Design *design)
{
    const ScaleTarget target = {.day = design->today};

    return scale_stats(arena, design, &target);
}
