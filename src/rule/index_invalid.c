#include "rule/key.h"
#include "rule/list.h"

static void
report(const Design *design, const Table *table, const Index *index, Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity bytes = stats_index_bytes(design->stats, index->schema, index->name);
    Finding *finding =
        finding_add(findings, &rule_index_invalid, table, index->name, index->location,
                    "index %s on %s (%s) is invalid: every insert writes it and no query reads it",
                    index->name, table_label(arena, table), key_index_text(arena, index));

    finding->object_id = index->name;
    finding->weight = bytes.value;
    if (quantity_known(bytes))
        finding_evidence(findings, finding, "bytes of the index", bytes, "bytes");
    finding->kept_back =
        "REINDEX INDEX CONCURRENTLY repairs it; if its name ends in _ccnew or _ccold, "
        "an earlier REINDEX left it behind: drop it";
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (index->is_invalid)
            report(design, table, index, findings);
}

const Rule rule_index_invalid = {
    .id = "index-invalid",
    .catalogue = "IDX06",
    .needs = NEEDS_LIVE,
    .severity = SEVERITY_WARNING,
    .title = "index that a failed build left behind",
    .why = "CREATE INDEX CONCURRENTLY that was cancelled, ran into a deadlock or found duplicates "
           "leaves an "
           "invalid index: it is written by every insert and used by no query, and a unique "
           "one may already refuse rows. The migration that made it is often marked as done.",
    .fix = "REINDEX INDEX CONCURRENTLY, or drop it and build it again.",
    .gain = "writes stop paying for an index that no query uses",
    .trade_off = "None beyond the work of building it.",
    .not_when =
        "A build that is still running is invalid, too: look at pg_stat_progress_create_index.",
    .source = "PostgreSQL manual, CREATE INDEX, Building Indexes Concurrently",
    .group = "%zu invalid indexes",
    .check_table = check,
};
