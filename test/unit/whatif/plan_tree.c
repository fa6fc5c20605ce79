/*
 * Plans as trees: what is read of their JSON, and when two are the same.
 */
#include "whatif/plan_tree.h"
#include "base/strbuf.h"
#include "tap.h"

static const char join_text[] =
    "[{\"Plan\":{\"Node Type\":\"Nested Loop\",\"Join Type\":\"Inner\",\"Startup Cost\":0.5,"
    "\"Total Cost\":20.25,\"Plan Rows\":7,\"Plan Width\":44,\"Plans\":["
    "{\"Node Type\":\"Seq Scan\",\"Parent Relationship\":\"Outer\",\"Relation Name\":\"users\","
    "\"Schema\":\"app\",\"Alias\":\"u\",\"Filter\":\"(region = 3)\",\"Total Cost\":9},"
    "{\"Node Type\":\"Index Scan\",\"Parent Relationship\":\"Inner\",\"Relation Name\":\"orders\","
    "\"Alias\":\"o\",\"Index Name\":\"orders_user\",\"Index Cond\":\"(user_id = u.id)\"}]}}]";

static PlanNode *
read_plan(Arena *arena, const char *json)
{
    Error error = {.arena = arena};
    PlanNode *plan = NULL;

    tap_ok(plan_tree_read(arena, json, &plan, &error), "it is read: %s",
           error.message == NULL ? "yes" : error.message);
    return plan;
}

static void
explain_is_read(Arena *arena)
{
    const PlanNode *plan = read_plan(arena, join_text);
    const PlanNode *users = plan->children.first;

    tap_equal(plan->type, "Nested Loop", "the type");
    tap_equal(plan->join, "Inner", "the kind of join");
    tap_ok(plan->total_cost == 20.25 && plan->startup_cost == 0.5 && plan->rows == 7 &&
               plan->width_bytes == 44,
           "costs, rows, width");
    tap_ok(plan->children.count == 2, "both sides");
    tap_ok(users->has_filter && !users->has_condition, "one is filtered");
    tap_ok(!users->next->has_filter && users->next->has_condition, "the other looked up");
    tap_equal(users->next->index, "orders_user", "in an index");
    tap_equal(plan_tree_text(arena, plan),
              "Nested Loop (Seq Scan on users, Index Scan orders_user on orders)",
              "a line for people");
}

/* The same tree with another number, another index, and its sides swapped. */
static void
shapes_are_compared(Arena *arena)
{
    static const char form[] =
        "{\"Node Type\":\"Hash Join\",\"Total Cost\":%d,\"Plans\":["
        "{\"Node Type\":\"Seq Scan\",\"Relation Name\":\"%s\",\"Alias\":\"%s\"},"
        "{\"Node Type\":\"Index Scan\",\"Relation Name\":\"b\",\"Alias\":\"b\","
        "\"Index Name\":\"%s\"}]}";
    static const char swapped[] =
        "{\"Node Type\":\"Merge Join\",\"Plans\":["
        "{\"Node Type\":\"Index Scan\",\"Relation Name\":\"b\",\"Alias\":\"b\","
        "\"Index Name\":\"i\"},"
        "{\"Node Type\":\"Seq Scan\",\"Relation Name\":\"a\",\"Alias\":\"a\"}]}";
    const PlanNode *plan = read_plan(arena, arena_printf(arena, form, 5, "a", "a", "i"));
    const PlanNode *dearer = read_plan(arena, arena_printf(arena, form, 99, "a", "a", "i"));
    const PlanNode *other = read_plan(arena, arena_printf(arena, form, 5, "a", "a", "j"));
    const PlanNode *turned = read_plan(arena, swapped);

    tap_ok(plan_tree_fingerprint(plan) == plan_tree_fingerprint(dearer), "costs do not count");
    tap_ok(plan_tree_fingerprint(plan) != plan_tree_fingerprint(other), "indexes do");
    tap_ok(plan_tree_fingerprint(plan) != plan_tree_fingerprint(turned), "and the order of joins");
    tap_ok(plan_tree_access_fingerprint(plan) == plan_tree_access_fingerprint(turned),
           "the tables are read the same way");
    tap_ok(plan_tree_access_fingerprint(plan) != plan_tree_access_fingerprint(other),
           "by another index it is not the same");
}

/* A bitmap's index scans do not name the table. */
static void
bitmaps_belong_to_their_table(Arena *arena)
{
    static const char form[] =
        "{\"Node Type\":\"Bitmap Heap Scan\",\"Relation Name\":\"t\",\"Alias\":\"%s\",\"Plans\":["
        "{\"Node Type\":\"Bitmap Index Scan\",\"Index Name\":\"i\"}]}";
    const PlanNode *one = read_plan(arena, arena_printf(arena, form, "a"));
    const PlanNode *other = read_plan(arena, arena_printf(arena, form, "b"));

    tap_ok(plan_tree_access_fingerprint(one) != plan_tree_access_fingerprint(other),
           "a table read twice is two");
}

static void
what_is_no_plan_is_refused(Arena *arena)
{
    static const char *const texts[] = {
        "", "{", "[]", "{\"a\":1}", "{\"Plan\":5}", "{\"Node Type\":\"Sort\",\"Plans\":[3]}"};
    Error error = {.arena = arena};
    StrBuf deep = strbuf_new(arena);
    PlanNode *plan;

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        tap_ok(!plan_tree_read(arena, texts[i], &plan, &error), "'%s': %s", texts[i],
               error.message);
    for (size_t i = 0; i < 300; i++)
        strbuf_add(&deep, "{\"Node Type\":\"Sort\",\"Plans\":[");
    strbuf_add(&deep, "{\"Node Type\":\"Result\"}");
    for (size_t i = 0; i < 300; i++)
        strbuf_add(&deep, "]}");
    tap_ok(!plan_tree_read(arena, deep.text, &plan, &error), "one without end: %s", error.message);
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    explain_is_read(arena);
    shapes_are_compared(arena);
    bitmaps_belong_to_their_table(arena);
    what_is_no_plan_is_refused(arena);
    arena_free(arena);
    return tap_done();
}
