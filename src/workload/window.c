/*
 * Rates of three minutes, stretched to a day, would look as sure as those of a week. Inside they stay rates,
 * so that all can be compared; in words they are turned back into what was counted.
 */
#include "workload/window.h"

static const double WINDOW_LEAST_DAYS = 1;

bool
window_makes_days(const Workload *workload, Provenance source)
{
    if (source == PROVENANCE_ASSUMED)
        return false;
    return source != PROVENANCE_MEASURED || !quantity_known(workload->window_days) ||
           workload->window_days.value >= WINDOW_LEAST_DAYS;
}

const char *
window_text(Arena *arena, const Workload *workload, Provenance source)
{
    if (window_makes_days(workload, source))
        return "a day";
    if (source == PROVENANCE_ASSUMED || !quantity_known(workload->window_days))
        return "counted";
    return arena_printf(arena, "in %s", quantity_days_text(arena, workload->window_days.value));
}

/* Where nobody knows the window, rates are as of one day: the counts themselves. */
Quantity
window_quantity(const Workload *workload, Quantity per_day)
{
    if (!quantity_known(per_day) || window_makes_days(workload, per_day.source))
        return per_day;
    if (per_day.source == PROVENANCE_MEASURED)
        per_day.value *= workload->window_days.value;
    per_day.source = PROVENANCE_MEASURED;
    return per_day;
}
