/*
 * The next limits by date: memory, disk, and keys that run out beyond the horizon.
 */
#include "report/report_internal.h"

enum
{
    WALLS_NAMED = 3
};

static void
add_total_wall(Report *report, Quantity limit, const char *what)
{
    const Design *design = report->design;
    Day day;

    if (!quantity_known(limit) || !design_has_growth(design))
        return;
    day = design_day_of_total_bytes(design, limit.value);
    if (day == DAY_NEVER)
        return;
    line_add(report, &report->walls, day <= design->today ? "Already" : "Next wall",
             "tables and indexes %s %s (%s)%s%s",
             day <= design->today ? "have outgrown" : "outgrow", what,
             quantity_bytes_text(report->arena, limit.value), day <= design->today ? "" : " about ",
             day <= design->today ? "" : day_month_text(report->arena, day));
}

/* Keys that run out and are not yet among the numbered points, by date: the findings are sorted. */
static void
add_dated_walls(Report *report)
{
    for (const Finding *finding = report->findings->list.first;
         finding != NULL && report->walls.count < WALLS_NAMED; finding = finding->next)
        if (!finding->is_ignored && finding->urgency == URGENCY_LATER &&
            finding->bites_on != DAY_NEVER && finding->severity != SEVERITY_REMARK &&
            (finding->severity == SEVERITY_ERROR || !costs_lead(report)))
            line_add(report, &report->walls, "Later", "%s: %s",
                     day_month_text(report->arena, finding->bites_on), finding->message);
}

void
walls_build(Report *report)
{
    add_total_wall(report, design_cache_bytes(report->design), "the cache");
    add_total_wall(report, report->design->stats->disk_bytes, "the disk");
    add_dated_walls(report);
}
