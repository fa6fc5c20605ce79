/*
 * The leaves of a btree, as nbtsort.c makes them. Since PostgreSQL 13 equal keys share one tuple with a list of
 * row addresses of 6 bytes each; CREATE INDEX makes such tuples up to a tenth of a page.
 *
 * Where a page ends depends on the tuple that crosses its share. That tuple goes to the next page, and its key
 * stays as the high key: of a plain one half is lost on average; of one with a list only the key counts, so that
 * the page is half a list too full, as long as the tuple that goes had room on it before. Lists of full length
 * lie behind each other, nine to a page, but for the page on which the next key begins.
 */
#include "stats/size_btree.h"

#include <math.h>

enum
{
    PAGE_BYTES = 8192,
    PAGE_USABLE = 8192 - 24 - 16,
    LINE_POINTER = 4,
    ROW_ADDRESS = 6,
    POSTING_LONGEST = 808,
    LEAST_DUPLICATES_KNOWN = 64 /* above, the number of duplicates is taken as the same for all */
};

static const double FILL_INNER = 70;
static const double PAGE_SHARE = 7325; /* at 90 % */
static const double SPARE_OF_NINE = -17; /* nine lists of full length, less than that share */
static const double ROOM = 811; /* between that share and what there is room for */

static double
max_align(double bytes)
{
    return ceil(bytes / 8) * 8;
}

void
size_btree_add_plain(Leaves *leaves, double key_bytes, double rows)
{
    double item = key_bytes + LINE_POINTER;

    leaves->bytes += rows * item;
    leaves->tuples += rows;
    leaves->spare -= rows * item * item / 2;
}

static void
add_list(Leaves *leaves, double item, double times, double beyond)
{
    leaves->bytes += times * item;
    leaves->tuples += times;
    leaves->spare += times * item * beyond;
}

void
size_btree_add_key(Leaves *leaves, double key_bytes, double rows, double times)
{
    double most = fmax(2, floor((POSTING_LONGEST - key_bytes) / ROW_ADDRESS));
    double full = floor(rows / most);
    double rest = rows - full * most;
    double item = max_align(key_bytes + most * ROW_ADDRESS) + LINE_POINTER;
    double ends = fmin(1, PAGE_SHARE / fmax(1, full * item)); /* of keys on a page */

    if (full > 0)
        add_list(leaves, item, times * full,
                 ends * (ROOM - 1.5 * item) + (1 - ends) * SPARE_OF_NINE);
    item = max_align(key_bytes + rest * ROW_ADDRESS) + LINE_POINTER;
    if (rest > 1)
        add_list(leaves, item, times, fmin(item / 2 - key_bytes - LINE_POINTER, ROOM - 1.5 * item));
    else if (rest > 0)
        size_btree_add_plain(leaves, key_bytes, times);
}

/* Such that keys that are there at all have so many rows on average: more than one. */
static double
poisson_of(double average)
{
    double low = 0;
    double high = average;

    for (int i = 0; i < 40; i++)
    {
        double middle = (low + high) / 2;

        if (middle < 1e-9 || middle / (1 - exp(-middle)) < average)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Rows fall on keys at random, so that the number of rows a key has is spread as Poisson found. */
void
size_btree_add_shared(Leaves *leaves, double key_bytes, double rows, double distinct,
                      bool is_each_there)
{
    double average = rows / distinct;
    double mean = is_each_there ? poisson_of(average) : average;
    double chance = exp(-mean);
    double keys = is_each_there && chance < 1 ? distinct / (1 - chance) : distinct;

    if (average > LEAST_DUPLICATES_KNOWN)
    {
        size_btree_add_key(leaves, key_bytes, average, distinct);
        return;
    }
    for (int count = 1; count < average + 10 * sqrt(average) + 10; count++)
    {
        chance *= mean / count;
        size_btree_add_key(leaves, key_bytes, count, keys * chance);
    }
}

/*
 * Tuples are added until less than the free share is left; the last one becomes the high key, of
 * which this page then only pays the line pointer.
 */
static double
usable_of(double fill)
{
    return PAGE_USABLE - LINE_POINTER - floor(PAGE_BYTES * (100 - fill) / 100);
}

double
size_btree_leaf_pages(const Leaves *leaves, double fill, bool is_uniform)
{
    double usable = usable_of(fill);
    double item;

    if (leaves->tuples <= 0)
        return 0;
    item = leaves->bytes / leaves->tuples;
    if (is_uniform)
        return ceil(leaves->tuples / fmax(1, floor(usable / item)));
    return ceil(leaves->bytes / fmax(item, usable + leaves->spare / leaves->bytes));
}

double
size_btree_inner_pages(double pages, double key_bytes)
{
    double fanout = floor(usable_of(FILL_INNER) / (key_bytes + LINE_POINTER));
    double inner = 0;

    while (pages > 1)
    {
        pages = ceil(pages / fmax(fanout, 2));
        inner += pages;
    }
    return inner;
}
