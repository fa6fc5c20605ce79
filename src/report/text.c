#include "report/report_internal.h"

char *
report_text(Arena *arena, const Report *report, const ReportStyle *style)
{
    Page page = page_new(arena, PAGE_TEXT, style->width, style->has_colour);

    screen_write(&page, report, style);
    if (!style->is_brief)
        parts_write(&page, report, style);
    return page.out.text;
}
