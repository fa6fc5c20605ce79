/*
 * Plans that change: both trees side by side, each in half of the page.
 */
#include "report/grow_parts.h"

enum
{
    LISTED = 3,
    HALF = 36, /* of a page of 80, indented by 6 */
    DEEPEST = 40,
    INDENT_MOST = 9, /* what is deeper stands below it */
    NAME_AREA = 28, /* of a node's type and name together */
    NAME_LEAST = 4
};

static void
add_node(Arena *arena, const PlanNode *node, unsigned depth, NameList *lines)
{
    StrBuf line = strbuf_new(arena);

    strbuf_pad(&line, ' ', depth < INDENT_MOST ? depth : INDENT_MOST);
    strbuf_add(&line, node->type);
    if (node->index != NULL || node->relation != NULL)
    {
        const char *name = node->index == NULL ? node->relation : node->index;
        size_t left = line.length < NAME_AREA ? NAME_AREA - line.length : 0;

        strbuf_printf(&line, " %s",
                      grow_squeezed(arena, name, left < NAME_LEAST ? NAME_LEAST : left));
    }
    name_list_add(arena, lines, line.text);
    name_list_add(arena, lines, quantity_count_text(arena, node->rows));
    for (const PlanNode *child = node->children.first; child != NULL && depth < DEEPEST;
         child = child->next)
        add_node(arena, child, depth + 1, lines);
}

static size_t
width_of(const char *text)
{
    size_t width = 0;

    for (; *text != '\0'; text++)
        width += ((unsigned char) *text & 0xc0) != 0x80;
    return width;
}

/* A line of a plan and its rows at the right edge of its half. */
static const Name *
add_half(StrBuf *out, const Name *line)
{
    if (line == NULL)
    {
        strbuf_pad(out, ' ', HALF);
        return NULL;
    }
    strbuf_add(out, line->text);
    strbuf_pad(out, ' ',
               HALF - 1 > width_of(line->text) + width_of(line->next->text)
                   ? HALF - 1 - width_of(line->text) - width_of(line->next->text)
                   : 1);
    strbuf_add(out, line->next->text);
    strbuf_add_char(out, ' ');
    return line->next->next;
}

static const char *
trees_text(Arena *arena, const PlanNode *before, const PlanNode *after)
{
    StrBuf out = strbuf_new(arena);
    NameList left = {0}, right = {0};
    const Name *a, *b;

    add_node(arena, before, 0, &left);
    add_node(arena, after, 0, &right);
    a = left.first;
    b = right.first;
    while (a != NULL || b != NULL)
    {
        a = add_half(&out, a);
        strbuf_add(&out, "| ");
        b = add_half(&out, b);
        while (out.length > 0 && out.text[out.length - 1] == ' ')
            out.text[--out.length] = '\0';
        strbuf_add_char(&out, '\n');
    }
    return out.text;
}

static const char *
certainty_text(Arena *arena, const Flip *flip)
{
    if (flip->samples == 0)
        return "";
    if (flip->samples_same == flip->samples)
        return "certain: with other samples of ANALYZE as well";
    return arena_printf(arena, "a toss-up: %zu of %zu other samples of ANALYZE plan it so",
                        flip->samples_same, flip->samples);
}

static void
write_flip(Page *page, const Growth *growth, const Flip *flip, unsigned number)
{
    Arena *arena = page->out.arena;
    const Price *before = price_of(&growth->prices, flip->query, flip->before);
    const Price *after = price_of(&growth->prices, flip->query, flip->after);
    const PlannedQuery *old = flip->is_worst ? &before->worst : &before->typical;
    const PlannedQuery *new = flip->is_worst ? &after->worst : &after->typical;

    page_point(
        page, number,
        arena_printf(arena, "%s%s, between %s and %s", growth->queries[flip->query].query->name,
                     flip->is_worst ? ", for the largest values" : "",
                     growth->moments[flip->before].label, growth->moments[flip->after].label),
        flip->is_better ? "better" : "");
    if (flip->crossed != NULL)
        page_under_point(page, flip->crossed);
    page_under_point(page, certainty_text(arena, flip));
    page_code(page, trees_text(arena, old->plan, new->plan));
}

void
grow_write_flips(Page *page, const Growth *growth, bool shows_all)
{
    Arena *arena = page->out.arena;
    unsigned number = 0;

    if (growth->flips.count == 0)
        return;
    page_blank(page);
    page_heading(page, "Plans that change");
    for (const Flip *flip = growth->flips.first; flip != NULL; flip = flip->next)
        if (shows_all || number < LISTED)
            write_flip(page, growth, flip, ++number);
    if (growth->flips.count > number)
        page_paragraph(
            page, 1,
            arena_printf(arena, "%zu more: --all lists them.", growth->flips.count - number));
}
