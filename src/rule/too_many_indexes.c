/*
 * Every insert writes to every index, and so does every update that is not HOT. Which of them are
 * needed, only scans tell; the schema shows how many there are and growth what they cost.
 */
#include "rule/list.h"
#include "stats/size.h"

enum
{
    INDEXES_MANY = 10
};

static const double WRITES_MANY = 50e6; /* of index entries a day: 600 a second */

static size_t
count_writable(const Table *table)
{
    size_t count = 0;

    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        count += index->predicate == NULL; /* a partial index takes only some of the writes */
    return count;
}

static double
index_bytes(const Design *design, const Table *table, double rows)
{
    double bytes = 0;

    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        bytes += size_index_bytes(design->schema, design->stats, table, index, rows).value;
    return bytes;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Arena *arena = findings->arena;
    size_t count = count_writable(table);
    Quantity inserts = design_inserts_per_day(design, table);
    Quantity rows = design_rows(design, table);
    double writes = inserts.value * (double) count;
    Finding *finding;

    if (count < INDEXES_MANY || design_stays_small(design, table))
        return;
    finding = finding_add(
        findings, &rule_too_many_indexes, table, NULL, table->location, "%s has %zu indexes%s%s",
        table_label(arena, table), table->indexes.count,
        count == table->indexes.count
            ? ""
            : arena_printf(arena, ", %zu of them partial", table->indexes.count - count),
        !quantity_known(inserts) ? ": every insert writes to each"
                                 : arena_printf(arena, ": %s inserts a day write %s index entries",
                                                quantity_count_text(arena, inserts.value),
                                                quantity_count_text(arena, writes)));
    if (quantity_known(rows))
        finding_evidence(findings, finding, "indexes",
                         (Quantity){.value = index_bytes(design, table, rows.value),
                                    .source = PROVENANCE_ASSUMED},
                         "bytes");
    finding->weight = writes;
    finding->kept_back = design->stats->nodes_read > 0
                             ? "those that nobody used are named on their own; the others are used"
                             : "which of them no query uses, only pg_stat_user_indexes tells";
    if (writes >= WRITES_MANY)
    {
        finding->severity = SEVERITY_WARNING;
        finding_bites_on(findings, finding, design->today);
    }
    else if (quantity_known(inserts))
        finding_bites_on(findings, finding, DAY_NEVER);
}

const Rule rule_too_many_indexes = {
    .id = "too-many-indexes",
    .catalogue = "IDX10",
    .severity = SEVERITY_REMARK,
    .title = "table with ten or more indexes",
    .why =
        "Every insert writes an entry into every index, and every update that changes an indexed "
        "column into all of them. Ten indexes make a row ten times as expensive to write, in "
        "time, WAL and memory; the planner weighs each of them in every query.",
    .fix =
        "Drop the indexes that pg_stat_user_indexes shows unused over a whole business cycle, on "
        "the primary and on every replica.",
    .trade_off = "A query that ran once a quarter may lose its index.",
    .not_when = "Tables that stay under 10,000 rows; partial indexes are not counted.",
    .source = "PostgreSQL manual, 11.12 Examining Index Usage; 73.7 Heap-Only Tuples (HOT)",
    .group = "%zu tables with ten or more indexes",
    .check_table = check,
};
