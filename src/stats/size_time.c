#include "stats/size.h"

#include "schema/type.h"

/*
 * Rates of bench/index_build, divided by COLD: the bench has the table in memory and waits for no
 * disk, a real server reads it from disk, writes WAL and serves others meanwhile. Texts are compared
 * by the rules of their collation, which makes sorting them four times as slow.
 */
static const double SORT_ROWS_A_SECOND = 2e6;
static const double SORT_TEXTS_A_SECOND = 0.5e6;
static const double INDEX_BYTES_A_SECOND = 80e6;
static const double SCAN_BYTES_A_SECOND = 1e9;
static const double REWRITE_BYTES_A_SECOND = 110e6;
static const double COLD = 3;

static bool
holds_text(const Schema *schema, const Table *table, const Index *index)
{
    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
    {
        const Column *column = at->column == NULL ? NULL : table_find_column(table, at->column);

        if (column == NULL || type_facts(schema, &column->type).category == CATEGORY_TEXT)
            return true;
    }
    return false;
}

/* The heap is read once; the keys are sorted (rows) and written (bytes). */
Quantity
size_index_build_seconds(const Schema *schema, const Stats *stats, const Table *table,
                         const Index *index, double rows)
{
    Quantity heap = size_table_bytes(schema, stats, table, rows);
    Quantity bytes = size_index_bytes(schema, stats, table, index, rows);
    double pace = holds_text(schema, table, index) ? SORT_TEXTS_A_SECOND : SORT_ROWS_A_SECOND;
    double seconds =
        heap.value / SCAN_BYTES_A_SECOND + rows / pace + bytes.value / INDEX_BYTES_A_SECOND;

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
