/*
 * Values begin at multiples of their alignment. A boolean before a bigint loses seven bytes in every
 * row. Only a new table can have another order, so that this waits for the next rewrite.
 */
#include "rule/list.h"
#include "stats/size.h"

static const double BYTES_LEAST = 8;
static const double BYTES_ALL_LEAST = 1024.0 * 1024 * 1024;
static const double SHARE_LEAST = 0.1;
static const double ROWS_LEAST = 1e6; /* for the share: a tenth of little is less */

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Arena *arena = findings->arena;
    Day later = day_add_months(design->today, 36);
    Quantity rows = design_rows_on(design, table, later);
    Quantity row = size_row_bytes(design->schema, design->stats, table);
    double declared;
    double best;
    double saved;
    Finding *finding;

    size_row_padding(design->schema, table, &declared, &best);
    saved = declared - best;
    if (!quantity_known(rows))
        rows = design_rows(design, table);
    if (saved < BYTES_LEAST || !quantity_known(rows) ||
        (saved * rows.value < BYTES_ALL_LEAST &&
         (saved < row.value * SHARE_LEAST || rows.value < ROWS_LEAST)))
        return;
    finding = finding_add(
        findings, &rule_column_padding, table, NULL, table->location,
        "%s: another order of columns saves %.0f of %.0f bytes a row, %s at %s rows",
        table_label(arena, table), saved, row.value, quantity_bytes_text(arena, saved * rows.value),
        quantity_count_text(arena, rows.value));
    finding_evidence(findings, finding, "padding", (Quantity){.value = saved, .source = row.source},
                     "bytes");
    finding_evidence(findings, finding, "rows in 36 months", rows, "rows");
    finding->weight = saved * rows.value;
    finding->kept_back = "it needs a new table: worth doing when the table is rewritten anyway";
}

const Rule rule_column_padding = {
    .id = "column-padding",
    .catalogue = "TYP20",
    .needs = NEEDS_SIZES,
    .severity = SEVERITY_REMARK,
    .title = "columns in an order that wastes space",
    .why = "A value of eight bytes begins at a multiple of eight; what comes before it is filled "
           "up. In a table of a hundred million rows eight bytes a row are 0.8 GB that are "
           "read, cached and backed up.",
    .fix = "When the table is rewritten anyway, put columns of eight bytes first, then those of "
           "four and two, then the rest.",
    .trade_off = "A new table and a copy of all rows; code that relies on the order of columns "
                 "(INSERT without names, SELECT *) must be looked at.",
    .not_when = "Less than 8 bytes a row; less than 1 GB in 36 months, unless it is a tenth of the "
                "row of a table with a million rows; where rows are not known.",
    .source = "PostgreSQL manual, 73.6 Database Page Layout",
    .group = "%zu tables with padding between columns",
    .check_table = check,
};
