/*
 * size.h - bytes of rows, tables and indexes, from types and counts.
 *
 * The model of a heap page and of a btree page is PostgreSQL's own (8 kB pages, 24-byte tuple header
 * with alignment, 4-byte line pointers, fillfactor, btree deduplication). Widths of variable-length
 * types are assumed unless measured; docs/design/sizes.md says what was assumed and how far it was
 * off on loaded databases.
 */
#ifndef TENFOLD_STATS_SIZE_H
#define TENFOLD_STATS_SIZE_H

#include "stats/stats.h"

/* Average bytes of one tuple with its header and line pointer. */
Quantity size_row_bytes(const Schema *schema, const Stats *stats, const Table *table);

/* Bytes of a row that are alignment padding in the order declared, and in the best order. */
void size_row_padding(const Schema *schema, const Table *table, double *declared_bytes,
                      double *best_bytes);

/* Of each column the bytes that TOAST keeps outside of an average row, as widths say; one entry a column. */
void size_moved_out(const Schema *schema, const Stats *stats, const Table *table, double *moved);

/* Bytes of the heap at `rows` rows. */
Quantity size_table_bytes(const Schema *schema, const Stats *stats, const Table *table,
                          double rows);

/* The main fork alone, from widths, whatever was measured: what a table just filled has. */
Quantity size_heap_bytes(const Schema *schema, const Stats *stats, const Table *table, double rows);

/* Bytes of an index at `rows` rows of its table. */
Quantity size_index_bytes(const Schema *schema, const Stats *stats, const Table *table,
                          const Index *index, double rows);

/* What a server says of an index that is not there. */
typedef struct ExpressionContent
{
    double width_bytes;
    double distinct; /* results; 0: not known */
    double null_fraction;
} ExpressionContent;

typedef struct IndexContent
{
    double rows; /* that its predicate lets in; negative: not known */
    bool is_sharing_known;
    bool can_share; /* a tuple for all rows with one key */
    const ExpressionContent *expressions; /* in the order of the index's elements */
    size_t expression_count;
} IndexContent;

/* The same with what is known of its content; NULL: nothing. */
Quantity size_index_holding_bytes(const Schema *schema, const Stats *stats, const Table *table,
                                  const Index *index, double rows, const IndexContent *content);

/* Bytes that are expected, and those between which the truth lies in nine cases of ten. */
typedef struct IndexSize
{
    double bytes;
    double low;
    double high;
} IndexSize;

/* Of an index freshly built, whatever was measured of one that is there. */
IndexSize size_index_built(const Schema *schema, const Stats *stats, const Table *table,
                           const Index *index, double rows, const IndexContent *content);

/* A storage parameter that is a number, such as fillfactor. */
double size_storage_option(const OptionList *options, const char *name, double otherwise);

/* Heap and all indexes. */
Quantity size_total_bytes(const Schema *schema, const Stats *stats, const Table *table,
                          double rows);

/* Seconds that CREATE INDEX takes at `rows` rows; assumed, from the rate bench/index_build prints. */
Quantity size_index_build_seconds(const Schema *schema, const Stats *stats, const Table *table,
                                  const Index *index, double rows);

/* Seconds that rewriting the table takes, likewise. */
Quantity size_rewrite_seconds(const Schema *schema, const Stats *stats, const Table *table,
                              double rows);

#endif
