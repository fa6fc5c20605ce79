#include "report/report_internal.h"

#include <math.h>
#include <stdarg.h>

void
line_add(Report *report, LineList *list, const char *label, const char *format, ...)
{
    Line *line = arena_new_object(report->arena, Line);
    va_list arguments;

    va_start(arguments, format);
    line->text = arena_vprintf(report->arena, format, arguments);
    va_end(arguments);
    line->label = label;
    list_append(list, line);
}

char *
seconds_text(Arena *arena, double seconds)
{
    if (seconds < 1)
        return arena_strdup(arena, "under 1 s");
    if (seconds < 90)
        return arena_printf(arena, "%.0f s", seconds);
    if (seconds < 90 * 60)
        return arena_printf(arena, "%.0f min", seconds / 60);
    return arena_printf(arena, "%.1f h", seconds / 3600);
}

char *
ms_text(Arena *arena, double ms)
{
    if (ms < 0.95)
        return arena_printf(arena, ms < 0.095 ? "%.2f ms" : "%.1f ms", ms);
    if (ms < 999.5)
        return arena_printf(arena, ms < 9.5 ? "%.1f ms" : "%.0f ms", ms);
    if (ms < 99500)
        return arena_printf(arena, ms < 9950 ? "%.1f s" : "%.0f s", ms / 1000);
    return arena_printf(arena, "%.0f min", ms / 60000);
}

/* The unit is that of the upper bound; bounds that print alike are one number. */
char *
span_text(Arena *arena, Span span)
{
    double unit = span.high < 999.5 ? 1 : span.high < 99500 ? 1000 : 60000;
    const char *name = unit == 1 ? "ms" : unit == 1000 ? "s" : "min";
    double high = span.high / unit;
    double low = span.low / unit;
    const char *digits = high < 9.95 ? "%.1f" : "%.0f";
    char *high_text, *low_text;

    if (span.low < 1 && span.high <= 1)
        return arena_strdup(arena, "< 1 ms");
    if (span.low < 0.5 && span.high > 2 * span.low && unit == 1)
        return arena_printf(arena, "< %.0f ms", ceil(high));
    high_text = arena_printf(arena, digits, high);
    low_text = arena_printf(arena, digits, low);
    if (strcmp(high_text, low_text) == 0)
        return arena_printf(arena, "%s %s", high_text, name);
    return arena_printf(arena, "%s-%s %s", low_text, high_text, name);
}

char *
location_text(const Report *report, const Location *location)
{
    const char *folder = report->run->folder;
    const char *file = location->file;
    size_t length = folder == NULL ? 0 : strlen(folder);

    if (file == NULL)
        return arena_strdup(report->arena, "");
    if (length > 0 && strncmp(file, folder, length) == 0)
    {
        file += length;
        file += strspn(file, "/");
    }
    return arena_printf(report->arena, " (%s:%u)", file, location->line);
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
    if (strcmp(unit, "rows/day") == 0)
        return arena_printf(arena, "%s a day", quantity_count_text(arena, value));
    return quantity_count_text(arena, value);
}

/* The unit stands after the number unless the label has said it ("rows now 9.0M"). */
char *
evidence_text(Arena *arena, const Evidence *evidence)
{
    static const char *const spoken[] = {"bytes", "date", "seconds", "%", "rows/day", ""};
    const char *value = value_text(arena, evidence->quantity.value, evidence->unit);
    bool says_unit = strstr(evidence->label, evidence->unit) != NULL;

    for (size_t i = 0; i < ARRAY_LENGTH(spoken); i++)
        says_unit = says_unit || strcmp(evidence->unit, spoken[i]) == 0;
    return arena_printf(arena, "%s %s%s%s (%s)", evidence->label, value, says_unit ? "" : " ",
                        says_unit ? "" : evidence->unit,
                        provenance_name(evidence->quantity.source));
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
    costs_build(report);
    impact_build(report);
    verdict_build(report);
    return report;
}
