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
} Leaves;

/* Adds the tuples for one key that `rows` rows share, `times` over. */
void size_btree_add_key(Leaves *leaves, double key_bytes, double rows, double times);

/* Adds those of so many rows that share so many different keys. */
void size_btree_add_shared(Leaves *leaves, double key_bytes, double rows, double distinct);

/* Bytes of a page that CREATE INDEX fills to so many per cent. */
double size_btree_usable(double fill);

/* Pages above so many leaves, the root included. */
double size_btree_inner_pages(double pages, double key_bytes);

#endif
