/*
 * skew.h - how unevenly the rows of a table are spread over the values of a column.
 *
 * "The median workspace has 120 tasks, the largest 96,000": a query that is quick for the one is slow
 * for the other, on the same day and without any growth. Frequencies suffice, texts need not be known.
 */
#ifndef TENFOLD_STATS_SKEW_H
#define TENFOLD_STATS_SKEW_H

#include "stats/stats.h"

/* Fractions are of all rows of the table, nulls included. */
typedef struct Skew
{
    bool is_known;
    double values; /* different ones */
    double typical; /* of the median value */
    double largest; /* of the most common one */
    double of_any_value; /* of a value drawn among the values */
    double of_any_row; /* of the value of a row drawn among the rows: large ones come often */
    const char *largest_text; /* as PostgreSQL prints it; NULL where only its frequency is known */
    const Table *from; /* whose statistics speak for this table's; NULL: its own */
    Provenance source;
} Skew;

/*
 * The column's own statistics; without, those of another table whose foreign key points to the same
 * parent. Unknown where no value is common enough to have been counted.
 */
Skew skew_of(const Stats *stats, const Schema *schema, const Table *table, const char *column);

/*
 * What a call takes for values that have this fraction of the rows, when calls take `mean` on average
 * and time follows the rows read: between calls for any row's value and calls for any value.
 */
Span skew_ms(const Skew *skew, double fraction, Quantity mean);

#endif
