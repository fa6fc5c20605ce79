/*
 * width.h - how wide the values of a column are, how many are null, how many differ.
 *
 * Measured where a server was asked, otherwise assumed from the type, its length limit and the name
 * of the column. docs/design/sizes.md says how far the assumptions were off.
 */
#ifndef TENFOLD_STATS_WIDTH_H
#define TENFOLD_STATS_WIDTH_H

#include "stats/stats.h"

enum
{
    WIDTH_RESTS = 8
};

typedef struct Width
{
    double bytes; /* of a value that is not null, with its varlena header */
    uint32_t alignment; /* as stored: a varlena of up to 126 bytes needs none */
    bool is_exact; /* every value is that long */
    bool has_rests;
    double rests[WIDTH_RESTS]; /* share of the values whose bytes leave this rest by 8 */
    bool is_compressible; /* TOAST may compress it and move it out */
    double null_fraction; /* 0 to 1 */
    Provenance source; /* of bytes and nulls: PROVENANCE_MEASURED where nothing was assumed */
} Width;

/* `table_stats` may be NULL. */
Width width_of(const Schema *schema, const TableStats *table_stats, const Column *column);

/* As if measured or assumed at `bytes` of text: for expressions. */
Width width_of_text(double bytes);

/* How many different values a column has when its table has `rows` rows. */
double width_distinct(const Schema *schema, const Stats *stats, const Table *table,
                      const Column *column, double rows);

#endif
