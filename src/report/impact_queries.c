/*
 * What queries cost before and after, in the planner's units: those that the recommended schema changes
 * most, by what they cost a day.
 *
 * The trap: costs are no times. They compare plans of one query; two queries they compare badly.
 */
#include "report/report_internal.h"

enum
{
    QUERIES_TOLD = 15,
    COLUMNS = 6
};

/* A change of less is noise, for the better or the worse. */
static const double CHANGES_BY = 0.8;

typedef struct Gain
{
    const WorkloadQuery *query;
    double weight;
} Gain;

static bool
is_changed(const WorkloadQuery *query)
{
    for (size_t i = 0; i < COST_MOMENTS; i++)
        if (query->cost[i] > 0 && query->cost_with_fix[i] > 0 &&
            (query->cost_with_fix[i] <= query->cost[i] * CHANGES_BY ||
             query->cost[i] <= query->cost_with_fix[i] * CHANGES_BY))
            return true;
    return false;
}

/* What a day gains; calls that nobody counted are one. */
static double
weight_of(const WorkloadQuery *query)
{
    double calls = quantity_known(query->calls_per_day) && query->calls_per_day.value > 0
                       ? query->calls_per_day.value
                       : 1;

    return calls * (query->cost[COST_TODAY] - query->cost_with_fix[COST_TODAY]);
}

static int
compare(const void *left_at, const void *right_at)
{
    const Gain *left = left_at;
    const Gain *right = right_at;

    if (left->weight != right->weight)
        return left->weight > right->weight ? -1 : 1;
    return strcmp(left->query->name, right->query->name);
}

static size_t
list_gains(const Report *report, Gain **out)
{
    const Workload *workload = report->design->workload;
    Gain *gains = arena_new_array(report->arena, Gain, workload->queries.count + 1);
    size_t count = 0;

    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        if (is_changed(query))
            gains[count++] = (Gain){query, weight_of(query)};
    qsort(gains, count, sizeof(*gains), compare);
    *out = gains;
    return count;
}

static const char *
cost_cell(Arena *arena, double cost)
{
    return cost > 0 ? quantity_count_text(arena, cost < 10 ? cost : (double) (int64_t) cost) : "?";
}

static void
add_row(Arena *arena, const char **cells, const WorkloadQuery *query)
{
    cells[0] = query->name;
    cells[1] = cost_cell(arena, query->cost[COST_TODAY]);
    cells[2] = cost_cell(arena, query->cost_with_fix[COST_TODAY]);
    cells[3] = cost_cell(arena, query->cost[COST_12_MONTHS]);
    cells[4] = cost_cell(arena, query->cost_with_fix[COST_12_MONTHS]);
    cells[5] = query->cost[COST_36_MONTHS] > 0
                   ? arena_printf(arena, "%s / %s", cost_cell(arena, query->cost[COST_36_MONTHS]),
                                  cost_cell(arena, query->cost_with_fix[COST_36_MONTHS]))
                   : "?";
}

static void
write_header(const Report *report, const char **cells)
{
    Arena *arena = report->arena;
    Day today = report->design->today;

    cells[0] = "query";
    cells[1] = "now";
    cells[2] = "after";
    cells[3] = day_month_text(arena, day_add_months(today, HORIZON_NEAR));
    cells[4] = "after";
    cells[5] = day_month_text(arena, day_add_months(today, HORIZON_FAR));
}

void
impact_queries_write(Page *page, const Report *report)
{
    static const bool right[COLUMNS] = {false, true, true, true, true, true};
    const char **cells = arena_new_array(report->arena, const char *, (QUERIES_TOLD + 1) * COLUMNS);
    Gain *gains;
    size_t count;

    if (report->run->planned_by == NULL || report->design->workload == NULL)
        return;
    count = list_gains(report, &gains);
    if (count == 0)
        return;
    page_blank(page);
    page_subheading(page, "What queries cost, before and after");
    write_header(report, cells);
    for (size_t i = 0; i < count && i < QUERIES_TOLD; i++)
        add_row(report->arena, cells + (i + 1) * COLUMNS, gains[i].query);
    page_table(page, COLUMNS, right, cells,
               ((count < QUERIES_TOLD ? count : QUERIES_TOLD) + 1) * COLUMNS);
    if (count > QUERIES_TOLD)
        page_paragraph(page, 1, arena_printf(report->arena, "And %zu more.", count - QUERIES_TOLD));
    page_blank(page);
    page_paragraph(
        page, 1,
        arena_printf(report->arena,
                     "Costs as PostgreSQL %s plans, with typical values and what foreign "
                     "keys ask; planned, no milliseconds: they compare plans of one "
                     "query.",
                     report->run->planned_by));
}
