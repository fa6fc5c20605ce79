/*
 * BRIN is arithmetic. The trees of GiST and SP-GiST depend on the order in which rows come and on values
 * that nobody declares: what stands here fits the indexes that `./run bench planner` builds, and the
 * doubt is as large as it was there.
 */
#include "stats/size_method.h"

#include <math.h>

static const double PAGE_USABLE = 8192 - 24 - 8;
static const double LINE_POINTER = 4;
static const double RANGES_A_MAP_PAGE = 1360; /* addresses of 6 bytes */
static const double BRIN_HEADER = 8;

static const double TREE_HEADER = 8;
static const double GIST_FILL = 0.7;
static const double GIST_LEAST = 48; /* a bounding box of 32, header, pointer */
static const double WORD_BYTES = 11; /* of a text for search: the word, its position */
static const double WORD_HASH = 4;

static const double SPGIST_HEADER = 17; /* with that of the value */
static const double SPGIST_OWN = 0.8; /* of a value, after what it shares */
static const double SPGIST_FILL = 0.75;

static double
max_align(double bytes)
{
    return ceil(bytes / 8) * 8;
}

/* The least and the greatest value of a range, in a tuple of its own. */
double
size_method_brin_pages(double heap_pages, double range_pages, double value_bytes)
{
    double ranges = fmax(1, ceil(heap_pages / fmax(1, range_pages)));
    double tuple = max_align(BRIN_HEADER + 2 * value_bytes) + LINE_POINTER;

    return 1 + ceil(ranges / RANGES_A_MAP_PAGE) +
           ceil(ranges / fmax(1, floor(PAGE_USABLE / tuple)));
}

double
size_method_gist_search_pages(double rows, double text_bytes)
{
    double words = fmax(1, (text_bytes - TREE_HEADER) / WORD_BYTES);
    double tuple = max_align(2 * TREE_HEADER + WORD_HASH * words) + LINE_POINTER;

    return 1 + ceil(rows * tuple / PAGE_USABLE / GIST_FILL);
}

double
size_method_gist_pages(double rows, double value_bytes)
{
    double tuple = fmax(GIST_LEAST, max_align(TREE_HEADER + value_bytes) + LINE_POINTER);

    return 1 + ceil(rows * tuple / PAGE_USABLE / GIST_FILL);
}

double
size_method_spgist_pages(double rows, double value_bytes)
{
    double tuple = max_align(SPGIST_HEADER + SPGIST_OWN * value_bytes) + LINE_POINTER;

    return 3 + ceil(rows * tuple / PAGE_USABLE / SPGIST_FILL);
}

void
size_method_doubt(const char *method, double *less, double *more)
{
    static const struct
    {
        const char *method;
        double less;
        double more;
    } doubts[] = {
        {"btree", 1.15, 1.15}, {"hash", 1.1, 1.1}, {"brin", 1.35, 1.35},
        {"gin", 2.8, 2.2},     {"gist", 2.2, 2.2}, {"spgist", 1.5, 1.6},
    };

    *less = *more = 3;
    for (size_t i = 0; i < ARRAY_LENGTH(doubts); i++)
        if (str_equal(method, doubts[i].method))
        {
            *less = doubts[i].less;
            *more = doubts[i].more;
        }
}
