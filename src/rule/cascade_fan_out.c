/*
 * ON DELETE CASCADE deletes children of children in the same transaction. How many rows that is on
 * average follows from the sizes alone: rows of the child for each row of the parent, multiplied down
 * the chain. The largest parent has many times the average.
 */
#include "base/strbuf.h"
#include "rule/list.h"

#include <math.h>

enum
{
    DEPTH_MOST = 6, /* a chain of cascades is hardly ever longer; a circle of keys is endless */
    NAMED_MOST = 3
};

static const double ROWS_NOTABLE = 10e3;
static const double ROWS_MANY = 100e3; /* seconds of deleting, in one transaction */

typedef struct FanOut
{
    const Design *design;
    Day day;
    double rows; /* deleted with one parent */
    size_t tables; /* that lose rows */
    const Table *most;
    double most_rows;
} FanOut;

static double
rows_on(const FanOut *fan_out, const Table *table)
{
    Quantity rows = design_rows_on(fan_out->design, table, fan_out->day);

    if (!quantity_known(rows))
        rows = design_rows(fan_out->design, table);
    return quantity_known(rows) ? rows.value : 0;
}

/* Adds what goes with `parents` deleted rows of the table. */
static void
add_children(FanOut *fan_out, const Table *table, double parents, unsigned depth)
{
    double all = rows_on(fan_out, table);

    if (all < 1 || depth == DEPTH_MOST)
        return;
    for (const ForeignKeyRef *at = design_referencing(fan_out->design, table)->first; at != NULL;
         at = at->next)
    {
        const Table *child = at->constraint->table;
        double rows = rows_on(fan_out, child) * fmin(1, parents / all);

        if (at->constraint->on_delete != ACTION_CASCADE || child == table || rows < 1)
            continue;
        fan_out->rows += rows;
        fan_out->tables++;
        if (rows > fan_out->most_rows)
        {
            fan_out->most = child;
            fan_out->most_rows = rows;
        }
        add_children(fan_out, child, rows, depth + 1);
    }
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Arena *arena = findings->arena;
    FanOut now = {.design = design, .day = design->today};
    FanOut later = {.design = design, .day = day_add_months(design->today, 36)};
    Finding *finding;

    add_children(&now, table, 1, 0);
    add_children(&later, table, 1, 0);
    if (later.rows < ROWS_NOTABLE || later.most == NULL)
        return;
    finding =
        finding_add(findings, &rule_cascade_fan_out, table, NULL, table->location,
                    "deleting one row of %s deletes %s rows on average, most of them of %s",
                    table_label(arena, table),
                    quantity_count_text(arena, now.rows >= ROWS_NOTABLE ? now.rows : later.rows),
                    table_label(arena, later.most));
    if (now.rows < ROWS_NOTABLE)
        finding_detail(findings, finding, "That is in %s; today it is %s.",
                       day_month_text(arena, later.day), quantity_count_text(arena, now.rows));
    finding_detail(findings, finding, "The largest has many times the average.");
    finding_evidence(findings, finding, "rows deleted, today",
                     (Quantity){.value = now.rows, .source = PROVENANCE_ASSUMED}, "rows");
    finding_evidence(findings, finding, "in 36 months",
                     (Quantity){.value = later.rows, .source = PROVENANCE_ASSUMED}, "rows");
    finding->weight = later.rows;
    finding->kept_back = "whether such rows are ever deleted, and who waits for it, only you know";
    if (later.rows >= ROWS_MANY)
        finding->severity = SEVERITY_WARNING;
}

const Rule rule_cascade_fan_out = {
    .id = "cascade-fan-out",
    .catalogue = "FK17",
    .needs = NEEDS_SIZES,
    .severity = SEVERITY_REMARK,
    .title = "one deleted row that takes many thousands with it",
    .why = "ON DELETE CASCADE deletes children, and theirs, in the transaction that deletes the "
           "parent. A hundred thousand rows are seconds in which all of them are locked, a burst "
           "of WAL that replicas have to replay, and dead rows in every table and index.",
    .fix = "Delete children in batches before the parent, deepest first; or mark the parent as "
           "deleted and let a job remove the rest.",
    .trade_off = "A job to write, and a time in which a deleted parent still has children.",
    .not_when = "Less than 10,000 rows on average in 36 months; where rows are not known; keys "
                "without ON DELETE CASCADE.",
    .source = "PostgreSQL manual, 5.4.5 Foreign Keys",
    .group = "%zu tables whose rows take many thousands with them",
    .check_table = check,
};
