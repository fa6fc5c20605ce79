/*
 * The manual page of a rule is its record, nothing more: docs/manual/rules/ holds these pages,
 * and a test compares them, so that what a user reads on the web and on the terminal cannot
 * drift apart.
 */
#include "base/strbuf.h"
#include "rule/rule.h"

char *
rule_needs_text(Arena *arena, unsigned needs)
{
    static const struct
    {
        unsigned bit;
        const char *name;
    } names[] = {{NEEDS_SIZES, "sizes"},
                 {NEEDS_GROWTH, "growth"},
                 {NEEDS_QUERIES, "queries"},
                 {NEEDS_LIVE, "a live server"},
                 {NEEDS_COUNTERS, "counters of a server"}};
    StrBuf text = strbuf_new(arena);

    strbuf_add(&text, "schema");
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if ((needs & names[i].bit) != 0)
            strbuf_printf(&text, ", %s", names[i].name);
    return text.text;
}

static void
add_section(StrBuf *out, const char *heading, const char *text)
{
    if (text != NULL)
        strbuf_printf(out, "\n## %s\n\n%s\n", heading, text);
}

char *
rule_manual(Arena *arena, const Rule *rule)
{
    StrBuf out = strbuf_new(arena);

    strbuf_printf(&out, "# %s\n\n%s\n\n", rule->id, rule->title);
    strbuf_printf(&out, "severity: %s · needs: %s · catalogue: %s\n", severity_name(rule->severity),
                  rule_needs_text(arena, rule->needs),
                  rule->catalogue[0] == '\0' ? "none" : rule->catalogue);
    add_section(&out, "Why it matters", rule->why);
    add_section(&out, "What to do", rule->fix);
    add_section(&out, "What that costs", rule->trade_off);
    add_section(&out, "When the rule keeps silent", rule->not_when);
    add_section(&out, "Source", rule->source);
    return out.text;
}
