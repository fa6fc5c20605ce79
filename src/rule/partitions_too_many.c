#include "rule/list.h"

enum
{
    PARTITIONS_MANY = 1000
};

static size_t
count_leaves(const Design *design, const Table *table)
{
    const PartitionRefList *partitions = design_partitions(design, table);
    size_t count = 0;

    if (table->kind != TABLE_PARTITIONED || partitions == NULL)
        return 1;
    for (const PartitionRef *ref = partitions->first; ref != NULL; ref = ref->next)
        count += count_leaves(design, ref->table);
    return count;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    size_t leaves = count_leaves(design, table);
    Finding *finding;

    if (leaves <= PARTITIONS_MANY)
        return;
    finding = finding_add(findings, &rule_partitions_too_many, table, NULL, table->location,
                          "%s has %zu partitions: a query that does not name the partition key "
                          "plans and locks all of them",
                          table_label(findings->arena, table), leaves);
    finding->weight = (double) leaves;
    finding_evidence(findings, finding, "partitions",
                     (Quantity){.value = (double) leaves, .source = PROVENANCE_MEASURED}, "");
    finding->kept_back = "merging partitions moves rows: do it when the next ones are made";
}

const Rule rule_partitions_too_many = {
    .id = "partitions-too-many",
    .catalogue = "",
    .severity = SEVERITY_WARNING,
    .title = "thousands of partitions",
    .why = "A query whose condition does not fix the partition key opens, plans and locks every "
           "partition and "
           "each of its indexes. From about a thousand on, planning takes longer than most "
           "queries run, the lock table (max_locks_per_transaction) overflows, and each "
           "connection keeps megabytes of catalog in memory.",
    .fix = "Make larger partitions: months instead of days.",
    .trade_off = "Retention then drops larger pieces at a time.",
    .not_when = "Up to 1,000 partitions.",
    .source = "PostgreSQL manual, 5.11.6 Best Practices for Declarative Partitioning",
    .group = "%zu tables with thousands of partitions",
    .check_table = check,
};
