/*
 * catalog_internal.h - numbers of one database while they are read.
 */
#ifndef TENFOLD_LIVE_CATALOG_INTERNAL_H
#define TENFOLD_LIVE_CATALOG_INTERNAL_H

#include "live/catalog.h"

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

/* How tables and indexes were used; adds to what other nodes counted. */
bool catalog_usage(Reading *reading, Error *error) MUST_CHECK;

#endif
