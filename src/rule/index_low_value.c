/*
 * Entries read for each scan, as counted. An index that hands out a third of the table each time
 * narrows nothing: reading the table would be as fast. But an index-only scan, a sort that it saves
 * and a count over all also read many entries, and are worth it: where a query orders by it or the
 * index includes columns, nothing is said.
 */
#include "rule/index_use.h"
#include "rule/list.h"
#include "rule/table_use.h"
#include "stats/size.h"

static const double ROWS_LARGE = 100000;
static const double SHARE_LARGE = 0.3; /* of the rows, by an average scan */
static const double SCANS_ENOUGH = 100;

static bool
is_ordered_by(const TableUse *use, const char *column)
{
    for (const TableRead *read = use == NULL ? NULL : use->reads.first; read != NULL;
         read = read->next)
        for (const ColumnUse *at = read->query->meaning->uses.first; at != NULL; at = at->next)
            if (at->table == use->table && str_equal(at->name, column) &&
                (at->roles & (USE_ORDERED | USE_GROUPED | USE_AGGREGATED | USE_DISTINCT)) != 0)
                return true;
    return false;
}

/* A plain btree on few columns, that holds no promise and covers nothing. */
static bool
can_be_judged(const Table *table, const Index *index, const Findings *findings)
{
    const char *first = index->elements.first == NULL ? NULL : index->elements.first->column;

    return first != NULL && str_equal(index->method, "btree") && !index_use_is_bound(index) &&
           !index->is_invalid && !index->is_clustered && index->predicate == NULL &&
           index->include.count == 0 &&
           finding_find(findings, &rule_index_on_boolean, table, index->name) == NULL &&
           finding_find(findings, &rule_index_redundant, table, index->name) == NULL &&
           !is_ordered_by(table_use_find(findings->uses, table), first);
}

static void
report(const Design *design, const Table *table, const Index *index, const IndexUse *use,
       double share, Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity rows = design_rows(design, table);
    Quantity bytes = size_index_bytes(design->schema, design->stats, table, index, rows.value);
    Finding *finding =
        finding_add(findings, &rule_index_low_value, table, index->name, index->location,
                    "index %s on %s narrows little: an average scan reads %.0f %% of the table",
                    index->name, table_label(arena, table), share * 100);

    finding->object_id = index->name;
    finding->weight = bytes.value;
    finding->kept_back = "scans that need the index alone, or its order, are worth it: see a plan";
    finding_evidence(findings, finding, "scans", use->scans, "");
    finding_evidence(findings, finding, "entries read by each",
                     (Quantity){use->entries_read.value / use->scans.value, PROVENANCE_MEASURED},
                     "rows");
    finding_evidence(findings, finding, "rows now", rows, "rows");
    finding_evidence(findings, finding, "index", bytes, "bytes");
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Quantity rows = design_rows(design, table);

    if (rows.value < ROWS_LARGE)
        return;
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        IndexUse use;
        double share;

        if (!index_use_of(design, table, index, &use) || use.scans.value < SCANS_ENOUGH ||
            !quantity_known(use.entries_read) || !can_be_judged(table, index, findings))
            continue;
        share = use.entries_read.value / use.scans.value / rows.value;
        if (share >= SHARE_LARGE && share <= 1)
            report(design, table, index, &use, share, findings);
    }
}

const Rule rule_index_low_value = {
    .id = "index-low-value",
    .catalogue = "IDX20",
    .needs = NEEDS_COUNTERS,
    .severity = SEVERITY_REMARK,
    .title = "index whose scans read much of the table",
    .why =
        "An index pays when it leads to few rows. One that hands out a third of them costs as much "
        "as reading the table, and is still written by every insert.",
    .fix = "Look at a plan of the queries that use it. If they filter further, put those columns "
           "into the index, or make it partial: WHERE the column has its rare value.",
    .trade_off = "A partial index serves only queries that say its condition.",
    .not_when =
        "Fewer than 100 scans, under 100,000 rows; partial, unique and covering indexes, and "
        "those whose first column a query orders, groups or counts by.",
    .source = "PostgreSQL manual, 28.2.21 pg_stat_all_indexes; 11.8 Partial Indexes",
    .group = "%zu indexes whose scans read much of the table",
    .check_table = check,
};
