/*
 * An update is HOT when it changes no indexed column and the page has room for the new row. The share
 * that was HOT is measured; which of the two reasons spoils it the queries tell: a column that they
 * set and an index holds, or, when they set none such, pages that are full.
 */
#include "rule/counter_in_wide_row.h"
#include "rule/index_use.h"
#include "rule/list.h"
#include "rule/table_use.h"
#include "stats/size.h"

static const double HOT_LOW = 0.5;
static const double UPDATES_MANY = 10000; /* a day */
static const double UPDATES_HEAVY = 1e6;
static const double FILLFACTOR_FULL = 100;

enum
{
    VERSION_BRIN_IS_HOT = 160000 /* PG_VERSION_NUM: from here on BRIN does not count */
};

static bool
names_column(const Expr *expr, const char *column)
{
    for (const Reference *at = expr == NULL ? NULL : expr->references.first; at != NULL;
         at = at->next)
        if (at->kind == REFERENCE_COLUMN && str_equal(at->name, column))
            return true;
    return false;
}

static bool
holds(const Index *index, const char *column)
{
    if (name_list_contains(&index->include, column) || names_column(index->predicate, column))
        return true;
    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
        if (str_equal(at->column, column) || names_column(at->expr, column))
            return true;
    return false;
}

/* The index that a change of the column writes to; the one used least. */
static const Index *
index_holding(const Design *design, const Table *table, const char *column)
{
    const Index *found = NULL;
    double least = 0;

    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        IndexUse use;
        double scans;

        if (!holds(index, column) || (str_equal(index->method, "brin") &&
                                      design->stats->server_version >= VERSION_BRIN_IS_HOT))
            continue;
        scans = index_use_of(design, table, index, &use) ? use.scans.value : 0;
        if (found == NULL || scans < least)
        {
            found = index;
            least = scans;
        }
    }
    return found;
}

/* The indexed column that queries update most often; or NULL. */
static const ColumnRates *
spoiling_column(const Design *design, const TableUse *use)
{
    const ColumnRates *worst = NULL;

    for (size_t at = 0; at < use->table->columns.count; at++)
    {
        const ColumnRates *rates = &use->columns[at];

        if (rates->updated_by > 0 &&
            index_holding(design, use->table, rates->column->name) != NULL &&
            (worst == NULL || rates->updated.value > worst->updated.value))
            worst = rates;
    }
    return worst;
}

static void
add_writers(const TableUse *use, const ColumnRates *rates, Findings *findings, Finding *finding)
{
    for (const TableWrite *write = use->writes.first; write != NULL; write = write->next)
        for (const ColumnUse *at = write->query->meaning->uses.first; at != NULL; at = at->next)
            if (at->table == use->table && (at->roles & USE_UPDATED) != 0 &&
                (rates == NULL || at->column == rates->column))
                finding_query(findings, finding, write->query);
}

static Finding *
report(const Design *design, const TableUse *use, Quantity hot, const ColumnRates *rates,
       const char *cause, Findings *findings)
{
    Quantity updates = design_updates_per_day(design, use->table);
    Finding *finding = finding_add(findings, &rule_hot_updates_lost, use->table,
                                   rates == NULL ? NULL : rates->column->name, use->table->location,
                                   "%.0f %% of the updates of %s are HOT: %s", hot.value * 100,
                                   table_label(findings->arena, use->table), cause);

    finding->weight = updates.value;
    finding_evidence(findings, finding, "updates that are HOT",
                     (Quantity){hot.value * 100, hot.source}, "%");
    finding_evidence(findings, finding, "updates", updates, "rows/day");
    add_writers(use, rates, findings, finding);
    if (updates.value >= UPDATES_HEAVY)
    {
        finding->severity = SEVERITY_WARNING;
        finding_bites_on(findings, finding, design->today);
    }
    return finding;
}

static void
report_index(const Design *design, const TableUse *use, Quantity hot, const ColumnRates *rates,
             Findings *findings)
{
    const Index *index = index_holding(design, use->table, rates->column->name);
    Finding *finding = report(design, use, hot, rates,
                              arena_printf(findings->arena, "index %s holds %s, which queries set",
                                           index->name, rates->column->name),
                              findings);
    IndexUse counted;

    if (quantity_known(rates->updated))
        finding_evidence(findings, finding, "calls that set it", rates->updated, "calls/day");
    if (index_use_of(design, use->table, index, &counted))
        finding_evidence(findings, finding, "scans of the index", counted.scans, "");
    finding->kept_back = "whether the index is worth that, who knows its queries must say";
}

/* Every new row then finds room beside the old one. */
static void
report_full_pages(const Design *design, const TableUse *use, Quantity hot, Findings *findings)
{
    Finding *finding = report(design, use, hot, NULL,
                              "no index holds what queries set, so pages have no room", findings);
    Change *change = change_new(findings->arena, CHANGE_SET_OPTION, use->table);

    change->option_name = "fillfactor";
    change->option_value = "85";
    change->trade_off = "The table takes a sixth more pages, from now on.";
    finding_change(finding, change);
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const TableStats *stats = design_table_stats(design, table);
    const TableUse *use = table_use_find(findings->uses, table);
    Quantity updates = design_updates_per_day(design, table);
    const ColumnRates *rates;

    if (stats == NULL || use == NULL || !quantity_known(stats->hot_fraction) ||
        stats->hot_fraction.value >= HOT_LOW || updates.value < UPDATES_MANY)
        return;
    rates = spoiling_column(design, use);
    if (rates != NULL && !counter_in_wide_row_speaks(findings->arena, design, table))
        report_index(design, use, stats->hot_fraction, rates, findings);
    else if (rates == NULL && use->write_calls[WRITE_UPDATE].value > 0 &&
             table->kind == TABLE_PLAIN &&
             size_storage_option(&table->options, "fillfactor", FILLFACTOR_FULL) == FILLFACTOR_FULL)
        report_full_pages(design, use, stats->hot_fraction, findings);
}

const Rule rule_hot_updates_lost = {
    .id = "hot-updates-lost",
    .catalogue = "TBL20",
    .needs = NEEDS_COUNTERS | NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "updates that write to every index",
    .why = "A heap-only (HOT) update writes the new row into the same page and leaves all indexes "
           "alone; dead rows go when the page is next read. When a changed column is indexed, or "
           "the page is full, the update writes to every index of the table, and vacuum must clean "
           "each of them.",
    .fix = "Leave the column out of indexes: drop the index if few use it, move the column out of "
           "INCLUDE and out of predicates, or keep what changes in a table of its own. When no "
           "index holds it: ALTER TABLE … SET (fillfactor = 85), which counts for pages written "
           "from then on.",
    .gain = "an update writes no index",
    .trade_off = "Searches by that column need another way; with a lower fillfactor the table is "
                 "larger.",
    .not_when = "At least half of the updates are HOT, there are fewer than 10,000 updates a day, "
                "or no query that updates the table was seen.",
    .source = "PostgreSQL manual, 73.7 Heap-Only Tuples (HOT)",
    .group = "%zu tables whose updates write to every index",
    .check_table = check,
};
