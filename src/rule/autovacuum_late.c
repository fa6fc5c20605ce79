/*
 * Autovacuum starts when a fifth of a table is dead. A fifth of a hundred million rows is twenty
 * million: the table carries them, and the vacuum that follows takes an hour instead of minutes.
 */
#include "rule/list.h"
#include "stats/size.h"

static const double SCALE_FACTOR = 0.2; /* autovacuum_vacuum_scale_factor as it comes */
static const double BYTES_MANY = 4.0 * 1024 * 1024 * 1024;
static const double DAYS_MANY = 60; /* so little dies in a day that nobody feels it */
static const double BYTES_GOOD = 1024.0 * 1024 * 1024;

static double
scale_factor(const Design *design, const Table *table)
{
    const char *set = stats_setting(design->stats, "autovacuum_vacuum_scale_factor");
    double global = set == NULL ? SCALE_FACTOR : strtod(set, NULL);

    return size_storage_option(&table->options, "autovacuum_vacuum_scale_factor", global);
}

/* Bytes of the rows that are dead when autovacuum starts. */
static double
dead_bytes(const Design *design, const Table *table, Quantity rows)
{
    return rows.value * scale_factor(design, table) *
           size_row_bytes(design->schema, design->stats, table).value;
}

/* Today's rows if they are enough, else those in 36 months; unknown if neither. */
static Quantity
rows_that_matter(const Design *design, const Table *table)
{
    Quantity rows = design_rows(design, table);

    if (quantity_known(rows) && dead_bytes(design, table, rows) >= BYTES_MANY)
        return rows;
    rows = design_rows_on(design, table, day_add_months(design->today, 36));
    return quantity_known(rows) && dead_bytes(design, table, rows) >= BYTES_MANY ? rows
                                                                                 : QUANTITY_UNKNOWN;
}

/* The largest of the usual factors that leaves no more than a gigabyte dead in 36 months. */
static const char *
good_factor(const Design *design, const Table *table, Quantity rows)
{
    static const char *const factors[] = {"0.05", "0.02", "0.01", "0.005", "0.002", "0.001"};
    double row = size_row_bytes(design->schema, design->stats, table).value;
    Quantity later = design_rows_on(design, table, day_add_months(design->today, 36));
    size_t at = 0;

    if (quantity_known(later) && later.value > rows.value)
        rows = later;
    while (at + 1 < ARRAY_LENGTH(factors) &&
           rows.value * row * strtod(factors[at], NULL) > BYTES_GOOD)
        at++;
    return factors[at];
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity updates = design_updates_per_day(design, table);
    Quantity deletes = design_deletes_per_day(design, table);
    Quantity rows = rows_that_matter(design, table);
    double dead_a_day = updates.value + deletes.value;
    double dead = rows.value * scale_factor(design, table);
    const char *factor = good_factor(design, table, rows);
    Finding *finding;
    Change *change;

    if (table->kind != TABLE_PLAIN || !quantity_known(rows) || dead_a_day <= 0 ||
        strtod(factor, NULL) >= scale_factor(design, table) || dead / dead_a_day > DAYS_MANY)
        return;
    finding =
        finding_add(findings, &rule_autovacuum_late, table, NULL, table->location,
                    "%s with %s rows is vacuumed after %s dead rows (%s), once in %.0f days",
                    table_label(arena, table), quantity_count_text(arena, rows.value),
                    quantity_count_text(arena, dead),
                    quantity_bytes_text(arena, dead_bytes(design, table, rows)), dead / dead_a_day);
    finding_evidence(
        findings, finding, "updated and deleted",
        (Quantity){.value = dead_a_day,
                   .source = quantity_known(updates) ? updates.source : deletes.source},
        "rows/day");
    finding->weight = dead_bytes(design, table, rows);
    finding_bites_at_rows(findings, finding, rows.value * BYTES_MANY / finding->weight);
    change = change_new(arena, CHANGE_SET_OPTION, table);
    change->option_name = "autovacuum_vacuum_scale_factor";
    change->option_value = factor;
    finding_change(finding, change);
}

const Rule rule_autovacuum_late = {
    .id = "autovacuum-late",
    .catalogue = "VAC10",
    .needs = NEEDS_SIZES | NEEDS_GROWTH,
    .severity = SEVERITY_WARNING,
    .title = "large table that autovacuum visits too late",
    .why = "Autovacuum starts when a fifth of the rows are dead. In a large table that is millions "
           "of dead rows, which queries read over and indexes point to, and a vacuum of hours when "
           "it comes.",
    .fix = "Give the table a smaller autovacuum_vacuum_scale_factor, so that about a gigabyte is "
           "dead when it is vacuumed: more often, and less work each time.",
    .trade_off = "More frequent passes over the table's indexes; each is shorter.",
    .not_when = "Less than 4 GB of dead rows before a vacuum, or more than 60 days until then; "
                "tables that are not updated or "
                "deleted from as far as known; a factor set on the table that keeps it below that.",
    .source = "PostgreSQL manual, 25.1.6 The Autovacuum Daemon",
    .group = "%zu large tables that autovacuum visits too late",
    .check_table = check,
};
