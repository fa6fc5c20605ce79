/*
 * Rows of a log lie in the order in which they came, so that a few bytes for each megabyte say which
 * times are there. A btree keeps an entry for each row. Which of them serves depends on the queries:
 * BRIN finds a day or a month, not the newest ten.
 */
#include "rule/list.h"
#include "rule/shape.h"
#include "rule/table_needs_partitions.h"
#include "stats/size.h"

static const double BYTES_NOTABLE = 1024.0 * 1024 * 1024;

/* True when the time is that of the insert. */
static bool
is_time_of_insert(const Column *column)
{
    const char *sql = column->default_expr == NULL ? "" : column->default_expr->sql;

    return strcasestr(sql, "now()") != NULL || strcasestr(sql, "current_") != NULL ||
           strcasestr(sql, "clock_timestamp") != NULL;
}

static bool
is_plain_on(const Index *index, const Column *column)
{
    return str_equal(index->method, "btree") && !index->is_unique && index->predicate == NULL &&
           index->elements.count == 1 && index->include.count == 0 &&
           str_equal(index->elements.first->column, column->name);
}

static void
report(const Design *design, const Table *table, const Index *index, Quantity rows,
       Findings *findings)
{
    Arena *arena = findings->arena;
    Index brin = *index;
    Quantity bytes = size_index_bytes(design->schema, design->stats, table, index, rows.value);
    Quantity small;
    Finding *finding;

    if (bytes.value < BYTES_NOTABLE)
        return;
    brin.method = "brin";
    brin.name = "";
    small = size_index_bytes(design->schema, design->stats, table, &brin, rows.value);
    finding =
        finding_add(findings, &rule_time_index_brin, table, index->name, index->location,
                    "index %s takes %s at %s rows; as BRIN it would take %s", index->name,
                    quantity_bytes_text(arena, bytes.value), quantity_count_text(arena, rows.value),
                    quantity_bytes_text(arena, small.value));
    finding->object_id = index->name;
    finding_evidence(findings, finding, "btree", bytes, "bytes");
    finding_evidence(findings, finding, "BRIN", small, "bytes");
    finding->weight = bytes.value;
    finding->kept_back = "right if queries ask for spans of time; the newest rows need the btree";
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const Column *time = shape_time_column(design, table);
    Quantity rows = design_rows_on(design, table, day_add_months(design->today, 36));

    if (time == NULL || !quantity_known(rows) || table->kind != TABLE_PLAIN ||
        !shape_is_log(table) || !is_time_of_insert(time) ||
        table_needs_partitions_soon(findings->arena, design, table))
        return;
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (is_plain_on(index, time))
            report(design, table, index, rows, findings);
}

const Rule rule_time_index_brin = {
    .id = "time-index-brin",
    .catalogue = "IDX19",
    .needs = NEEDS_SIZES | NEEDS_GROWTH,
    .severity = SEVERITY_REMARK,
    .title = "btree on the time of a log, where BRIN would be a thousandth of the size",
    .why = "A btree on the time of insert has an entry for each row: 21 MB for each million. The "
           "rows lie in that order anyway, so that BRIN, which keeps the first and last time of "
           "every 128 pages, finds a day nearly as well with a thousandth of the bytes and "
           "next to nothing to write.",
    .fix = "Where queries ask for spans of time, replace the btree by CREATE INDEX ... USING brin.",
    .trade_off =
        "BRIN gives no order: the newest ten rows need the btree. Rows that are updated or "
        "that fill the space of deleted ones blur it.",
    .not_when =
        "Tables that are no log by their name; times that are not those of the insert; under 1 "
        "GB in 36 months; unique, partial and composite indexes; where partitions are "
        "proposed.",
    .source = "PostgreSQL manual, 71 BRIN Indexes",
    .group = "%zu btrees on the time of a log",
    .check_table = check,
};
