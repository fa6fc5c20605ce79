/*
 * explain_plan.c - "tenfold explain-plan": what is wrong with a plan that EXPLAIN printed.
 */
#include "base/quantity.h"
#include "base/visible.h"
#include "cli/wrap.h"
#include "cmd/pager.h"
#include "cmd/table.h"
#include "explain/insight.h"
#include "report/page.h"

#include <jansson.h>

enum
{
    INDENT = 2, /* of a child under its parent */
    INDENT_MOST = 30
};

typedef struct Tree
{
    Arena *arena;
    StrBuf *out;
    const Explain *explain;
    const InsightList *insights;
    unsigned width;
} Tree;

static char *
ms_text(Arena *arena, double ms)
{
    if (ms >= 10000)
        return arena_printf(arena, "%.1f s", ms / 1000);
    return arena_printf(arena, ms >= 100 ? "%.0f ms" : ms >= 1 ? "%.1f ms" : "%.2f ms", ms);
}

/* "2" where the second insight is about the node. */
static const char *
mark_of(const Tree *tree, const ExplainNode *node)
{
    unsigned number = 1;

    for (const Insight *insight = tree->insights->first; insight != NULL;
         insight = insight->next, number++)
        if (insight->node == node)
            return arena_printf(tree->arena, "%u", number);
    return "";
}

/* Of all runs, as the rows that came. */
static double
expected_rows(const ExplainNode *node)
{
    return node->has_actual && node->loops > 0 ? node->plan_rows * node->loops : node->plan_rows;
}

static void
write_node(const Tree *tree, const ExplainNode *node, unsigned depth)
{
    const Explain *explain = tree->explain;
    bool has_timing = explain->root->has_timing;
    unsigned indent = depth * INDENT < INDENT_MOST ? depth * INDENT : INDENT_MOST;
    size_t start = tree->out->length;
    StrBuf name = strbuf_new(tree->arena);

    if (node->subplan != NULL)
        strbuf_printf(&name, "%s: ", node->subplan);
    strbuf_add(&name, explain_node_name(tree->arena, node));
    if (node->is_never_executed)
        strbuf_add(&name, " (never executed)");
    strbuf_printf(
        tree->out, " %2s %9s %5s %8s %8s  ", mark_of(tree, node),
        has_timing ? ms_text(tree->arena, node->exclusive_ms)
                   : arena_printf(tree->arena, "%.0f", node->total_cost),
        !has_timing || explain->total_ms <= 0
            ? ""
            : arena_printf(tree->arena, "%.0f %%", 100 * node->exclusive_ms / explain->total_ms),
        quantity_count_text(tree->arena, expected_rows(node)),
        node->has_actual ? quantity_count_text(tree->arena, node->actual_rows * node->loops) : "");
    strbuf_pad(tree->out, ' ', indent);
    wrap_text(tree->out, name.text, tree->out->length - start, tree->width);
    for (const ExplainNode *child = node->children.first; child != NULL; child = child->next)
        write_node(tree, child, depth + 1);
}

static void
write_insights(Page *page, const InsightList *insights, Arena *arena)
{
    unsigned number = 1;

    for (const Insight *insight = insights->first; insight != NULL; insight = insight->next)
    {
        page_point(page, number++, insight->message,
                   arena_printf(arena, "%.0f %%", 100 * insight->share));
        page_under_point(page, insight->fix);
        if (insight->sql != NULL)
            page_under_point(page, insight->sql);
        if (insight->rule != NULL)
            page_under_point(page,
                             arena_printf(arena, "the rule: tenfold explain %s", insight->rule));
    }
    if (insights->count == 0)
        page_paragraph(page, 1, "Nothing stands out.");
    page_blank(page);
}

static char *
summary_of(Arena *arena, const Explain *explain)
{
    if (!explain->root->has_timing)
        return arena_printf(arena, "cost %.0f, not timed", explain->root->total_cost);
    return arena_printf(arena, "%s, planned in %s", ms_text(arena, explain->total_ms),
                        ms_text(arena, explain->planning_ms));
}

static char *
plan_text(const Invocation *invocation, const Explain *explain, const InsightList *insights,
          const char *file)
{
    Page page = page_new(invocation->arena, PAGE_TEXT,
                         invocation->width > 100 ? 100 : invocation->width, invocation->has_colour);
    Tree tree = {invocation->arena, &page.out, explain, insights, page.width};

    page_title(&page, str_equal(file, "-") ? "plan" : file, summary_of(invocation->arena, explain));
    page_blank(&page);
    write_insights(&page, insights, invocation->arena);
    if (explain->is_cut)
        page_paragraph(&page, 1,
                       "The plan has no end (no \"Execution Time\"): lines may be missing.");
    strbuf_printf(&page.out, " %2s %9s %5s %8s %8s  %s\n", "",
                  explain->root->has_timing ? "own time" : "cost", "", "expected",
                  explain->root->has_actual ? "rows" : "", "plan");
    write_node(&tree, explain->root, 0);
    return page.out.text;
}

static json_t *
json_of_insight(const Insight *insight)
{
    json_t *object = json_object();

    (void) json_object_set_new(object, "id",
                               json_string(insight->kind->id)); /* out of memory alone */
    (void) json_object_set_new(object, "title", json_string(insight->kind->title));
    (void) json_object_set_new(object, "share", json_real(insight->share));
    (void) json_object_set_new(object, "message", json_string(insight->message));
    (void) json_object_set_new(object, "fix", json_string(insight->fix));
    if (insight->sql != NULL)
        (void) json_object_set_new(object, "sql", json_string(insight->sql));
    if (insight->rule != NULL)
        (void) json_object_set_new(object, "rule", json_string(insight->rule));
    return object;
}

static json_t *
json_of_node(Arena *arena, const ExplainNode *node)
{
    json_t *object = json_object();
    json_t *children = json_array();

    (void) json_object_set_new(object, "node", json_string(explain_node_name(arena, node)));
    (void) json_object_set_new(object, "rows_expected", json_real(node->plan_rows));
    (void) json_object_set_new(object, "total_cost", json_real(node->total_cost));
    if (node->has_actual)
    {
        (void) json_object_set_new(object, "rows", json_real(node->actual_rows * node->loops));
        (void) json_object_set_new(object, "loops", json_real(node->loops));
    }
    if (node->has_timing)
    {
        (void) json_object_set_new(object, "ms", json_real(node->inclusive_ms));
        (void) json_object_set_new(object, "own_ms", json_real(node->exclusive_ms));
    }
    for (const ExplainNode *child = node->children.first; child != NULL; child = child->next)
        (void) json_array_append_new(children, json_of_node(arena, child));
    (void) json_object_set_new(object, "children", children);
    return object;
}

static char *
plan_json(Arena *arena, const Explain *explain, const InsightList *insights)
{
    json_t *object = json_object();
    json_t *list = json_array();
    char *text;
    char *kept;

    for (const Insight *insight = insights->first; insight != NULL; insight = insight->next)
        (void) json_array_append_new(list, json_of_insight(insight));
    (void) json_object_set_new(object, "version", json_integer(1));
    if (explain->root->has_timing)
    {
        (void) json_object_set_new(object, "total_ms", json_real(explain->total_ms));
        (void) json_object_set_new(object, "planning_ms", json_real(explain->planning_ms));
    }
    (void) json_object_set_new(object, "insights", list);
    (void) json_object_set_new(object, "plan", json_of_node(arena, explain->root));
    text = json_dumps(object, JSON_INDENT(2));
    kept = arena_printf(arena, "%s\n", text == NULL ? "" : text);
    free(text);
    json_decref(object);
    return kept;
}

static ExitCode
run(const Invocation *invocation)
{
    Arena *arena = invocation->arena;
    Error error = {.arena = arena};
    const char *path = invocation->arguments.count == 0 ? "-" : invocation->arguments.first->text;
    FileText file;
    Explain explain;
    InsightList insights;

    if (!file_read(arena, path, &file, &error) || !explain_read(arena, &file, &explain, &error))
        return command_fail(&error);
    insights = insight_find(arena, &explain);
    if (invocation_flag(invocation, "json"))
        fputs(plan_json(arena, &explain, &insights), stdout);
    else
        pager_print(invocation,
                    visible_text(arena, plan_text(invocation, &explain, &insights, file.name)));
    return EXIT_OK;
}

static const OptionSpec options[] = {
    {.name = "json", .kind = OPTION_FLAG, .help = "print what is said as JSON"},
    {.name = NULL},
};

const Command cmd_explain_plan = {
    .name = "explain-plan",
    .arguments = "[FILE]",
    .summary = "say what is wrong with a plan that EXPLAIN printed",
    .description =
        "Reads what EXPLAIN printed, as text, JSON or YAML, with or without ANALYZE and BUFFERS, "
        "as it "
        "was "
        "copied from psql, pgAdmin, DBeaver or a log, from FILE or standard input. Says what is "
        "wrong "
        "with the plan, what costs most first, and what ends it; then the plan as a tree with each "
        "step's own time, the rows that were expected and those that came.\n\n"
        "Nothing is asked of a server. EXPLAIN (ANALYZE, BUFFERS) tells most; it executes the "
        "query.",
    .examples = "psql -c 'EXPLAIN (ANALYZE, BUFFERS) SELECT …' acme | tenfold explain-plan\n"
                "tenfold explain-plan plan.json --json",
    .options = options,
    .run = run,
};
