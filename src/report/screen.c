/*
 * The first screen: verdict before detail, dates before multiples, what not to do beside what to do.
 */
#include "report/report_internal.h"

enum
{
    PAINS_NAMED = 4,
    COSTS_TOLD = 3, /* points that time ranks */
    LINES_MOST = 50,
    PAINS_BESIDE_COSTS = 3, /* where a table of costs takes the place */
    PAINS_IN_PASSING = 2, /* after those: by their first words */
    LABEL_WIDTH = 13
};

/* How many of the pain's findings bite in the month of its worst. */
static size_t
count_with_worst(const Pain *pain, const char *when, Arena *arena, Day today)
{
    size_t count = 0;

    for (size_t i = 0; i < pain->finding_count; i++)
    {
        const Finding *finding = pain->findings[i];

        count += finding->urgency == pain->worst->urgency &&
                 (finding->urgency == URGENCY_NOW ||
                  str_equal(day_near_text(arena, today, finding->bites_on), when));
    }
    return count;
}

/* "now", "Mar 2028"; "2 now" where the others of the group bite later, or nobody knows when. */
static const char *
right_word(const Report *report, const Pain *pain)
{
    const Finding *worst = pain->worst;
    Day today = report->design->today;
    const char *when;
    size_t count;

    if (worst->urgency == URGENCY_UNKNOWN || !verdict_is_felt(report, pain) ||
        (worst->urgency != URGENCY_NOW && worst->bites_on == DAY_NEVER))
        return "";
    when = worst->urgency == URGENCY_NOW ? "now"
                                         : day_near_text(report->arena, today, worst->bites_on);
    count = count_with_worst(pain, when, report->arena, today);
    if (count == pain->finding_count)
        return when;
    return arena_printf(report->arena, "%zu %s%s", count,
                        worst->urgency == URGENCY_NOW         ? ""
                        : day_is_near(today, worst->bites_on) ? "on "
                                                              : "in ",
                        when);
}

/* The rest is for the report; what it says after a colon, too. */
static void
add_in_passing(StrBuf *more, const Pain *pain, unsigned number)
{
    if (number > PAINS_IN_PASSING)
        return;
    strbuf_separate(more, "; ");
    strbuf_add_bytes(more, pain->headline, strcspn(pain->headline, ":"));
}

static void
write_pain(Page *page, const Report *report, const Pain *pain)
{
    page_point(page, pain->number, pain->headline, right_word(report, pain));
    if (pain->consequence != NULL)
        page_under_point(page, pain->consequence);
    page_under_point(page, pain->way_out);
}

/* Below the table of costs a line is enough. */
static void
write_in_short(Page *page, const Report *report, const Pain *pain)
{
    page_point(page, pain->number,
               arena_strndup(report->arena, pain->headline, strcspn(pain->headline, ":")),
               right_word(report, pain));
}

static void
write_pains(Page *page, const Report *report, unsigned told)
{
    unsigned most = costs_lead(report) ? PAINS_BESIDE_COSTS : told;
    unsigned named = 0;
    bool is_table_due = costs_lead(report);
    StrBuf more = strbuf_new(report->arena);

    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
    {
        if (is_table_due && !verdict_is_outage(pain))
        {
            page_blank(page);
            cost_table_write(page, report, told);
            is_table_due = false;
        }
        if (pain->is_remark || pain->share > 0)
            continue;
        if (named++ >= most)
        {
            add_in_passing(&more, pain, named - most);
            continue;
        }
        if (costs_lead(report) && !verdict_is_outage(pain))
            write_in_short(page, report, pain);
        else
            write_pain(page, report, pain);
    }
    if (is_table_due)
        cost_table_write(page, report, told);
    if (named > most + PAINS_IN_PASSING)
        strbuf_printf(&more, "; %u more", named - most - PAINS_IN_PASSING);
    if (more.length > 0)
        page_paragraph(page, 1, arena_printf(report->arena, "… and: %s", more.text));
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

/* Remarks whose way out costs next to nothing are part of the recommendation. */
static const char *
mended_text(const Report *report)
{
    StrBuf mended = strbuf_new(report->arena);

    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
        if (pain->is_remark && pain->is_fixed)
        {
            strbuf_separate(&mended, ", ");
            strbuf_printf(&mended, "%u (%s)", pain->number,
                          pain->finding_count == 1 ? pain->worst->rule->id : pain->headline);
        }
    if (mended.length == 0)
        return "";
    return arena_printf(report->arena, "; mended on the way: %s", mended.text);
}

static void
write_screen(Page *page, const Report *report, const ReportStyle *style, unsigned told)
{
    page_title(page, report->title, day_text(report->arena, report->design->today));
    for (const Line *line = report->unproved.first; line != NULL; line = line->next)
        page_paragraph(page, 1, line->text);
    for (const Line *line = report->header.first; line != NULL; line = line->next)
        page_paragraph(page, 1, line->text);
    page_blank(page);
    page_paragraph(page, 1, report->verdict);
    page_blank(page);
    write_pains(page, report, told);
    write_lines(page, &report->walls);
    write_lines(page, &report->leave_alone);
    if (report->remark_count > 0)
        page_labelled(
            page, LABEL_WIDTH, "Besides",
            arena_printf(report->arena, "%zu remark%s, none urgent%s; %s", report->remark_count,
                         report->remark_count == 1 ? "" : "s", mended_text(report),
                         style->is_brief ? "the whole report has them" : "at the end of part one"));
    page_blank(page);
    write_lines(page, &report->how_sure);
    page_blank(page);
}

static size_t
count_lines(const char *text)
{
    size_t lines = 0;

    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

/* A screen that is too long says less of each cause: the whole report has all of them. */
void
screen_write(Page *page, const Report *report, const ReportStyle *style)
{
    size_t start = page->out.length;

    for (unsigned told = costs_lead(report) ? COSTS_TOLD : PAINS_NAMED; told > 0; told--)
    {
        page->out.length = start;
        page->out.text[start] = '\0';
        write_screen(page, report, style, told);
        if (count_lines(page->out.text + start) <= LINES_MOST)
            return;
    }
}
