/*
 * column_export.h - pg_stats as text, from files: what a connection would give as JSON.
 */
#ifndef TENFOLD_LIVE_COLUMN_EXPORT_H
#define TENFOLD_LIVE_COLUMN_EXPORT_H

#include "stats/stats.h"

/* A row of pg_stats; NULL for what is not known. Arrays are as PostgreSQL prints them: {a,"b c"}. */
typedef struct ColumnExport
{
    const char *schema; /* NULL: of the only table of that name */
    const char *table; /* or an index on expressions */
    const char *column;
    const char *number; /* of an index's column; NULL: the only expression */
    const char *null_fraction;
    const char *width_bytes;
    const char *distinct;
    const char *correlation;
    const char *common_values;
    const char *common_frequencies;
    const char *bounds;
    const char *elements;
    const char *element_frequencies;
    const char *element_counts;
    const char *range_bounds;
    const char *range_lengths;
    const char *range_empty;
} ColumnExport;

/* The entry of a table of an export; NULL when the schema has no table of that name. */
TableStats *column_export_table(const Schema *schema, Stats *stats, const char *schema_name,
                                const char *name);

/* Takes relpages and relallvisible; NULL for what is not known. */
void column_export_pages(TableStats *table, const char *pages, const char *visible_pages);

/* Takes one row. False when the schema has no such table, nor an index with such an expression. */
bool column_export_take(const Schema *schema, Stats *stats, const ColumnExport *row);

/* Once all rows and tables are read: shares of the rows become numbers. */
void column_export_finish(Stats *stats);

#endif
