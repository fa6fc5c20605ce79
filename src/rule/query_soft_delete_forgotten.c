#include "rule/list.h"
#include "rule/query_reading.h"
#include "rule/shape.h"

enum
{
    MINDING_FEWEST = 3 /* queries that leave deleted rows out, to call it a habit */
};

static void
report(const Table *table, const Column *mark, const Readers *readers, Findings *findings)
{
    Finding *finding = query_group_add(
        findings, &rule_query_soft_delete_forgotten, table, &readers->careless, "reads", "read",
        "%s without regard to %s, which %zu of %zu queries look at: deleted rows are among them",
        table->name, mark->name, readers->minding, readers->count);

    finding_evidence(findings, finding, "queries that leave deleted rows out",
                     (Quantity){(double) readers->minding, PROVENANCE_MEASURED}, "");
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const Column *mark;
    Readers readers;

    if (design->workload == NULL)
        return;
    mark = shape_soft_delete(design, table);
    if (mark == NULL)
        return;
    readers = query_reading_readers(findings, table, mark, false);
    if (readers.minding >= MINDING_FEWEST && readers.minding * 2 >= readers.count &&
        readers.careless.count > 0)
        report(table, mark, &readers, findings);
}

const Rule rule_query_soft_delete_forgotten = {
    .id = "query-soft-delete-forgotten",
    .catalogue = "IDX18",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "Query that does not leave deleted rows out, where most do",
    .why = "Rows that are marked as deleted stay in the table, and each query must leave them out "
           "by itself. Where most do and one does not, it returns, counts or changes rows that are "
           "gone for everybody else, and it cannot use partial indexes on the rows that are alive.",
    .fix = "Add the condition, or say in a comment that deleted rows are meant "
           "(tenfold:ignore). A view of the rows that are alive says it once for all.",
    .trade_off = "None where the condition was forgotten.",
    .not_when = "Fewer than three queries, or less than half of those that search the table, say "
                "something of the mark; rows are found by key; rows are removed for good; the "
                "query returns or sets the mark.",
    .source = "docs/design/query_rules.md",
    .group = "%zu tables whose deleted rows are not always left out",
    .check_table = check,
};
