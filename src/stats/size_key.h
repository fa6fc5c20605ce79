/*
 * size_key.h - what is known of the keys of an index before it is there.
 */
#ifndef TENFOLD_STATS_SIZE_KEY_H
#define TENFOLD_STATS_SIZE_KEY_H

#include "stats/size.h"
#include "stats/width.h"

typedef struct Sizing
{
    const Schema *schema;
    const Stats *stats;
    const Table *table;
    const TableStats *table_stats;
    const Index *index;
    double rows; /* in the index */
    double table_rows;
    const IndexContent *content; /* what a server said; or NULL */
} Sizing;

typedef struct Key
{
    double bytes; /* of a tuple, header included; of a single column one that is not null */
    double nulls; /* chance that a value is null */
    bool is_exact;
    Provenance source;
} Key;

/* The column that an index element stands on: itself, or the first that its expression names; or NULL. */
const Column *size_key_column(const Table *table, const IndexElement *element);

Width size_key_width(const Sizing *sizing, const IndexElement *element);

/* The whole tuple. */
Key size_key_of(const Sizing *sizing);

/* True when equal keys share a tuple. */
bool size_key_can_share(const Sizing *sizing);

/* Different values of one element, NULL columns aside, and of all of them together. */
double size_key_element_distinct(const Sizing *sizing, const IndexElement *element);
double size_key_distinct(const Sizing *sizing);

/* How many times fewer combinations there are than of independent columns, as foreign keys say. */
double size_key_dependence(const Sizing *sizing);

#endif
