/*
 * Nobody looks at a counter's type: it is no key, and no row of it is near the end, but one. Which share of
 * the calls that row gets is not known, so the day is the earliest.
 */
#include "design/tally.h"
#include "rule/key.h"
#include "rule/list.h"
#include "schema/type.h"

enum
{
    MONTHS_TOLD = 120, /* earliest: later than that, it takes decades even in the busiest row */
    MONTHS_SOON = 12
};

static const double SHARE_HALF = 0.5;

static const char *
used_text(Arena *arena, const Tally *tally)
{
    if (!quantity_known(tally->most))
        return "";
    return arena_printf(arena, ", the largest value is %s (%.0f %%)",
                        quantity_count_text(arena, tally->most.value),
                        100 * tally->most.value / tally->last);
}

/* Widening is worth it for a counter that is known to be far; else somebody must look first. */
static void
judge(const Design *design, const Table *table, const Column *column, const Tally *tally,
      Findings *findings, Finding *finding)
{
    bool is_far = quantity_known(tally->most) && tally->most.value >= SHARE_HALF * tally->last;

    if (is_far)
    {
        finding->severity = tally->earliest <= day_add_months(design->today, MONTHS_SOON)
                                ? SEVERITY_ERROR
                                : SEVERITY_WARNING;
        finding_bites_on(findings, finding, tally->earliest);
        return;
    }
    finding->is_advised = false;
    finding->kept_back = quantity_known(tally->most)
                             ? "no row that ANALYZE saw is half full"
                             : arena_printf(findings->arena,
                                            "how full the fullest row is, is not known: SELECT "
                                            "max(%s) FROM %s says it",
                                            column->name, table_label(findings->arena, table));
}

static void
report(const Design *design, const Table *table, const Column *column, const Tally *tally,
       Findings *findings)
{
    Arena *arena = findings->arena;
    Change *change = change_new(arena, CHANGE_COLUMN_TYPE, table);
    Finding *finding = finding_add(
        findings, &rule_counter_int4, table, column->name, column->location,
        "%s.%s is %s and counted up %s times a day%s: full at %s in %s at the earliest, if one row "
        "gets all of it",
        table_label(arena, table), column->name, tally->last > INT16_MAX ? "integer" : "smallint",
        quantity_count_text(arena, tally->per_day.value), used_text(arena, tally),
        tally->last > INT16_MAX ? "2,147,483,647" : "32,767",
        day_month_text(arena, tally->earliest));

    change->column = column->name;
    change->type = type_builtin(arena, "int8");
    change->trade_off = "the table is rewritten; LEAST(n + 1, 2147483647) in the UPDATE stops the "
                        "counter instead of the statement, and needs no change of the table";
    finding_change(finding, change);
    finding_query(findings, finding, tally->query);
    finding_evidence(findings, finding, "counted up", tally->per_day, "a day");
    if (quantity_known(tally->most))
        finding_evidence(findings, finding, "largest value known", tally->most, "");
    finding_evidence(findings, finding, "full at the earliest",
                     (Quantity){tally->earliest, PROVENANCE_ASSUMED}, "date");
    finding->weight = tally->per_day.value;
    judge(design, table, column, tally, findings, finding);
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        Tally tally;

        if (tally_find(design, table, column, &tally) &&
            tally.earliest <= day_add_months(design->today, MONTHS_TOLD))
            report(design, table, column, &tally, findings);
    }
}

const Rule rule_counter_int4 = {
    .id = "counter-int4",
    .catalogue = "TYP17",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "integer column that queries count up often",
    .why = "A counter that is no key ends at 2,147,483,647 as well, a smallint at 32,767. The "
           "UPDATE of "
           "that one row then fails, and with it the transaction that wanted to count. A busy row, "
           "or an amount above one, gets there years before the table's keys end.",
    .fix = "Make the column bigint while the table is small; on a large one first clamp the value "
           "with LEAST in the UPDATE.",
    .gain = "the counter lasts for 9.2 quintillion",
    .trade_off = "Four bytes a row; the table is rewritten.",
    .not_when =
        "Calls a day are not known, or the busiest row would need more than ten years if it got "
        "all of them. Without a largest value of half the range in the statistics a remark "
        "without a proposed change.",
    .source = "PostgreSQL manual, 8.1.1 Integer Types; Sentry, groups' times_seen, 2024",
    .group = "%zu integer counters that queries count up",
    .check_table = check,
};
