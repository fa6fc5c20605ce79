/*
 * The first screen: verdict before detail, dates before multiples, what not to do beside what to do.
 */
#include "report/report_internal.h"

enum
{
    PAINS_NAMED = 4,
    LABEL_WIDTH = 13
};

static const char *
right_word(const Report *report, const Pain *pain)
{
    const Finding *worst = pain->worst;

    if (worst->urgency == URGENCY_NOW)
        return "now";
    if (worst->bites_on != DAY_NEVER && worst->urgency != URGENCY_UNKNOWN)
        return day_month_text(report->arena, worst->bites_on);
    return "";
}

static void
write_pains(Page *page, const Report *report)
{
    unsigned named = 0;
    size_t more = 0;

    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
    {
        if (pain->is_remark)
            continue;
        if (named == PAINS_NAMED)
        {
            more++;
            continue;
        }
        named++;
        page_point(page, pain->number, pain->headline, right_word(report, pain));
        if (pain->consequence != NULL)
            page_under_point(page, pain->consequence);
        page_under_point(page, pain->way_out);
    }
    if (more > 0)
        page_paragraph(page, 1, arena_printf(report->arena, "… and %zu more in part one.", more));
    if (named > 0)
        page_blank(page);
}

static void
write_lines(Page *page, const LineList *lines)
{
    const char *before = NULL;

    for (const Line *line = lines->first; line != NULL; line = line->next)
    {
        page_labelled(page, LABEL_WIDTH, str_equal(line->label, before) ? "" : line->label,
                      line->text);
        before = line->label;
    }
}

void
screen_write(Page *page, const Report *report, const ReportStyle *style)
{
    page_title(page, report->title, day_text(report->arena, report->design->today));
    for (const Line *line = report->header.first; line != NULL; line = line->next)
        page_paragraph(page, 1, line->text);
    page_blank(page);
    page_paragraph(page, 1, report->verdict);
    page_blank(page);
    write_pains(page, report);
    write_lines(page, &report->walls);
    write_lines(page, &report->leave_alone);
    if (report->remark_count > 0)
        page_labelled(
            page, LABEL_WIDTH, "Besides",
            arena_printf(report->arena, "%zu remark%s, none urgent: %s", report->remark_count,
                         report->remark_count == 1 ? "" : "s",
                         style->is_brief ? "the whole report has them" : "at the end of part one"));
    page_blank(page);
    write_lines(page, &report->how_sure);
    page_blank(page);
}
