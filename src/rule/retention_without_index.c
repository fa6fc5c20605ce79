/*
 * Who deletes by age must find the old rows. Without an index on the time each run reads the whole
 * table, most of which stays.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"
#include "rule/table_needs_partitions.h"

static const double ROWS_MATTER = 2e6; /* a run reads for seconds */

static bool
leads_an_index(const Table *table, const char *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (index->predicate == NULL && str_equal(index->elements.first->column, column) &&
            (str_equal(index->method, "btree") || str_equal(index->method, "brin")))
            return true;
    return false;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Arena *arena = findings->arena;
    const TableStats *stats = design_table_stats(design, table);
    const Column *time = shape_time_column(design, table);
    Quantity rows = design_rows_on(design, table, day_add_months(design->today, 36));
    NameList columns = {0};
    Finding *finding;
    Change *change;

    if (stats == NULL || !quantity_known(stats->retention_days) || time == NULL ||
        table->kind != TABLE_PLAIN || !quantity_known(rows) || rows.value < ROWS_MATTER ||
        leads_an_index(table, time->name) || table_needs_partitions_soon(arena, design, table))
        return;
    finding =
        finding_add(findings, &rule_retention_without_index, table, NULL, table->location,
                    "%s keeps rows for %.0f days but has no index on %s: each purge reads %s it",
                    table_label(arena, table), stats->retention_days.value, time->name,
                    shape_rows_text(arena, design, table));
    finding_evidence(findings, finding, "rows in 36 months", rows, "rows");
    finding->weight = rows.value;
    finding_bites_at_rows(findings, finding, ROWS_MATTER);
    name_list_add(arena, &columns, time->name);
    change = change_new(arena, CHANGE_ADD_INDEX, table);
    change->index = change_make_index(arena, design->schema, table, &columns);
    finding_change(finding, change);
}

const Rule rule_retention_without_index = {
    .id = "retention-without-index",
    .catalogue = "TBL17",
    .needs = NEEDS_SIZES | NEEDS_GROWTH,
    .severity = SEVERITY_WARNING,
    .title = "rows deleted by age without an index on the age",
    .why =
        "A job that deletes old rows looks for them by time. Without an index it reads the whole "
        "table on every run, and most of it only to keep it.",
    .fix = "Add an index on the time column, or partition by it and drop partitions.",
    .trade_off = "One more index to write on every insert, at its right end, where it is cheap.",
    .not_when = "Where no retention is declared; tables under 2 million rows; tables with an index "
                "that begins with the time, and partitioned tables. Silent where partitions are "
                "proposed.",
    .source = "PostgreSQL manual, 11.2 Index Types",
    .group = "%zu tables purged by age without an index on it",
    .check_table = check,
};
