/*
 * Only what is known not to follow a write: its place in the program is known, and nothing near it
 * writes what it reads. And only where it helps: a replica is there, or the primary is busy.
 */
#include "rule/list.h"
#include "rule/query_group.h"
#include "rule/query_place.h"

static const double READS_PER_WRITE = 10;
static const double SHARE_THAT_MATTERS = 0.1; /* of the time of all statements */
static const double MS_A_DAY = 24.0 * 60 * 60 * 1000;
static const double SESSIONS_BUSY = 0.5; /* at work at any moment, on average */

static bool
may_read(const Findings *findings, const WorkloadQuery *query)
{
    Quantity written;

    if (query->meaning == NULL || query->place == NULL || !query_place_is_plain_read(query) ||
        query_place_was_after_write(query) || query_place_is_near_write(findings, query))
        return false;
    written = query_place_rows_written(findings, query);
    return quantity_known(written) && quantity_known(query->calls_per_day) &&
           query->calls_per_day.value >= READS_PER_WRITE * written.value;
}

/* A replica is there, or there is enough to do for one. */
static bool
would_help(const Design *design)
{
    const Stats *stats = design->stats;

    return stats->replicas.value > 0 || stats->nodes_read > 1 ||
           workload_total_ms(design->workload).value >= SESSIONS_BUSY * MS_A_DAY;
}

static void
check(const Design *design, Findings *findings)
{
    WorkloadQueryRefs group = {0};
    double share = 0;
    Finding *finding;

    if (design->workload == NULL || !would_help(design))
        return;
    group.items = arena_new_array(findings->arena, const WorkloadQuery *,
                                  design->workload->queries.count + 1);
    for (const WorkloadQuery *query = design->workload->queries.first; query != NULL;
         query = query->next)
        if (may_read(findings, query))
        {
            group.items[group.count++] = query;
            share += query->share;
        }
    if (group.count == 0 || share < SHARE_THAT_MATTERS)
        return;
    finding = query_group_add(findings, &rule_query_may_read_replica, NULL, &group, "may", "may",
                              "read from a replica: %.0f %% of the time, and nothing near them "
                              "writes what they read",
                              share * 100);
    finding_evidence(findings, finding, "share of the time",
                     (Quantity){share * 100, group.items[0]->calls_per_day.source}, "%");
    finding_evidence(findings, finding, "writes at the same places",
                     (Quantity){0, PROVENANCE_MEASURED}, "");
    finding->weight = share;
    finding->kept_back = "the application chooses the server, and must bear seconds of delay";
}

const Rule rule_query_may_read_replica = {
    .id = "query-may-read-replica",
    .catalogue = "OPS06",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "queries that need not ask the primary",
    .why = "A replica answers reads that bear a delay of some seconds. What these queries read is "
           "written rarely, and nothing about the same resource of the program writes it.",
    .fix = "Send them to a replica by their route or job, not by the verb SELECT.",
    .trade_off =
        "A row may be seen a moment late; a replica that falls behind answers with old rows, "
        "and long queries on it are cancelled or delay its replay.",
    .not_when =
        "No tags say where a query comes from; its resource writes one of its tables; it was "
        "recorded after a write; fewer than ten reads for each row written; less than a tenth "
        "of the time in all; no replica is there and the primary is mostly idle.",
    .source = "docs/design/queries_and_counts.md; PostgreSQL manual, 27.4 Hot Standby",
    .group = "%zu groups of queries that need not ask the primary",
    .check_design = check,
};
