#include "report/report_internal.h"

#include <stdarg.h>

void
line_add(Report *report, LineList *list, const char *label, const char *format, ...)
{
    Line *line = arena_new_object(report->arena, Line);
    va_list arguments;
    int length;
    char *text;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    text = arena_alloc(report->arena, (size_t) length + 1);
    va_start(arguments, format);
    (void) vsnprintf(text, (size_t) length + 1, format, arguments); /* measured above */
    va_end(arguments);
    line->label = label;
    line->text = text;
    list_append(list, line);
}

char *
seconds_text(Arena *arena, double seconds)
{
    if (seconds < 1)
        return arena_strdup(arena, "< 1 s");
    if (seconds < 90)
        return arena_printf(arena, "%.0f s", seconds);
    if (seconds < 90 * 60)
        return arena_printf(arena, "%.0f min", seconds / 60);
    return arena_printf(arena, "%.1f h", seconds / 3600);
}

static char *
value_text(Arena *arena, double value, const char *unit)
{
    if (strcmp(unit, "bytes") == 0)
        return quantity_bytes_text(arena, value);
    if (strcmp(unit, "date") == 0)
        return day_text(arena, (Day) value);
    if (strcmp(unit, "seconds") == 0)
        return seconds_text(arena, value);
    if (strcmp(unit, "%") == 0)
        return arena_printf(arena, value < 10 ? "%.1f %%" : "%.0f %%", value);
    if (unit[0] == '\0')
        return quantity_count_text(arena, value);
    return arena_printf(arena, "%s %s", quantity_count_text(arena, value), unit);
}

char *
quantity_text(Arena *arena, Quantity quantity, const char *unit)
{
    if (!quantity_known(quantity))
        return arena_strdup(arena, "unknown");
    return arena_printf(arena, "%s (%s)", value_text(arena, quantity.value, unit),
                        provenance_name(quantity.source));
}

Report *
report_build(Arena *arena, const ReportInput *input)
{
    Report *report = arena_new_object(arena, Report);

    report->arena = arena;
    report->design = input->design;
    report->findings = input->findings;
    report->target = input->target;
    report->changes = input->changes;
    report->dropped = input->dropped;
    report->plan = input->plan;
    report->run = input->run;
    pains_build(report);
    impact_build(report);
    verdict_build(report);
    return report;
}
