/*
 * Part five: what the recommended changes cost. A rule's price is told once, with the tables that pay it.
 */
#include "report/report_internal.h"

enum
{
    PAYERS_NAMED = 6,
    LABEL_WIDTH = 22
};

static bool
is_paid_for(const Pain *pain, const Rule *rule)
{
    return pain->is_fixed && pain->worst->rule == rule;
}

static bool
is_told_before(const Report *report, const Pain *pain)
{
    for (const Pain *other = report->pains.first; other != pain; other = other->next)
        if (is_paid_for(other, pain->worst->rule))
            return true;
    return false;
}

static const char *
payers_text(const Report *report, const Rule *rule)
{
    NameList tables = {0};
    StrBuf text = strbuf_new(report->arena);
    size_t told = 0;

    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
        for (size_t i = 0; is_paid_for(pain, rule) && i < pain->finding_count; i++)
            if (pain->findings[i]->rule == rule && pain->findings[i]->table != NULL &&
                !name_list_contains(&tables, table_label(report->arena, pain->findings[i]->table)))
                name_list_add(report->arena, &tables,
                              table_label(report->arena, pain->findings[i]->table));
    for (const Name *name = tables.first; name != NULL && told < PAYERS_NAMED; name = name->next)
    {
        strbuf_separate(&text, ", ");
        strbuf_add(&text, name->text);
        told++;
    }
    if (tables.count > told)
        strbuf_printf(&text, " and %zu more", tables.count - told);
    if (told > 0)
        strbuf_add(&text, ": ");
    return text.text;
}

void
trade_offs_write(Page *page, const Report *report)
{
    bool is_any = false;

    page_heading(page, "5  Trade-offs");
    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
    {
        const Rule *rule = pain->worst->rule;

        if (!pain->is_fixed || rule->trade_off == NULL || is_told_before(report, pain))
            continue;
        is_any = true;
        page_labelled(
            page, LABEL_WIDTH, rule->id,
            arena_printf(report->arena, "%s%s", payers_text(report, rule), rule->trade_off));
    }
    if (!is_any)
        page_paragraph(page, 1, "Nothing changes, so nothing is paid.");
    page_blank(page);
}
