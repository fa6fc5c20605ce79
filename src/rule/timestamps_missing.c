#include "rule/key.h"
#include "rule/list.h"
#include "rule/name.h"
#include "rule/shape.h"
#include "schema/type.h"

static const double ROWS_LARGE = 1000000;

/* Also a bigint that counts seconds since 1970. */
static bool
tells_time(const Column *column)
{
    static const char *const words[] = {"at",    "ts",          "time",    "date", "timestamp",
                                        "day",   "epoch",       "created", "on",   "year",
                                        "month", "timestampms", NULL};

    return name_has_any_word(column->name, words);
}

static bool
has_time(const Design *design, const Table *table)
{
    if (shape_time_column(design, table) != NULL)
        return true;
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        if (tells_time(column))
            return true;
    return false;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Quantity later = design_rows_on(design, table, day_add_months(design->today, 36));
    Finding *finding;

    if (!quantity_known(later) || later.value < ROWS_LARGE || shape_is_join(table) ||
        has_time(design, table))
        return;
    finding = finding_add(
        findings, &rule_timestamps_missing, table, NULL, table->location,
        "%s grows to %s rows in three years and has no column that says when a row was made",
        table_label(findings->arena, table), quantity_count_text(findings->arena, later.value));
    finding->weight = later.value;
    finding_evidence(findings, finding, "rows in three years", later, "rows");
    finding->kept_back = "rows that exist already have no such time";
}

const Rule rule_timestamps_missing = {
    .id = "timestamps-missing",
    .catalogue = "TBL13",
    .needs = NEEDS_SIZES,
    .severity = SEVERITY_REMARK,
    .title = "large table without any time",
    .why = "A table of millions of rows without a time cannot be cleaned by age, partitioned by "
           "month, exported "
           "from where the last export stopped, or searched for what happened yesterday. The "
           "column is cheap today and cannot be filled in later.",
    .fix = "Add created_at timestamptz NOT NULL DEFAULT now().",
    .trade_off =
        "8 bytes a row. Adding it with a default rewrites nothing from PostgreSQL 11 on; rows that "
        "exist get the time of the migration.",
    .not_when = "Rows are not known or stay under a million in three years; join tables; tables "
                "with any column "
                "of a time type or with a name that tells one.",
    .source = "PostgreSQL manual, ALTER TABLE, ADD COLUMN",
    .group = "%zu large tables without any time",
    .check_table = check,
};
