/*
 * tally.h - integer columns that queries count up: SET n = n + 1.
 */
#ifndef TENFOLD_DESIGN_TALLY_H
#define TENFOLD_DESIGN_TALLY_H

#include "design/design.h"

typedef struct Tally
{
    const WorkloadQuery *query; /* that counts most */
    double last; /* that the type holds */
    Quantity per_day; /* added, if one row got all of it */
    Quantity most; /* the largest value that statistics hold; unknown without */
    Day earliest; /* on which a row is full */
} Tally;

/* False when the column is no integer of four bytes or less, or no query counts it up at a known rate. */
bool tally_find(const Design *design, const Table *table, const Column *column, Tally *out);

#endif
