/*
 * layout.h - values laid out one after the other, as heap and index tuples hold them.
 *
 * Where a value begins depends on the lengths and nulls before it, which differ from row to row. A
 * Layout therefore carries, beside the expected length, how probable each offset modulo 8 is: for
 * rows of fixed columns that is exact, for others it is the average over rows.
 */
#ifndef TENFOLD_STATS_LAYOUT_H
#define TENFOLD_STATS_LAYOUT_H

#include "stats/width.h"

enum
{
    LAYOUT_MAXALIGN = 8
};

typedef struct Layout
{
    double bytes; /* expected so far */
    double padding; /* of them, lost to alignment */
    double chance[LAYOUT_MAXALIGN];
    bool is_exact;
} Layout;

/* Begins at a multiple of 8. */
Layout layout_start(void);

/* Puts a value behind what is there. */
void layout_add(Layout *layout, const Width *width);

/* Fills up to a multiple of 8. */
void layout_end(Layout *layout);

#endif
