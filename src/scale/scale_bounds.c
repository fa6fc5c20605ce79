/*
 * scale_bounds.c - where the values of a column are then.
 *
 * A histogram is pieces of equal weight. To a day, the pieces of now stay where they are, lighter, and
 * new ones are added behind them, as far as the numbers or the clock will have come; where the oldest
 * rows are deleted, pieces fall off at the left. By a factor numbers reach so much further, and times
 * stay: the same years, denser.
 *
 * The trap: seen from today, the right end of time is now, whatever the target, because queries say
 * now() and are planned today. So all times go back by the days until the target.
 */
#include "scale/scale_internal.h"

#include "scale/value.h"

#include <math.h>

enum
{
    BOUNDS_MOST = 101, /* of the default statistics target */
    CHAIN_LONGEST = 8
};

static const double DAY_SECONDS = 86400;

typedef struct Piece
{
    double low;
    double high;
    double weight;
} Piece;

typedef struct Pieces
{
    Piece *items; /* in order */
    size_t count;
    double weight;
} Pieces;

static void
add_piece(Pieces *pieces, double low, double high, double weight)
{
    if (weight <= 0)
        return;
    pieces->items[pieces->count++] = (Piece){low, high, weight};
    pieces->weight += weight;
}

/* Takes `weight` off the left. */
static void
drop_left(Pieces *pieces, double weight)
{
    while (pieces->count > 0 && weight > 0)
    {
        Piece *first = pieces->items;
        double part = fmin(weight, first->weight);

        first->low += (first->high - first->low) * part / first->weight;
        first->weight -= part;
        pieces->weight -= part;
        weight -= part;
        if (first->weight <= 0)
        {
            pieces->items++;
            pieces->count--;
        }
    }
}

/* The value below which a share of all weight is. */
static double
quantile(const Pieces *pieces, double share)
{
    double left = share * pieces->weight;

    for (size_t i = 0; i < pieces->count; i++)
    {
        const Piece *piece = &pieces->items[i];

        if (left <= piece->weight)
            return piece->low + (piece->high - piece->low) * left / piece->weight;
        left -= piece->weight;
    }
    return pieces->items[pieces->count - 1].high;
}

/* The bounds as numbers; false when one is on no line. */
static bool
read_bounds(const ColumnStats *column, TypeFacts facts, double *values)
{
    for (size_t i = 0; i < column->bound_count; i++)
        if (!value_read(facts, column->bounds[i], &values[i]))
            return false;
    return column->bound_count >= 2;
}

static void
write_bounds(const Scaling *scaling, const Column *column, TypeFacts facts, const double *values,
             size_t count, ColumnStats *out)
{
    const char **texts = arena_new_array(scaling->arena, const char *, count + 1);
    int decimals = value_decimals(&column->type);
    size_t used = 0;

    for (size_t i = 0; i < count; i++)
    {
        const char *text = value_text(scaling->arena, facts, decimals, values[i]);

        if (used == 0 || !str_equal(texts[used - 1], text))
            texts[used++] = text;
    }
    out->bounds = texts;
    out->bound_count = used < 2 ? 0 : used;
}

static int
compare_numbers(const void *left, const void *right)
{
    double difference = *(const double *) left - *(const double *) right;

    return (difference > 0) - (difference < 0);
}

/* The first number stays the first, the others reach so many times as far. */
static void
stretch(double *values, size_t count, double factor)
{
    double from = fmin(values[0], 0);

    for (size_t i = 1; i < count; i++)
        values[i] = from + (values[i] - from) * factor;
}

/* Numbers a row; the middle pieces tell, since single rows come with numbers from elsewhere. */
static double
numbers_a_row(const TableScale *table, const double *values, size_t count)
{
    double *widths = calloc(count, sizeof *widths);
    double width;

    if (widths == NULL)
        abort();
    for (size_t i = 0; i + 1 < count; i++)
        widths[i] = values[i + 1] - values[i];
    qsort(widths, count - 1, sizeof *widths, compare_numbers);
    width = widths[(count - 1) / 2];
    free(widths);
    return fmax(1, width * (double) (count - 1) / fmax(1, table->rows_now - 1));
}

/* Where rows are added: from `edge` on as far as `advance`. What is behind the edge moves on, or stays. */
typedef struct Front
{
    double edge;
    double advance;
    bool moves_on; /* deadlines, appointments */
} Front;

static Front
front_of(const Scaling *scaling, const TableScale *table, const ColumnRole *role,
         const double *values, size_t count)
{
    double high = values[count - 1];
    double step;

    if (role->kind == KIND_TIME)
        return (Front){.edge = fmin(high, DAY_SECONDS * (scaling->design->today + 1)),
                       .advance = scaling->days * DAY_SECONDS,
                       .moves_on = true};
    step = numbers_a_row(table, values, count);
    return (Front){.edge = fmin(high, values[0] + step * table->rows_now),
                   .advance = step * table->inserted};
}

static void
build_pieces(const double *values, size_t count, const Front *front, double rows_now,
             double rows_new, Pieces *out)
{
    double weight = rows_now / (double) (count - 1);
    double end = front->edge + front->advance;
    size_t i;

    for (i = 0; i + 1 < count && values[i + 1] <= front->edge; i++)
        add_piece(out, values[i], values[i + 1], weight);
    add_piece(out, front->edge, end, rows_new);
    for (; i + 1 < count; i++)
        if (front->moves_on)
            add_piece(out, fmax(values[i], front->edge) + front->advance,
                      values[i + 1] + front->advance, weight);
        else
            add_piece(out, fmax(values[i], end), fmax(values[i + 1], end), weight);
}

static void
advance_bounds(const Scaling *scaling, const TableScale *table, const Column *column,
               const ColumnRole *role, double *values, ColumnStats *out)
{
    size_t count = out->bound_count;
    Front front = front_of(scaling, table, role, values, count);
    double back =
        role->kind == KIND_TIME && !scaling->target.is_calendar ? scaling->days * DAY_SECONDS : 0;
    double gone = table->rows_now + table->inserted - table->rows_then;
    double *moved = arena_new_array(scaling->arena, double, BOUNDS_MOST);
    Pieces pieces = {.items = arena_new_array(scaling->arena, Piece, count + 1)};

    build_pieces(values, count, &front, table->rows_now, table->inserted, &pieces);
    if (table->drops_oldest)
        drop_left(&pieces, fmin(fmax(0, gone), pieces.weight * 0.999));
    if (pieces.count == 0)
        return;
    for (size_t i = 0; i < BOUNDS_MOST; i++)
        moved[i] = quantile(&pieces, (double) i / (BOUNDS_MOST - 1)) - back;
    write_bounds(scaling, column, role->facts, moved, BOUNDS_MOST, out);
}

/* The key at the end of a chain of references. False when it is not numbered. */
static bool
find_key(const Scaling *scaling, const ColumnRole *role, TableScale *table, const Column **column)
{
    ColumnRole at = *role;

    for (unsigned links = 0; at.kind == KIND_REFERENCE && links < CHAIN_LONGEST; links++)
    {
        *column = at.to_column;
        if (!scale_table(scaling, at.to, table))
            return false;
        at = scale_role(scaling, at.to, at.to_column);
    }
    return at.kind == KIND_NUMBERED;
}

/* The value of the same rank among others: both are bounds of histograms. */
static double
same_rank(double value, const double *from, size_t from_count, const double *to, size_t to_count)
{
    size_t i = 0;
    double rank, place;

    while (i + 2 < from_count && from[i + 1] < value)
        i++;
    rank = from[i + 1] <= from[i] ? 0 : (value - from[i]) / (from[i + 1] - from[i]);
    rank = ((double) i + fmin(1, fmax(0, rank))) / (double) (from_count - 1);
    place = rank * (double) (to_count - 1);
    i = (size_t) fmin(floor(place), (double) (to_count - 2));
    return to[i] + (to[i + 1] - to[i]) * (place - (double) i);
}

/* References go to keys of the same rank as before. */
static bool
follow_key(const Scaling *scaling, const ColumnRole *role, double *values, size_t count)
{
    const ColumnStats *now;
    const Column *column = NULL;
    TableScale table;
    ColumnStats then = {0};
    double *from, *to;

    if (!find_key(scaling, role, &table, &column))
        return false;
    now = stats_find_column(table.now, column->name);
    if (now == NULL)
        return false;
    scale_column(scaling, &table, column, now, &then);
    from = arena_new_array(scaling->arena, double, now->bound_count + 1);
    to = arena_new_array(scaling->arena, double, then.bound_count + 1);
    if (!read_bounds(now, role->facts, from) || !read_bounds(&then, role->facts, to))
        return false;
    for (size_t i = 0; i < count; i++)
        values[i] = same_rank(values[i], from, now->bound_count, to, then.bound_count);
    return true;
}

const char *
scale_moved_text(const Scaling *scaling, const Column *column, const ColumnRole *role,
                 const char *text)
{
    double value;

    if (role->kind != KIND_TIME || scaling->days <= 0 || scaling->target.is_calendar ||
        !value_read(role->facts, text, &value))
        return text;
    return value_text(scaling->arena, role->facts, value_decimals(&column->type),
                      value - scaling->days * DAY_SECONDS);
}

/* Common moments and numbers go with all others. */
static void
shift_common(const Scaling *scaling, const Column *column, TypeFacts facts, double by,
             ColumnStats *out)
{
    CommonValue *common = arena_new_array(scaling->arena, CommonValue, out->common_count + 1);
    double value;

    for (size_t i = 0; i < out->common_count; i++)
    {
        common[i] = out->common[i];
        if (value_read(facts, common[i].text, &value))
            common[i].text =
                value_text(scaling->arena, facts, value_decimals(&column->type), value + by);
    }
    out->common = common;
}

/* Common moments go back with all others. */
static void
move_common(const Scaling *scaling, const Column *column, const ColumnRole *role, ColumnStats *out)
{
    CommonValue *common = arena_new_array(scaling->arena, CommonValue, out->common_count + 1);

    for (size_t i = 0; i < out->common_count; i++)
    {
        common[i] = out->common[i];
        common[i].text = scale_moved_text(scaling, column, role, common[i].text);
    }
    out->common = common;
}

void
scale_move_values(const Scaling *scaling, const TableScale *table, const Column *column,
                  const ColumnRole *role, ColumnStats *out)
{
    double *values;

    values = arena_new_array(scaling->arena, double, out->bound_count + 1);
    if (!read_bounds(out, role->facts, values))
        return;
    if (role->kind == KIND_REFERENCE && follow_key(scaling, role, values, out->bound_count))
        write_bounds(scaling, column, role->facts, values, out->bound_count, out);
    else if (role->kind == KIND_NUMBERED && scaling->target.factor > 0)
    {
        stretch(values, out->bound_count, table->rows_then / fmax(1, table->rows_now));
        write_bounds(scaling, column, role->facts, values, out->bound_count, out);
    }
    else if ((role->kind == KIND_NUMBERED || role->kind == KIND_TIME) && scaling->days > 0)
        advance_bounds(scaling, table, column, role, values, out);
    if (role->kind == KIND_TIME)
        move_common(scaling, column, role, out);
}

/* By how much: of the key exactly, of other numbers by how many of them there are for each row. */
static double
shift_of(const Scaling *scaling, const TableScale *place, const Column *column,
         const ColumnRole *role, const double *values, size_t count)
{
    if (place->key_on != 0 && scale_is_key(scaling, place, column))
        return place->key_on;
    if (role->kind == KIND_TIME)
        return place->seconds_on;
    if (role->kind == KIND_NUMBERED && place->numbers_on != 0 && count > 1)
        return numbers_a_row(place, values, count) * place->numbers_on;
    return 0;
}

void
scale_shift_values(const Scaling *scaling, const TableScale *place, const Column *column,
                   const ColumnRole *role, ColumnStats *out)
{
    double *values = arena_new_array(scaling->arena, double, out->bound_count + 1);
    size_t count = read_bounds(out, role->facts, values) ? out->bound_count : 0;
    double by = shift_of(scaling, place, column, role, values, count);

    if (by == 0)
        return;
    for (size_t i = 0; i < count; i++)
        values[i] += by;
    if (count > 0)
        write_bounds(scaling, column, role->facts, values, count, out);
    shift_common(scaling, column, role->facts, by, out);
}
