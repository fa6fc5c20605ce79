/*
 * Said before somebody sends all reads to a replica: these were seen to follow a write of the same
 * rows' table, in one transaction that was committed, or stand at the same place in the program.
 */
#include "rule/list.h"
#include "rule/query_group.h"
#include "rule/query_place.h"

enum
{
    PAIRS_SHOWN = 3
};

static bool
follows_write(const Findings *findings, const WorkloadQuery *query)
{
    const Table *table;

    return query->meaning != NULL && !query->is_nested && query->meaning->command == QUERY_SELECT &&
           (query_place_was_after_write(query) ||
            query_place_writer(findings, query, &table) != NULL);
}

static void
say_pairs(Findings *findings, Finding *finding, const WorkloadQueryRefs *group)
{
    for (size_t i = 0; i < group->count && i < PAIRS_SHOWN; i++)
    {
        const WorkloadQuery *query = group->items[i];
        const Table *table;
        const WorkloadQuery *writer = query_place_writer(findings, query, &table);

        if (writer != NULL)
            finding_detail(findings, finding, "%s: %s writes %s, %s reads it.", query->place,
                           writer->name, table_label(findings->arena, table), query->name);
        else
            finding_detail(findings, finding,
                           "%s read what its transaction had written, %.0f times.", query->name,
                           query->reads_after_write.value);
    }
}

static void
check(const Design *design, Findings *findings)
{
    WorkloadQueryRefs group = {0};
    Finding *finding;

    if (design->workload == NULL)
        return;
    group.items = arena_new_array(findings->arena, const WorkloadQuery *,
                                  design->workload->queries.count + 1);
    for (const WorkloadQuery *query = design->workload->queries.first; query != NULL;
         query = query->next)
        if (follows_write(findings, query))
            group.items[group.count++] = query;
    if (group.count == 0)
        return;
    finding = query_group_add(findings, &rule_query_read_after_write, NULL, &group, "reads", "read",
                              "what was written just before: no replica can answer");
    say_pairs(findings, finding, &group);
    finding->weight = (double) group.count;
    finding->kept_back = "nothing is to be changed: it is what a replica must not be asked";
}

const Rule rule_query_read_after_write = {
    .id = "query-read-after-write",
    .catalogue = "",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "reads that must follow a write",
    .why = "A replica shows a write some time after the primary. Whoever writes a row and reads it "
           "from "
           "a replica finds the old one, or none.",
    .fix = "Keep these on the primary, or let the reader wait until the replica has replayed the "
           "write (compare pg_current_wal_lsn() with pg_last_wal_replay_lsn()).",
    .trade_off = "The primary keeps that work.",
    .not_when = "Without evidence: a recording of a committed transaction that read a table after "
                "writing it, or tags that give a read and a write of one table the same route, "
                "controller#action or job.",
    .source =
        "docs/design/queries_and_counts.md; PostgreSQL manual, 27.2.8 Synchronous Replication",
    .group = "%zu groups of reads that must follow a write",
    .check_design = check,
};
