#include "stats/size.h"

#include <math.h>

/*
 * Rates of bench/index_build, divided by COLD: the bench has the table in memory and waits for no
 * disk, a real server reads it from disk, writes WAL and serves others meanwhile.
 */
static const double INDEX_ROWS_A_SECOND = 2.5e6;
static const double INDEX_BYTES_A_SECOND = 80e6;
static const double SCAN_BYTES_A_SECOND = 1e9;
static const double REWRITE_BYTES_A_SECOND = 110e6;
static const double COLD = 4;

/* The heap is read once; the keys are sorted (rows) and written (bytes). */
Quantity
size_index_build_seconds(const Schema *schema, const Stats *stats, const Table *table,
                         const Index *index, double rows)
{
    Quantity heap = size_table_bytes(schema, stats, table, rows);
    Quantity bytes = size_index_bytes(schema, stats, table, index, rows);
    double seconds = heap.value / SCAN_BYTES_A_SECOND + rows / INDEX_ROWS_A_SECOND +
                     bytes.value / INDEX_BYTES_A_SECOND;

    return (Quantity){.value = seconds * COLD, .source = PROVENANCE_ASSUMED};
}

/* A rewrite writes the heap and builds every index again. */
Quantity
size_rewrite_seconds(const Schema *schema, const Stats *stats, const Table *table, double rows)
{
    Quantity heap = size_table_bytes(schema, stats, table, rows);
    double seconds = heap.value / REWRITE_BYTES_A_SECOND * COLD;

    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        seconds += size_index_build_seconds(schema, stats, table, index, rows).value;
    return (Quantity){.value = seconds, .source = PROVENANCE_ASSUMED};
}
