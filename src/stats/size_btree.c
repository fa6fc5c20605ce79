/*
 * The leaves of a btree. Since PostgreSQL 13 equal keys share one tuple with a list of row addresses of 6
 * bytes each (nbtdedup.c); CREATE INDEX makes such tuples up to a tenth of a page.
 */
#include "stats/size_btree.h"

#include <math.h>

enum
{
    PAGE_BYTES = 8192,
    PAGE_USABLE = 8192 - 24 - 16,
    LINE_POINTER = 4,
    ROW_ADDRESS = 6,
    POSTING_LONGEST = 812,
    LEAST_DUPLICATES_KNOWN = 64 /* above, the number of duplicates is taken as the same for all */
};

static const double FILL_INNER = 70;

static double
max_align(double bytes)
{
    return ceil(bytes / 8) * 8;
}

void
size_btree_add_key(Leaves *leaves, double key_bytes, double rows, double times)
{
    double most = fmax(2, floor((POSTING_LONGEST - key_bytes) / ROW_ADDRESS));
    double full = floor(rows / most);
    double rest = rows - full * most;
    double bytes = full * (max_align(key_bytes + most * ROW_ADDRESS) + LINE_POINTER);

    if (rest > 1)
        bytes += max_align(key_bytes + rest * ROW_ADDRESS) + LINE_POINTER;
    else if (rest > 0)
        bytes += key_bytes + LINE_POINTER;
    leaves->bytes += times * bytes;
    leaves->tuples += times * (full + (rest > 0));
}

/* Rows fall on keys at random, so that the number of rows a key has is spread as Poisson found. */
void
size_btree_add_shared(Leaves *leaves, double key_bytes, double rows, double distinct)
{
    double average = rows / distinct;
    double chance = exp(-average);

    if (average > LEAST_DUPLICATES_KNOWN)
    {
        size_btree_add_key(leaves, key_bytes, average, distinct);
        return;
    }
    for (int count = 1; count < average + 10 * sqrt(average) + 10; count++)
    {
        chance *= average / count;
        size_btree_add_key(leaves, key_bytes, count, distinct * chance);
    }
}

/*
 * nbtsort.c adds tuples until less than the free share is left; the last one becomes the high key, of
 * which this page then only pays the line pointer.
 */
double
size_btree_usable(double fill)
{
    return PAGE_USABLE - LINE_POINTER - floor(PAGE_BYTES * (100 - fill) / 100);
}

double
size_btree_inner_pages(double pages, double key_bytes)
{
    double fanout = floor(size_btree_usable(FILL_INNER) / (key_bytes + LINE_POINTER));
    double inner = 0;

    while (pages > 1)
    {
        pages = ceil(pages / fmax(fanout, 2));
        inner += pages;
    }
    return inner;
}
