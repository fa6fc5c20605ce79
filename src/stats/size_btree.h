/*
 * size_btree.h - what lies on the pages of a btree.
 */
#ifndef TENFOLD_STATS_SIZE_BTREE_H
#define TENFOLD_STATS_SIZE_BTREE_H

#include "base/base.h"

/* What lies on the leaves: tuples and their bytes, line pointers included. */
typedef struct Leaves
{
    double bytes;
    double tuples;
    double
        spare; /* sum over tuples: bytes, times those that a page ending there holds beyond its share */
} Leaves;

/* Adds so many tuples of one row each. */
void size_btree_add_plain(Leaves *leaves, double key_bytes, double rows);

/* Adds the tuples for one key that `rows` rows share, `times` over. */
void size_btree_add_key(Leaves *leaves, double key_bytes, double rows, double times);

/*
 * Adds those of so many rows that share so many different keys: either each of these keys is there, or they are those
 * that could be.
 */
void size_btree_add_shared(Leaves *leaves, double key_bytes, double rows, double distinct,
                           bool is_each_there);

/* Pages that CREATE INDEX makes of them, filled to so many per cent. */
double size_btree_leaf_pages(const Leaves *leaves, double fill, bool is_uniform);

/* Pages above so many leaves, the root included. */
double size_btree_inner_pages(double pages, double key_bytes);

#endif
