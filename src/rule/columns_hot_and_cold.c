/*
 * Two ways in which a row is two rows. Some columns are set all day while the wide rest never
 * changes: each update copies all of it. Or a wide column that few reads want stands between what all
 * reads want. What TOAST has moved out already is no matter for either: only bytes in the row count.
 */
#include "rule/counter_in_wide_row.h"
#include "rule/list.h"
#include "rule/table_use.h"
#include "stats/size.h"
#include "stats/width.h"

static const double ROW_WIDE = 500; /* bytes */
static const double UPDATES_MANY = 100000; /* a day */
static const double UPDATES_HEAVY = 1e6;
static const double COLD_SHARE = 0.01; /* of the updates of the hot columns */
static const double HOT_BYTES_SHARE = 0.25; /* of the row */
static const double READS_MANY = 100000; /* a day */
static const double WANTED_SHARE = 0.02; /* of the reads */
static const double COLUMN_WIDE = 300; /* bytes in the row */
static const double TOASTED = 2000; /* wider values are kept elsewhere */

enum
{
    HOT_MOST = 4
};

/* Measured; there is no guess good enough for this. */
static double
bytes_in_row(const Design *design, const Table *table, const Column *column)
{
    const ColumnStats *stats = stats_find_column(design_table_stats(design, table), column->name);

    return stats == NULL || !quantity_known(stats->width_bytes)
               ? 0
               : stats->width_bytes.value * (1 - stats->null_fraction.value);
}

/* What is not measured and may be wide is as wide as it can be in a row. */
static double
most_bytes(const Design *design, const Table *table, const Column *column)
{
    Width width = width_of(design->schema, design_table_stats(design, table), column);

    return width.is_exact || width.source == PROVENANCE_MEASURED ? width.bytes : TOASTED;
}

/* The columns that are set at least so often; their bytes in `bytes`. */
static NameList
columns_set(const Design *design, const TableUse *use, double least, double *bytes, Arena *arena)
{
    NameList names = {0};

    *bytes = 0;
    for (size_t at = 0; at < use->table->columns.count; at++)
    {
        const ColumnRates *rates = &use->columns[at];

        if (rates->updated.value < least || rates->updated.value <= 0)
            continue;
        name_list_add(arena, &names, rates->column->name);
        *bytes += most_bytes(design, use->table, rates->column);
    }
    return names;
}

static double
most_updated(const TableUse *use)
{
    double most = 0;

    for (size_t at = 0; at < use->table->columns.count; at++)
        if (use->columns[at].updated.value > most)
            most = use->columns[at].updated.value;
    return most;
}

static void
report_hot(const Design *design, const TableUse *use, const NameList *hot, double updates,
           Findings *findings)
{
    Quantity row = size_row_bytes(design->schema, design->stats, use->table);
    Finding *finding = finding_add(
        findings, &rule_columns_hot_and_cold, use->table, hot->first->text, use->table->location,
        "%s of %s %s set %s times a day, and each time %.0f bytes that never change are copied",
        name_list_text(findings->arena, hot), table_label(findings->arena, use->table),
        hot->count == 1 ? "is" : "are", quantity_count_text(findings->arena, updates), row.value);

    for (const TableWrite *write = use->writes.first; write != NULL; write = write->next)
        if (write->kind == WRITE_UPDATE)
            finding_query(findings, finding, write->query);
    finding_evidence(findings, finding, "updates of these columns",
                     (Quantity){updates, use->write_calls[WRITE_UPDATE].source}, "calls/day");
    finding_evidence(findings, finding, "row", row, "bytes");
    finding->weight = updates * row.value;
    finding->kept_back = "the application must write to another table";
    if (updates >= UPDATES_HEAVY)
        finding_bites_on(findings, finding, design->today);
}

static bool
check_updates(const Design *design, const TableUse *use, Findings *findings)
{
    Quantity row = size_row_bytes(design->schema, design->stats, use->table);
    double updates = most_updated(use);
    double hot_bytes, any_bytes;
    NameList hot, any;

    if (updates < UPDATES_MANY || row.value < ROW_WIDE || use->unrated_writes > 0)
        return false;
    hot = columns_set(design, use, updates / 2, &hot_bytes, findings->arena);
    any = columns_set(design, use, updates * COLD_SHARE, &any_bytes, findings->arena);
    if (hot.count > HOT_MOST || any.count > hot.count || hot_bytes > HOT_BYTES_SHARE * row.value)
        return false;
    report_hot(design, use, &hot, updates, findings);
    return true;
}

/* The widest column in the row that few reads return; or NULL. */
static const ColumnRates *
unwanted_column(const Design *design, const TableUse *use)
{
    const ColumnRates *found = NULL;
    double widest = COLUMN_WIDE;

    for (size_t at = 0; at < use->table->columns.count; at++)
    {
        const ColumnRates *rates = &use->columns[at];
        double width = bytes_in_row(design, use->table, rates->column);

        if (width < widest || width > TOASTED || quantity_known(rates->searched) ||
            rates->returned.value > WANTED_SHARE * use->read_calls.value)
            continue;
        found = rates;
        widest = width;
    }
    return found;
}

static void
check_reads(const Design *design, const TableUse *use, Findings *findings)
{
    const ColumnRates *rates;
    Finding *finding;
    double width;

    if (use->unrated_reads > 0 || use->read_calls.value < READS_MANY ||
        (rates = unwanted_column(design, use)) == NULL)
        return;
    width = bytes_in_row(design, use->table, rates->column);
    finding = finding_add(findings, &rule_columns_hot_and_cold, use->table, rates->column->name,
                          rates->column->location,
                          "%s.%s fills %.0f bytes of each row, and %.1f %% of the reads want it",
                          table_label(findings->arena, use->table), rates->column->name, width,
                          rates->returned.value / use->read_calls.value * 100);
    finding_evidence(findings, finding, "column", (Quantity){width, PROVENANCE_MEASURED}, "bytes");
    finding_evidence(findings, finding, "reads of the table", use->read_calls, "calls/day");
    if (quantity_known(rates->returned))
        finding_evidence(findings, finding, "reads that return it", rates->returned, "calls/day");
    finding->weight = width * use->read_calls.value;
    finding->kept_back = "the application must read it from another table";
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const TableUse *use = table_use_find(findings->uses, table);

    if (use == NULL || design_stays_small(design, table) ||
        counter_in_wide_row_speaks(findings->arena, design, table))
        return;
    if (!check_updates(design, use, findings))
        check_reads(design, use, findings);
}

const Rule rule_columns_hot_and_cold = {
    .id = "columns-hot-and-cold",
    .catalogue = "TBL19",
    .needs = NEEDS_QUERIES | NEEDS_SIZES,
    .severity = SEVERITY_REMARK,
    .title = "a row that is two rows: hot columns beside wide cold ones",
    .why =
        "PostgreSQL writes a whole new row for every update and reads whole pages: what changes "
        "all "
        "day copies what never changes, and what nobody asks for fills the pages of what everybody "
        "asks for. The table needs more memory for the same reads.",
    .fix = "Move the few hot columns, or the wide cold one, into a table of its own with the same "
           "key. "
           "For a column that is only wide: ALTER TABLE … ALTER COLUMN … SET STORAGE EXTERNAL, and "
           "toast_tuple_target = 128, keep it out of the row without another table.",
    .trade_off = "Who needs both parts joins by the key.",
    .not_when =
        "Rows under 500 bytes; fewer than 100,000 updates, or reads, a day; writes without a "
        "rate; columns that TOAST keeps outside of the row already; what counter-in-wide-row "
        "says of the same table.",
    .source = "PostgreSQL manual, 73.2 TOAST; 73.7 Heap-Only Tuples (HOT)",
    .group = "%zu tables with hot columns beside wide cold ones",
    .check_table = check,
};
