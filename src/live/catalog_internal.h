/*
 * catalog_internal.h - numbers of one database while they are read.
 */
#ifndef TENFOLD_LIVE_CATALOG_INTERNAL_H
#define TENFOLD_LIVE_CATALOG_INTERNAL_H

#include "live/catalog.h"

#include <jansson.h>

typedef struct Reading
{
    Answers *answers;
    Schema *schema;
    Stats *stats;
    const Baseline *baseline; /* what the counters were earlier; or NULL */
    double days; /* that the counters cover; 0 when too few or unknown */
    const Baseline *sequences; /* the same baseline, also where the counters were reset since */
    double sequence_days; /* since then */
} Reading;

/* Asks one question; see answers_ask(). */
bool catalog_ask(Reading *reading, QuestionId id, DbResult *out, Error *error) MUST_CHECK;

/* A number of the server, unknown for NULL. */
Quantity catalog_measured(const char *text);

/* The table that a row's "schema" and "name" tell. */
TableStats *catalog_table(Reading *reading, const DbResult *result, size_t row);

/* Widths, nulls, distinct and common values of columns, and the width of rows from them. */
bool catalog_columns(Reading *reading, Error *error) MUST_CHECK;

/* catalog_values.c: a row of pg_stats in parts. The numbers come first; values need those that are common. */
void catalog_take_numbers(Arena *arena, ColumnStats *column, const DbResult *row);
void catalog_take_values(Arena *arena, ColumnStats *column, const DbResult *row);
void catalog_take_elements(Arena *arena, ColumnStats *column, const DbResult *row);
void catalog_take_ranges(Arena *arena, ColumnStats *column, const DbResult *row);

/* A share of the rows, 0 to 1 whatever the file says. */
double catalog_share(const json_t *number);

/* An array of JSON, for the caller to release; NULL for null and what is none. */
json_t *catalog_array(const char *text);

/* catalog_extended.c: statistics of expressions and of CREATE STATISTICS; what lacks is told. */
bool catalog_extended(Reading *reading, Error *error) MUST_CHECK;

/* How tables and indexes were used; adds to what other nodes counted. */
bool catalog_usage(Reading *reading, Error *error) MUST_CHECK;

#endif
