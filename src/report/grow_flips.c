/*
 * Plans that change: both trees side by side, each in half of the page.
 */
#include "report/grow_parts.h"

enum
{
    LISTED = 3,
    TREE_INDENT = 6,
    BETWEEN = 2, /* "| " */
    DEEPEST = 40,
    TREE_WIDEST = 80,
    INDENT_MOST = 9 /* what is deeper stands below it */
};

/* A name in as many lines as it needs: two indexes often differ in the middle alone. */
static void
add_name(Arena *arena, const char *name, unsigned indent, size_t width, NameList *lines)
{
    size_t room = width - indent - 1;

    while (*name != '\0')
    {
        size_t length = strlen(name);
        StrBuf line = strbuf_new(arena);

        if (length > room)
            for (length = room; length > room / 2 && name[length - 1] != '_'; length--)
                continue;
        strbuf_pad(&line, ' ', indent);
        strbuf_add_bytes(&line, name, length);
        name_list_add(arena, lines, line.text);
        name_list_add(arena, lines, "");
        name += length;
    }
}

static bool
contains(const PlanNode *tree, uint64_t fingerprint)
{
    if (plan_tree_fingerprint(tree) == fingerprint)
        return true;
    for (const PlanNode *child = tree->children.first; child != NULL; child = child->next)
        if (contains(child, fingerprint))
            return true;
    return false;
}

/* What stands in the other plan as well says nothing of the change: its first line is enough. */
static bool
is_kept(const PlanNode *node, const PlanNode *other)
{
    return node->children.first != NULL && other != NULL &&
           contains(other, plan_tree_fingerprint(node));
}

/* What is made of one plan. */
typedef struct Tree
{
    Arena *arena;
    const PlanNode *other; /* the plan beside it, or NULL */
    size_t width;
    NameList *lines; /* each followed by its rows */
} Tree;

/* Partitions that are read the same way: one stands for all, by the names of what they are parts of. */
typedef struct Alike
{
    size_t times;
    double rows; /* of all together */
    bool is_many; /* or a part of something that is */
} Alike;

static const char *
name_of(const PlanNode *node, bool is_many)
{
    if (node->index != NULL)
        return is_many && node->index_of != NULL ? node->index_of : node->index;
    return is_many && node->part_of != NULL ? node->part_of : node->relation;
}

/* A node's lines: a name that has no room beside its node stands below it. */
static void
add_node(const Tree *tree, const PlanNode *node, const Alike *alike, unsigned depth)
{
    Arena *arena = tree->arena;
    const char *name = name_of(node, alike->is_many);
    const char *rows = quantity_count_text(arena, alike->rows);
    unsigned indent = depth < INDENT_MOST ? depth : INDENT_MOST;
    StrBuf line = strbuf_new(arena);
    bool is_short = is_kept(node, tree->other);
    bool has_room;

    strbuf_pad(&line, ' ', indent);
    if (alike->times > 1)
        strbuf_printf(&line, "%zu × ", alike->times);
    strbuf_printf(&line, "%s%s", node->type, is_short ? " …" : "");
    has_room = name == NULL || line.length + strlen(name) + strlen(rows) + 3 <= tree->width;
    if (name != NULL && has_room)
        strbuf_printf(&line, " %s", name);
    name_list_add(arena, tree->lines, line.text);
    name_list_add(arena, tree->lines, rows);
    if (!has_room)
        add_name(arena, name, indent + 2, tree->width, tree->lines);
    for (const PlanNode *child = node->children.first;
         child != NULL && depth < DEEPEST && !is_short; child = child->next)
    {
        Alike below = {.times = plan_tree_alike(node, child),
                       .rows = plan_tree_rows_alike(node, child)};

        below.is_many = alike->is_many || below.times > 1;
        if (below.times > 0)
            add_node(tree, child, &below, depth + 1);
    }
}

static size_t
width_of(const char *text)
{
    size_t width = 0;

    for (; *text != '\0'; text++)
        width += ((unsigned char) *text & 0xc0) != 0x80;
    return width;
}

/* A line of a plan and its rows at the right edge of its part of the page. */
static const Name *
add_half(StrBuf *out, const Name *line, size_t width)
{
    if (line == NULL)
    {
        strbuf_pad(out, ' ', width);
        return NULL;
    }
    strbuf_add(out, line->text);
    strbuf_pad(out, ' ',
               width - 1 > width_of(line->text) + width_of(line->next->text)
                   ? width - 1 - width_of(line->text) - width_of(line->next->text)
                   : 1);
    strbuf_add(out, line->next->text);
    strbuf_add_char(out, ' ');
    return line->next->next;
}

static void
end_line(StrBuf *out)
{
    while (out->length > 0 && out->text[out->length - 1] == ' ')
        out->text[--out->length] = '\0';
    strbuf_add_char(out, '\n');
}

static const char *
trees_text(const Page *page, const PlanNode *before, const PlanNode *after)
{
    Arena *arena = page->out.arena;
    size_t width = (page->width - TREE_INDENT - BETWEEN) / 2;
    StrBuf out = strbuf_new(arena);
    NameList left = {0}, right = {0};
    const Name *a, *b;

    add_node(&(Tree){arena, after, width, &left}, before, &(Alike){1, before->rows, false}, 0);
    add_node(&(Tree){arena, before, width, &right}, after, &(Alike){1, after->rows, false}, 0);
    a = left.first;
    b = right.first;
    while (a != NULL || b != NULL)
    {
        a = add_half(&out, a, width);
        strbuf_add(&out, "| ");
        b = add_half(&out, b, width);
        end_line(&out);
    }
    return out.text;
}

static const char *
tree_text(const Page *page, const PlanNode *plan)
{
    size_t width = (page->width < TREE_WIDEST ? page->width : TREE_WIDEST) - TREE_INDENT;
    StrBuf out = strbuf_new(page->out.arena);
    NameList lines = {0};

    add_node(&(Tree){page->out.arena, NULL, width, &lines}, plan, &(Alike){1, plan->rows, false},
             0);
    for (const Name *line = lines.first; line != NULL;)
    {
        line = add_half(&out, line, width);
        end_line(&out);
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

/* " (queries.sql:19)"; "" for those that a server counted. */
static const char *
place_text(Arena *arena, const WorkloadQuery *query)
{
    const char *file = query->location.file;
    const char *slash = file == NULL ? NULL : strrchr(file, '/');

    if (file == NULL || query->location.line == 0)
        return "";
    return arena_printf(arena, " (%s:%u)", slash == NULL ? file : slash + 1, query->location.line);
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
        arena_printf(arena, "%s%s%s, between %s and %s", growth->queries[flip->query].query->name,
                     place_text(arena, growth->queries[flip->query].query),
                     flip->is_worst ? ", for the largest values" : "",
                     growth->moments[flip->before].label, growth->moments[flip->after].label),
        flip->is_better ? "better" : "");
    if (flip->crossed != NULL)
        page_under_point(page, flip->crossed);
    page_under_point(page, certainty_text(arena, flip));
    page_code(page, trees_text(page, old->plan, new->plan));
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

static bool
changes(const Growth *growth, size_t query)
{
    for (const Flip *flip = growth->flips.first; flip != NULL; flip = flip->next)
        if (flip->query == query)
            return true;
    return false;
}

void
grow_write_plans(Page *page, const Growth *growth)
{
    unsigned number = 0;

    for (size_t i = 0; i < growth->prices.query_count; i++)
    {
        size_t query = growth->order[i];
        const PlannedQuery *now = &price_of(&growth->prices, query, 0)->typical;

        if (!now->is_planned || changes(growth, query))
            continue;
        if (number == 0)
        {
            page_blank(page);
            page_heading(page, "Plans that stay, with their rows today");
        }
        page_point(page, ++number,
                   arena_printf(page->out.arena, "%s%s", growth->queries[query].query->name,
                                place_text(page->out.arena, growth->queries[query].query)),
                   "");
        page_code(page, tree_text(page, now->plan));
    }
}
