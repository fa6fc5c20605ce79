/*
 * scale_merge.c - values that ANALYZE lists no longer as common are in its histogram.
 *
 * The old bounds stand for pieces of equal weight, the values that leave the list for their own shares;
 * in order, and cut anew into pieces of equal weight, they are the new bounds.
 *
 * The trap: texts are in the order of their collation, which we do not have. Where the old bounds are not
 * in the order of bytes, texts are left out rather than put in the wrong place.
 */
#include "scale/scale_internal.h"

#include "scale/value.h"

#include <math.h>

enum
{
    BOUNDS_MOST = 101
};

typedef struct Point
{
    const char *text;
    double number; /* where the type has one */
    double weight;
} Point;

static bool
is_listed(const ColumnStats *column, const char *text)
{
    for (size_t i = 0; i < column->common_count; i++)
        if (column->common[i].text == text)
            return true;
    return false;
}

static int
compare_numbers(const void *left, const void *right)
{
    double difference = ((const Point *) left)->number - ((const Point *) right)->number;

    return (difference > 0) - (difference < 0);
}

static int
compare_texts(const void *left, const void *right)
{
    return strcmp(((const Point *) left)->text, ((const Point *) right)->text);
}

/* Bounds and values that left the list; how many there are. */
static size_t
gather(const ColumnStats *now, const ColumnStats *out, Point *points)
{
    double rest = 1 - now->null_fraction.value;
    size_t count = 0;

    for (size_t i = 0; i < now->common_count; i++)
        rest -= now->common[i].fraction;
    for (size_t i = 0; i < now->bound_count; i++)
        points[count++] =
            (Point){.text = now->bounds[i], .weight = fmax(0, rest) / (double) now->bound_count};
    for (size_t i = 0; i < now->common_count; i++)
        if (now->common[i].text != NULL && !is_listed(out, now->common[i].text))
            points[count++] =
                (Point){.text = now->common[i].text, .weight = now->common[i].fraction};
    return count;
}

static bool
sort_points(TypeFacts facts, const ColumnStats *now, Point *points, size_t count)
{
    bool are_numbers = true;

    for (size_t i = 0; i < count && are_numbers; i++)
        are_numbers = value_read(facts, points[i].text, &points[i].number);
    if (!are_numbers && facts.category != CATEGORY_TEXT)
        return false;
    for (size_t i = 1; i < now->bound_count && !are_numbers; i++)
        if (strcmp(now->bounds[i - 1], now->bounds[i]) > 0)
            return false;
    qsort(points, count, sizeof *points, are_numbers ? compare_numbers : compare_texts);
    return true;
}

/* The points at which the weight before them passes the next of equal parts; first and last always. */
static void
cut(const Scaling *scaling, const Point *points, size_t count, ColumnStats *out)
{
    size_t most = count < BOUNDS_MOST ? count : BOUNDS_MOST;
    const char **bounds = arena_new_array(scaling->arena, const char *, most + 1);
    double total = 0, before = 0;
    size_t used = 0;

    for (size_t i = 0; i < count; i++)
        total += points[i].weight;
    for (size_t i = 0; i < count && used < most; i++)
    {
        double next = total * (double) used / (double) (most - 1);

        before += points[i].weight;
        if ((i == 0 || before >= next || i + 1 == count) &&
            (used == 0 || strcmp(bounds[used - 1], points[i].text) != 0))
            bounds[used++] = points[i].text;
    }
    out->bounds = bounds;
    out->bound_count = used < 2 ? 0 : used;
}

void
scale_merge_common(const Scaling *scaling, TypeFacts facts, const ColumnStats *now,
                   ColumnStats *out)
{
    Point *points =
        arena_new_array(scaling->arena, Point, now->bound_count + now->common_count + 1);
    size_t count = gather(now, out, points);

    if (count > now->bound_count && count >= 2 && sort_points(facts, now, points, count))
        cut(scaling, points, count, out);
}
