/*
 * A table whose pages no longer fit in memory turns milliseconds into disk reads, not gradually but
 * within a few months. The size is a straight line of the rows, so the day is where it crosses.
 */
#include "rule/list.h"
#include "rule/shape.h"
#include "stats/size.h"

enum
{
    MONTHS_AHEAD = 120
};

static double
bytes_on(const Design *design, const Table *table, Day day)
{
    Quantity rows = design_rows_on(design, table, day);

    return size_total_bytes(design->schema, design->stats, table, rows.value).value;
}

/* The first day in ten years on which the table is larger than `limit`; DAY_NEVER if none. */
static Day
day_of_bytes(const Design *design, const Table *table, double limit)
{
    Day low = design->today;
    Day high = day_add_months(design->today, MONTHS_AHEAD);

    if (bytes_on(design, table, high) <= limit)
        return DAY_NEVER;
    if (bytes_on(design, table, low) > limit)
        return low;
    while (high - low > 1)
    {
        Day middle = low + (high - low) / 2;

        if (bytes_on(design, table, middle) > limit)
            high = middle;
        else
            low = middle;
    }
    return high;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Quantity cache = design_cache_bytes(design);
    Quantity rows = design_rows_on(design, table, design->today);
    Quantity bytes;
    Finding *finding;
    Day day;

    if (!quantity_known(cache) || !quantity_known(rows) ||
        !quantity_known(design_rows_per_day(design, table)))
        return;
    day = day_of_bytes(design, table, cache.value);
    if (day > day_add_months(design->today, 36))
        return;
    bytes = size_total_bytes(design->schema, design->stats, table, rows.value);
    if (day <= design->today)
        finding = finding_add(findings, &rule_table_outgrows_cache, table, NULL, table->location,
                              "%s and its indexes take %s, more than the cache of %s",
                              table_label(findings->arena, table),
                              quantity_bytes_text(findings->arena, bytes.value),
                              quantity_bytes_text(findings->arena, cache.value));
    else
        finding = finding_add(findings, &rule_table_outgrows_cache, table, NULL, table->location,
                              "%s and its indexes outgrow the cache of %s in %s",
                              table_label(findings->arena, table),
                              quantity_bytes_text(findings->arena, cache.value),
                              day_month_text(findings->arena, day));
    finding_evidence(findings, finding, "size now", bytes, "bytes");
    finding_evidence(findings, finding, "cache", cache, "bytes");
    finding_bites_on(findings, finding, day);
    finding->weight = bytes.value;
    if (shape_is_log(table))
        finding->severity = SEVERITY_REMARK; /* its old rows are hardly ever read */
    finding->kept_back =
        "which part of it is read often, only the queries tell: more RAM, partitions or retention";
}

const Rule rule_table_outgrows_cache = {
    .id = "table-outgrows-cache",
    .catalogue = "",
    .needs = NEEDS_SIZES | NEEDS_GROWTH,
    .severity = SEVERITY_WARNING,
    .title = "table and indexes larger than the cache",
    .why = "While a table and its indexes are in memory, a read takes microseconds; from disk it "
           "takes a hundred times as long. Queries that read old and new rows alike slow down "
           "within a few months around the day on which the size passes the cache.",
    .fix = "Know which rows are read: recent ones stay cached, and nothing is to be done. "
           "Otherwise retention, partitions, narrower rows, fewer indexes or more RAM.",
    .trade_off = "RAM costs money, the others cost work.",
    .not_when = "A remark for logs, whose old rows are hardly ever read. Where RAM or growth is "
                "not known, or the day is more than 36 months away.",
    .source =
        "PostgreSQL manual, 20.7.2 Planner Cost Constants (effective_cache_size); the cache is "
        "taken as three quarters of RAM",
    .group = "%zu tables larger than the cache",
    .check_table = check,
};
