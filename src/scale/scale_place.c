/*
 * scale_place.c - partitions as places.
 *
 * Seen from today, time passes and the months stay: that of now is as full as ever, and behind the oldest
 * there are more. So a partition of time is a place whose numbers go on; rows that were added lie in the
 * places that were made behind the others. Numbers go the other way: what is full stays as it is and gets
 * older, the new ones are at the end.
 */
#include "scale/scale_internal.h"

#include <math.h>

static const double DAY_SECONDS = 86400;

enum
{
    BOUNDS_MADE = 31 /* of a histogram within one partition */
};

static const SeriesPart *
find_part(const SeriesPart *parts, size_t count, const Table *table, size_t *at)
{
    for (*at = 0; *at < count; (*at)++)
        if (parts[*at].table == table)
            return &parts[*at];
    return NULL;
}

static double
rows_between(const Series *series, size_t from, size_t until)
{
    double rows = 0;

    for (size_t i = from; i < until; i++)
        rows += series->parts[i].rows;
    return rows;
}

/* How many of the partitions that were made are there at the target. */
static size_t
made_there(const Scaling *scaling, const Series *series)
{
    size_t more = scale_series_more(scaling, series);

    return more < series->made_count ? more : series->made_count;
}

static void
start_place(const Scaling *scaling, const Table *table, const Table *like, double rows,
            TableScale *out)
{
    *out = (TableScale){.table = table,
                        .now = stats_find_table(scaling->now, like->schema, like->name),
                        .like = like == table ? NULL : like,
                        .rows_now = rows,
                        .is_place = true};
}

/* The furthest has what those have that were not made. */
static double
rows_of_made(const Scaling *scaling, const Series *series, const TableScale *parent, size_t at)
{
    size_t there = made_there(scaling, series);
    double each =
        (parent->rows_then - parent->rows_now) / (double) (scale_series_more(scaling, series));

    if (at + 1 < there)
        return each;
    return parent->rows_then - parent->rows_now - each * (double) (there - 1);
}

/* DEFAULT has what came astray, and that much it keeps. */
static bool
place_rest(const Scaling *scaling, const Series *series, const Table *table, TableScale *out)
{
    const TableStats *now = stats_find_table(scaling->now, table->schema, table->name);

    if (table != series->rest || now == NULL || !quantity_known(now->rows))
        return false;
    start_place(scaling, table, table, now->rows.value, out);
    out->rows_then = out->rows_now;
    return true;
}

static bool
place_in_time(const Scaling *scaling, const Series *series, const TableScale *parent,
              const Table *table, TableScale *out)
{
    size_t there = made_there(scaling, series);
    const SeriesPart *sister = &series->parts[series->sister];
    const SeriesPart *part;
    size_t at;

    if (there == 0)
        return false;
    if ((part = find_part(series->parts, series->count, table, &at)) != NULL)
    {
        start_place(scaling, table, table, part->rows, out);
        out->rows_then = part->rows;
        out->numbers_on = parent->inserted;
        return true;
    }
    part = find_part(series->made, there, table, &at);
    if (part == NULL)
        return place_rest(scaling, series, table, out);
    start_place(scaling, table, sister->table, sister->rows, out);
    out->rows_then = round(rows_of_made(scaling, series, parent, at));
    out->seconds_on = part->range.from.place - sister->range.from.place;
    out->key_on = out->seconds_on;
    out->numbers_on = parent->inserted - rows_between(series, 0, series->sister) -
                      (double) (at + 1) * rows_of_made(scaling, series, parent, 0);
    return true;
}

/* Rows for each number that is still to come. */
static double
rows_in(const Series *series, const TableScale *parent, const SeriesPart *part)
{
    double numbers = series->reached_then - series->reached_now;
    double from = fmax(part->range.from.place, series->reached_now);
    double to = fmin(part->range.to.place, series->reached_then);

    return numbers <= 0 ? 0 : parent->inserted * fmax(0, to - from) / numbers;
}

static bool
place_in_numbers(const Scaling *scaling, const Series *series, const TableScale *parent,
                 const Table *table, TableScale *out)
{
    const SeriesPart *sister = &series->parts[series->sister];
    double numbers = series->reached_then - series->reached_now;
    const SeriesPart *part;
    size_t at;

    if (numbers <= 0)
        return false;
    part = find_part(series->parts, series->count, table, &at);
    if (part != NULL && (at <= series->current || rows_in(series, parent, part) <= 0))
    {
        start_place(scaling, table, table, part->rows, out);
        out->inserted = rows_in(series, parent, part);
        out->is_place = out->inserted <= 0;
        out->rows_then = round(part->rows + out->inserted);
        out->seconds_on = -scaling->days * DAY_SECONDS;
        return true;
    }
    if (part == NULL)
        part = find_part(series->made, made_there(scaling, series), table, &at);
    if (part == NULL)
        return place_rest(scaling, series, table, out);
    start_place(scaling, table, sister->table, sister->rows, out);
    out->rows_then = round(part->rows + rows_in(series, parent, part));
    out->key_on = part->range.from.place - sister->range.from.place;
    out->numbers_on = sister->rows * out->key_on / series->step.length;
    out->seconds_on = scaling->days * DAY_SECONDS * (fmin(1, out->key_on / numbers) - 1);
    return true;
}

/* A part of a partition that was made: it has the same share as its like has. */
static bool
place_below(const Scaling *scaling, const Table *table, const Table *parent, TableScale *out)
{
    TableScale above;
    Quantity rows = design_rows(scaling->design, table->made_like);
    Quantity whole = design_rows(scaling->design, parent->made_like);
    double parts = (double) design_partitions(scaling->design, parent->made_like)->count;
    double share = quantity_known(rows) && whole.value >= 1 ? rows.value / whole.value : 1 / parts;

    if (!scale_place(scaling, parent, &above))
        return false;
    *out = above;
    out->table = table;
    out->like = table->made_like;
    out->now = stats_find_table(scaling->now, table->made_like->schema, table->made_like->name);
    out->rows_now = quantity_known(rows) ? rows.value : above.rows_now * share;
    out->rows_then = round(above.rows_then * share);
    return true;
}

bool
scale_place(const Scaling *scaling, const Table *table, TableScale *out)
{
    const Table *parent = scale_parent(scaling, table);
    const Series *series;
    TableScale above;
    bool is_place;

    if (parent == NULL || scaling->days <= 0 || scaling->target.is_calendar)
        return false;
    if (parent->made_like != NULL)
        return place_below(scaling, table, parent, out);
    series = scale_series(scaling, parent);
    if (series == NULL || !scale_table(scaling, parent, &above) ||
        above.rows_then <= above.rows_now)
        return false;
    is_place = series->is_time ? place_in_time(scaling, series, &above, table, out)
                               : place_in_numbers(scaling, series, &above, table, out);
    if (is_place)
        out->source = above.source;
    return is_place;
}

/* --- partitions without rows of their own --------------------------------------------------------------------- */

/* Fewer bounds: there are many such tables, and each reaches no further than its own. */
static void
thin_out(const Scaling *scaling, ColumnStats *column)
{
    const char **bounds = arena_new_array(scaling->arena, const char *, BOUNDS_MADE);

    if (column->bound_count <= BOUNDS_MADE)
        return;
    for (size_t i = 0; i < BOUNDS_MADE; i++)
        bounds[i] = column->bounds[i * (column->bound_count - 1) / (BOUNDS_MADE - 1)];
    column->bounds = bounds;
    column->bound_count = BOUNDS_MADE;
}

bool
scale_is_key(const Scaling *scaling, const TableScale *place, const Column *column)
{
    const Table *parent = scale_parent(scaling, place->table);

    while (parent != NULL && parent->made_like != NULL) /* a part of a part */
        parent = scale_parent(scaling, parent);
    return parent != NULL && parent->partition_key != NULL &&
           parent->partition_key->elements.first != NULL &&
           str_equal(parent->partition_key->elements.first->column, column->name);
}

static bool
is_moved(const Scaling *scaling, const TableScale *place, const Column *column)
{
    ColumnKind kind = scale_role(scaling, place->like, column).kind;

    return kind == KIND_TIME || kind == KIND_NUMBERED || scale_is_key(scaling, place, column);
}

void
scale_place_like(const Scaling *scaling, const TableScale *place, Stats *out, TableStats *then)
{
    const Table *sister = place->like;

    then->like_schema = sister->schema;
    then->like_name = sister->name;
    for (const Column *column = sister->columns.first; column != NULL; column = column->next)
    {
        const ColumnStats *now = stats_find_column(place->now, column->name);
        ColumnStats *moved;

        if (now == NULL || !is_moved(scaling, place, column))
            continue;
        moved = stats_column(out, then, column->name);
        scale_column(scaling, place, column, now, moved);
        thin_out(scaling, moved);
    }
}
