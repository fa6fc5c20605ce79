/*
 * What a server counted speaks also for statements that nobody saw: evicted ones, those of other
 * users, of another pooler, of a job. A query that was seen and explains the scans has a finding of
 * its own, and this rule is silent. pg_dump and a nightly report read a table whole once a day: that
 * is no matter.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/table_use.h"

static const double ROWS_LARGE = 100000;
static const double SCANS_MANY = 24; /* a day: one an hour */
static const double SHARE_READ = 0.5; /* of the rows, by the average scan: not ended by a LIMIT */
static const double ROWS_A_DAY_HEAVY = 1e9;

/* A query that reads all of it, or that no index serves. */
static const TableRead *
find_explaining(const TableUse *use)
{
    for (const TableRead *read = use == NULL ? NULL : use->reads.first; read != NULL;
         read = read->next)
        if (!read->is_served && read->pattern != READ_BY_KEY)
            return read;
    return NULL;
}

static const char *
unseen_text(Arena *arena, const Workload *workload)
{
    if (workload == NULL)
        return "No statements were read: pg_stat_statements, or a file of queries, would say which "
               "they are.";
    if (workload->evicted > 0)
        return arena_printf(arena,
                            "No statement that was seen does so; pg_stat_statements dropped %zu.",
                            workload->evicted);
    if (workload->hidden_statements > 0)
        return arena_printf(arena, "No statement that was seen does so; %zu may not be read.",
                            workload->hidden_statements);
    return "No statement that was seen does so: other databases' poolers, jobs, functions and "
           "foreign keys remain.";
}

/* A parent's deletes read the child whole when nothing leads to its rows. */
static void
say_foreign_keys(const Table *table, Findings *findings, Finding *finding)
{
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
        if (key->kind == CONSTRAINT_FOREIGN_KEY && key_serving(table, &key->columns) == NULL)
            finding_detail(findings, finding,
                           "Rows deleted from %s may be the cause: no index begins with %s.",
                           key->ref_table, name_list_text(findings->arena, &key->columns));
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const TableStats *stats = design_table_stats(design, table);
    Quantity days = design->stats->counted_days;
    Quantity rows = design_rows(design, table);
    double per_day, read;
    Finding *finding;

    if (stats == NULL || !quantity_known(stats->scans) || stats->scans.value < 1 ||
        rows.value < ROWS_LARGE || days.value < 1 ||
        find_explaining(table_use_find(findings->uses, table)) != NULL)
        return;
    per_day = stats->scans.value / days.value;
    read = stats->scanned_rows.value / stats->scans.value;
    if (per_day < SCANS_MANY || read < SHARE_READ * rows.value)
        return;
    finding = finding_add(
        findings, &rule_seq_scans_on_large_table, table, NULL, table->location,
        "%s is read whole %s times a day, %s rows each time", table_label(findings->arena, table),
        quantity_count_text(findings->arena, per_day), quantity_count_text(findings->arena, read));
    finding_detail(findings, finding, "%s", unseen_text(findings->arena, design->workload));
    say_foreign_keys(table, findings, finding);
    finding_evidence(findings, finding, "scans of the whole table",
                     (Quantity){per_day, PROVENANCE_MEASURED}, "scans/day");
    finding_evidence(findings, finding, "rows read by each", (Quantity){read, PROVENANCE_MEASURED},
                     "rows");
    finding_evidence(findings, finding, "scans by index", stats->index_scans, "");
    finding->weight = per_day * read;
    finding->kept_back = "which column is searched by, only the statements tell";
    if (finding->weight >= ROWS_A_DAY_HEAVY)
        finding_bites_on(findings, finding, design->today);
}

const Rule rule_seq_scans_on_large_table = {
    .id = "seq-scans-on-large-table",
    .catalogue = "IDX07",
    .needs = NEEDS_COUNTERS,
    .severity = SEVERITY_WARNING,
    .title = "large table that is read whole again and again",
    .why =
        "PostgreSQL counts how often it read a table from end to end, and how many rows that was. "
        "Each such read grows with the table. Here no query that was seen explains them.",
    .fix = "Find the statement: set auto_explain.log_min_duration, or look at pg_stat_statements "
           "ordered by shared_blks_hit + shared_blks_read; then give it an index, or a LIMIT.",
    .trade_off = "One more index to write, where an index is the answer.",
    .not_when =
        "Less than once an hour, less than half of the rows in an average scan, under "
        "100,000 rows, less than a day of counting, or a query was seen that reads the table "
        "so.",
    .source = "PostgreSQL manual, 28.2.20 pg_stat_all_tables",
    .group = "%zu large tables read whole again and again",
    .check_table = check,
};
