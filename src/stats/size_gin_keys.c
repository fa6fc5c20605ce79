/*
 * Of arrays and texts for search a server tells the common elements with their frequencies. Of documents and of texts
 * that are cut into trigrams it tells some whole values: common ones, and the bounds of the histogram, which are
 * about a hundred rows drawn evenly. What such a sample has once is either rare or unique, and what tells these
 * apart is how much it has twice: of T draws from a pool of D equally common ones, so few as f1 come once and f2
 * twice that D is about T f1 / 2 f2.
 *
 * Documents are looked at path by path, each of which is like a column of its own: one holds a key that no other
 * document has, another one of three words.
 */
#include "stats/size_gin_keys.h"

#include "base/map.h"
#include "schema/type.h"
#include "stats/size_gin_sample.h"

#include <math.h>

static const double DOUBT = 4; /* times more or fewer different keys than guessed */
static const double LENGTH_WORD = 8; /* of a word that is not among the common ones */
static const double ARRAY_HEADER = 21;
static const double SEARCH_HEADER = 5;
static const double SEARCH_ENTRY =
    8; /* of a word: where it is, one position and its count, an average of padding */
static const double STEEPEST = 3;

/* How often the element of this rank is found, less than that of the last one known, falls with a power of the rank. */
static double
steepness(const ColumnStats *column)
{
    size_t last = column->element_count;
    double first;
    double end = 0;
    size_t middle = last / 4;

    if (last < 20)
        return 1;
    first = column->elements[middle].fraction;
    for (size_t i = 0; i < last; i++)
        end = i == 0 ? column->elements[i].fraction : fmin(end, column->elements[i].fraction);
    return fmin(STEEPEST, fmax(0, log(first / end) / log((double) last / (double) (middle + 1))));
}

/* Until all are found that a row has: how many elements there are besides those known. */
static double
distinct_beyond(const ColumnStats *column, double keys_a_row, double cutoff, double rows)
{
    double steep = steepness(column);
    double rank = (double) column->element_count;
    double share = cutoff;
    double found = 0;
    double step;

    for (int i = 0; i < 400 && found < keys_a_row; i++)
    {
        step = fmax(1, rank * 0.05);
        share = fmax(1 / fmax(rows, 1),
                     cutoff * pow((double) column->element_count / (rank + step / 2), steep));
        if (share <= 1 / fmax(rows, 1))
            return rank - (double) column->element_count + (keys_a_row - found) * rows;
        if (found + step * share > keys_a_row)
            step = (keys_a_row - found) / share;
        found += step * share;
        rank += step;
    }
    return rank - (double) column->element_count;
}

typedef struct Shape
{
    double element_bytes; /* fixed; 0: as long as its text */
    double entry; /* bytes that an element takes in the value besides its own */
    double header;
    uint32_t alignment;
} Shape;

static double
key_bytes(const Shape *shape, double length)
{
    if (shape->element_bytes > 0)
        return shape->element_bytes;
    return length + (length <= 126 ? 1 : 4);
}

/* In the value, in which texts have a long header and begin at multiples of four. */
static double
inner_bytes(const Shape *shape, double length)
{
    return shape->element_bytes > 0
               ? shape->element_bytes
               : ceil((length + shape->entry) / shape->alignment) * shape->alignment;
}

/* From common elements; the rest are as many more as the width of values has room for. */
static bool
keys_of_elements(const Sizing *sizing, const ColumnStats *column, const Shape *shape,
                 const Width *width, Arena *arena, GinKeys *out)
{
    GinKey *known = arena_new_array(arena, GinKey, column->element_count + 1);
    GinRest *rest = arena_new_object(arena, GinRest);
    double present = 1 - width->null_fraction;
    double bytes = shape->header;
    double lengths = 0;
    double shares = 0;
    double cutoff = 1;
    double length;

    for (size_t i = 0; i < column->element_count; i++)
    {
        double share = column->elements[i].fraction;

        length = (double) strlen(column->elements[i].text);
        known[i] = (GinKey){.bytes = key_bytes(shape, length), .share = share * present};
        bytes += share * inner_bytes(shape, length);
        lengths += share * length;
        shares += share;
        cutoff = fmin(cutoff, share);
    }
    length = fmax(shares > 0 ? lengths / shares : 0, LENGTH_WORD);
    *out = (GinKeys){.known = known, .known_count = column->element_count, .rests = rest};
    rest->bytes = key_bytes(shape, length);
    rest->keys_a_row = fmax(0, (width->bytes - bytes) / inner_bytes(shape, length)) * present;
    if (rest->keys_a_row * sizing->rows < 1)
        return true;
    out->rest_count = 1;
    rest->most = rest->keys_a_row * sizing->rows;
    rest->least = fmin(rest->most, rest->keys_a_row / cutoff);
    rest->distinct = distinct_beyond(column, rest->keys_a_row, cutoff, sizing->rows);
    rest->distinct = fmin(fmax(rest->distinct, rest->least), rest->most);
    rest->least = fmax(rest->least, rest->distinct / DOUBT);
    rest->most = fmin(rest->most, rest->distinct * DOUBT);
    return true;
}

static bool
is_trigram(const IndexElement *element)
{
    return element->opclass != NULL && strstr(element->opclass, "trgm") != NULL;
}

static bool
is_hashed(const IndexElement *element)
{
    return element->opclass != NULL && strstr(element->opclass, "path") != NULL;
}

static Shape
shape_of(const Sizing *sizing, const Column *column, TypeFacts facts)
{
    Column element = *column;
    TypeFacts inside;

    if (facts.category == CATEGORY_TSVECTOR)
        return (Shape){.entry = SEARCH_ENTRY, .header = SEARCH_HEADER, .alignment = 1};
    element.type.dimensions = 0;
    inside = type_facts(sizing->schema, &element.type);
    return (Shape){.element_bytes = inside.length > 0 ? inside.length : 0,
                   .entry = 4,
                   .header = ARRAY_HEADER,
                   .alignment = 4};
}

/* Values that a sample has are known; those that it has once stand for others. */
static bool
keys_of_sample(const Sizing *sizing, const ColumnStats *column, const IndexElement *element,
               bool is_document, Arena *arena, GinKeys *out)
{
    GinSample sample = gin_sample_new(arena, is_document, is_hashed(element));
    double rest = 1 - column->null_fraction.value;

    for (size_t i = 0; i < column->common_count; i++)
    {
        if (column->common[i].text == NULL)
            return false;
        gin_sample_add(&sample, column->common[i].text, column->common[i].fraction, true);
        rest -= column->common[i].fraction;
    }
    for (size_t i = 0; i < column->bound_count; i++)
        gin_sample_add(&sample, column->bounds[i], fmax(0, rest) / (double) column->bound_count,
                       false);
    return gin_sample_end(&sample, sizing->rows, DOUBT, out);
}

bool
size_gin_keys_of(const Sizing *sizing, const IndexElement *element, Arena *arena, GinKeys *out)
{
    const Column *column = size_key_column(sizing->table, element);
    const ColumnStats *known = column == NULL || element->column == NULL
                                   ? NULL
                                   : stats_find_column(sizing->table_stats, column->name);
    TypeFacts facts;
    Width width;

    if (known == NULL)
        return false;
    facts = type_facts(sizing->schema, &column->type);
    width = size_key_width(sizing, element);
    if (facts.category == CATEGORY_JSONB || is_trigram(element))
        return keys_of_sample(sizing, known, element, facts.category == CATEGORY_JSONB, arena, out);
    if (known->element_count > 0 &&
        (facts.category == CATEGORY_ARRAY || facts.category == CATEGORY_TSVECTOR))
    {
        Shape shape = shape_of(sizing, column, facts);

        return keys_of_elements(sizing, known, &shape, &width, arena, out);
    }
    return false;
}
