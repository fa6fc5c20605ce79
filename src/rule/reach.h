/*
 * reach.h - how many rows a query reads for one value of its parameters, and for another.
 */
#ifndef TENFOLD_RULE_REACH_H
#define TENFOLD_RULE_REACH_H

#include "design/design.h"
#include "stats/skew.h"

typedef struct Reach
{
    bool is_known;
    const Table *table; /* of whose rows most are read */
    const Table
        *skewed_table; /* whose column decides how many: the same, or a parent joined to it */
    const char *column;
    Skew skew; /* of that column */
    double typical_rows; /* for its median value */
    double largest_rows; /* for its most common one */
} Reach;

/* Of all tables of the query the one of whose rows most are read at the largest value. */
Reach reach_of(Arena *arena, const Design *design, const Query *query);

#endif
