/*
 * A job that deletes with a LIMIT, so as to hold no locks for long, has a top speed: calls a day times the
 * LIMIT. What comes faster stays, and the table grows as if nobody deleted.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"

static const double ROWS_THAT_MATTER = 1e6; /* more each year are no matter of rounding */
static const double ROWS_LARGE = 20e6;

static const WorkloadQuery *
deleting(const Design *design, const Table *table)
{
    const WorkloadQuery *query = design->workload == NULL ? NULL : design->workload->queries.first;

    for (; query != NULL; query = query->next)
    {
        if (query->meaning == NULL)
            continue;
        for (const QueryRelation *at = query->meaning->relations.first; at != NULL; at = at->next)
            if (at->is_written && at->table == table && at->select != NULL &&
                at->select->command == QUERY_DELETE)
                return query;
    }
    return NULL;
}

static void
report(const Design *design, const Table *table, double inserts, const TableStats *stats,
       Findings *findings)
{
    Arena *arena = findings->arena;
    double most = stats->deletes_most_per_day.value;
    const WorkloadQuery *query = deleting(design, table);
    Finding *finding = finding_add(
        findings, &rule_retention_falls_behind, table, NULL, table->location,
        "%s grows by %s rows a day although old ones are deleted: %s come, and the limits of its "
        "DELETEs let at most %s go",
        table_label(arena, table), quantity_count_text(arena, inserts - most),
        quantity_count_text(arena, inserts), quantity_count_text(arena, most));

    if (query != NULL)
        finding_query(findings, finding, query);
    if (quantity_known(stats->retention_days))
        finding_detail(findings, finding,
                       "That rows go after %.0f days is not so: they stay longer each day.",
                       stats->retention_days.value);
    finding_evidence(findings, finding, "inserts", design_inserts_per_day(design, table),
                     "rows/day");
    finding_evidence(findings, finding, "deletes at most", stats->deletes_most_per_day, "rows/day");
    finding->weight = inserts - most;
    finding_bites_at_rows(findings, finding, ROWS_LARGE);
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const TableStats *stats = design_table_stats(design, table);
    Quantity inserts = design_inserts_per_day(design, table);

    if (stats == NULL || !quantity_known(inserts) || !quantity_known(stats->deletes_most_per_day) ||
        quantity_known(stats->deletes_per_day) ||
        365 * (inserts.value - stats->deletes_most_per_day.value) < ROWS_THAT_MATTER)
        return;
    report(design, table, inserts.value, stats, findings);
}

const Rule rule_retention_falls_behind = {
    .id = "retention-falls-behind",
    .catalogue = "",
    .needs = NEEDS_QUERIES | NEEDS_GROWTH,
    .severity = SEVERITY_WARNING,
    .title = "rows come faster than their DELETE can take them away",
    .why = "A job that deletes at most so many rows a call, so often a day, has a top speed. Above "
           "it the "
           "table grows without end while everybody believes that it has a retention, and the dead "
           "rows "
           "of the DELETEs come on top. A log of webhooks got 2.6 million rows a day, its job took "
           "1.2 "
           "million, and it reached two terabytes.",
    .fix =
        "Partition the table by time and drop old partitions; until then run the job more often or "
        "raise its limit.",
    .trade_off = "A larger limit holds locks longer and leaves more dead rows at once.",
    .not_when =
        "Deletes a day are measured or declared, some DELETE of the table has no LIMIT that is a "
        "constant, calls a day are not known, or fewer than a million rows a year stay.",
    .source = "GitLab, web_hook_logs, 2020; PostgreSQL manual, 5.11 Table Partitioning",
    .group = "%zu tables whose retention falls behind",
    .check_table = check,
};
