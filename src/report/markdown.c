#include "report/report_internal.h"

char *
report_markdown(Arena *arena, const Report *report)
{
    const ReportStyle style = {.width = 100, .shows_all = true};
    Page page = page_new(arena, PAGE_MARKDOWN, style.width, false);

    screen_write(&page, report, &style);
    parts_write(&page, report, &style);
    return page.out.text;
}
