/*
 * What a tuple takes follows from types and widths. How full pages are depends on how they were split, which each
 * operator class does in its own way with the values that came: rows in the order of their values leave half-full
 * pages behind, equal values split badly, and only points are sorted first. So that is measured, by class (docs/design/sizes.md),
 * and where a page between two of these may lie is the doubt.
 */
#include "stats/size_tree.h"

#include "schema/type.h"

#include <ctype.h>
#include <math.h>

static const double PAGE_BYTES = 8192;
static const double PAGE_USABLE = 8192 - 24 - 16;
static const double LINE_POINTER = 4;
static const double TUPLE_HEADER = 8;
static const double NULL_TUPLE = 20;

static const double BOX = 32;
static const double INET_KEY = 8; /* of a short address, with the bits in common */
static const double INET_PLAIN = 7;
static const double WORD_BYTES = 13; /* of a text for search: the word, its position */
static const double WORD_HASH = 4;
static const double SIGNATURE_FROM =
    508; /* bytes of hashes that are not kept but made into one of 124 */
static const double SIGNATURE = 128;
static const double TRIGRAM = 3;
static const double IN_ORDER = 0.9; /* correlation */
static const double FEW_VALUES = 200; /* rows each */

static const double SPGIST_HEADER = 16;
static const double SPGIST_NULL = 20;
static const double SPGIST_LOOSE =
    6; /* pages of a small one, of which each node may begin another */
static const double RADIX = 16; /* letters that are likely at any place of a text */
static const double PREFIX_GUESSED = 0.2; /* of a text whose values are not known */

/* How full pages are: on average, and in nine cases of ten not less, not more. */
typedef struct Fill
{
    double usual;
    double least;
    double most;
} Fill;

static const Fill FILL_RANDOM = {0.59, 0.46, 0.70};
static const Fill FILL_ORDERED = {0.447, 0.41, 0.50};
static const Fill FILL_EQUAL = {0.49, 0.43, 0.66};
static const Fill FILL_RANGE = {0.49, 0.37, 0.66};
static const Fill FILL_SORTED = {0.66, 0.58, 0.75};
static const Fill FILL_BOX = {0.585, 0.50, 0.68};
static const Fill FILL_TRIGRAM = {0.62, 0.36, 0.72};
static const Fill FILL_SEARCH = {0.80, 0.52, 1.1};
static const Fill FILL_RADIX = {0.74, 0.60, 0.92};
static const Fill FILL_SPACE = {0.74, 0.64, 0.84};

static double
max_align(double bytes)
{
    return ceil(bytes / 8) * 8;
}

static IndexSize
size_of(double bytes, Fill fill)
{
    double pages = bytes / PAGE_USABLE;

    return (IndexSize){.bytes = (1 + ceil(pages / fill.usual)) * PAGE_BYTES,
                       .low = (1 + floor(pages / fill.most)) * PAGE_BYTES,
                       .high = (2 + ceil(pages / fill.least)) * PAGE_BYTES};
}

static const ColumnStats *
known_of(const Sizing *sizing, const IndexElement *element)
{
    const Column *column = size_key_column(sizing->table, element);

    return column == NULL || element->column == NULL
               ? NULL
               : stats_find_column(sizing->table_stats, column->name);
}

static TypeFacts
facts_of(const Sizing *sizing, const IndexElement *element)
{
    const Column *column = size_key_column(sizing->table, element);

    return column == NULL ? (TypeFacts){.length = -1, .category = CATEGORY_TEXT}
                          : type_facts(sizing->schema, &column->type);
}

static bool
is_named(const IndexElement *element, const char *word)
{
    return element->opclass != NULL && strstr(element->opclass, word) != NULL;
}

static bool
is_geometric(TypeFacts facts)
{
    static const char *const names[] = {"point", "box", "circle", "polygon"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (str_equal(facts.base_name, names[i]))
            return true;
    return false;
}

/* A word of n letters has n + 1. */
static double
trigrams_in(const char *text)
{
    double count = 0;
    bool is_inside = false;

    for (const char *at = text; *at != '\0'; at++)
    {
        bool is_letter = isalnum((unsigned char) *at) || (unsigned char) *at >= 0x80;

        count += is_letter + (is_letter && !is_inside);
        is_inside = is_letter;
    }
    return count;
}

static double
trigram_bytes(const ColumnStats *known, double width)
{
    double bytes = 0;
    double count = 0;

    for (size_t i = 0; known != NULL && i < known->bound_count; i++, count++)
        bytes += max_align(TUPLE_HEADER + 2 + TRIGRAM * trigrams_in(known->bounds[i]));
    if (count > 0)
        return bytes / count - TUPLE_HEADER;
    return 2 + TRIGRAM * width;
}

/* Of the value as the index keeps it. */
static double
gist_key_bytes(const Sizing *sizing, const IndexElement *element)
{
    TypeFacts facts = facts_of(sizing, element);
    double width = size_key_width(sizing, element).bytes;
    double hashes;

    if (is_named(element, "trgm"))
        return trigram_bytes(known_of(sizing, element), width);
    if (is_geometric(facts))
        return BOX;
    if (facts.category == CATEGORY_TSVECTOR)
    {
        hashes = TUPLE_HEADER + WORD_HASH * fmax(1, width / WORD_BYTES);
        return hashes > SIGNATURE_FROM ? SIGNATURE : hashes;
    }
    if (facts.category == CATEGORY_RANGE)
        return width;
    if (facts.category == CATEGORY_NETWORK && facts.length < 0 && !is_named(element, "gist_"))
        return width + INET_KEY - INET_PLAIN;
    return facts.length > 0 ? 2 * facts.length : TUPLE_HEADER + width - 1;
}

static Fill
gist_fill(const Sizing *sizing, const IndexElement *element)
{
    TypeFacts facts = facts_of(sizing, element);
    const ColumnStats *known = known_of(sizing, element);

    if (is_named(element, "trgm"))
        return FILL_TRIGRAM;
    if (str_equal(facts.base_name, "point") && sizing->index->elements.count == 1)
        return FILL_SORTED;
    if (is_geometric(facts))
        return FILL_BOX;
    if (facts.category == CATEGORY_TSVECTOR)
        return FILL_SEARCH;
    if (facts.category == CATEGORY_RANGE)
        return FILL_RANGE;
    if (known != NULL && fabs(known->correlation.value) > IN_ORDER)
        return FILL_ORDERED;
    if (size_key_element_distinct(sizing, element) * FEW_VALUES < sizing->rows)
        return FILL_EQUAL;
    return FILL_RANDOM;
}

IndexSize
size_tree_gist(const Sizing *sizing)
{
    const IndexElement *first = sizing->index->elements.first;
    double nulls =
        sizing->index->elements.count == 1 ? size_key_width(sizing, first).null_fraction : 0;
    double bytes = TUPLE_HEADER;

    for (const IndexElement *at = first; at != NULL; at = at->next)
        bytes += gist_key_bytes(sizing, at);
    bytes = (1 - nulls) * (max_align(bytes) + LINE_POINTER) + nulls * NULL_TUPLE;
    return size_of(sizing->rows * bytes, gist_fill(sizing, first));
}

static double
common_prefix(const char *left, const char *right)
{
    double length = 0;

    while (*left != '\0' && *left++ == *right++)
        length++;
    return length;
}

/* Letters that are kept above the leaves: those that neighbours among all values have in common, and one more. */
static double
prefix_of(const Sizing *sizing, const IndexElement *element, double width)
{
    const ColumnStats *known = known_of(sizing, element);
    double distinct = size_key_element_distinct(sizing, element);
    double prefix = 1;

    if (known != NULL && known->bound_count < 2 && known->common_count > 0)
        return width - 1; /* all values are common: each is a node, its rows have nothing left */
    if (known == NULL || known->bound_count < 2)
        return PREFIX_GUESSED * width;
    for (size_t i = 1; i < known->bound_count; i++)
        prefix += common_prefix(known->bounds[i - 1], known->bounds[i]) /
                  (double) (known->bound_count - 1);
    return fmin(width - 1,
                prefix + fmax(0, log(distinct / (double) known->bound_count) / log(RADIX)));
}

IndexSize
size_tree_spgist(const Sizing *sizing)
{
    const IndexElement *first = sizing->index->elements.first;
    TypeFacts facts = facts_of(sizing, first);
    Width width = size_key_width(sizing, first);
    bool is_text = facts.category == CATEGORY_TEXT;
    double bytes = width.bytes;
    double average;
    IndexSize size;

    if (is_text)
        bytes = fmax(1, bytes - prefix_of(sizing, first, bytes));
    average = facts.length < 0 && is_text && bytes > 8 ? bytes + 3.5 : max_align(bytes);
    bytes = (1 - width.null_fraction) * (SPGIST_HEADER + average + LINE_POINTER) +
            width.null_fraction * SPGIST_NULL * (is_text ? FILL_RADIX : FILL_SPACE).usual;
    size = size_of(sizing->rows * bytes, is_text ? FILL_RADIX : FILL_SPACE);
    size.bytes += 2 * PAGE_BYTES; /* roots, of nulls as well; nodes above the leaves */
    size.low += 2 * PAGE_BYTES;
    size.high += SPGIST_LOOSE * PAGE_BYTES;
    return size;
}
