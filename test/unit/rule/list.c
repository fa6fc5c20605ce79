/*
 * What makes a rule complete: a place in the sorted list, every text that a user reads, and a
 * manual page that says the same (./run manual writes them).
 */
#include "base/file.h"
#include "rule/rule.h"
#include "tap.h"

static void
test_order(void)
{
    for (const Rule *const *rule = rule_list; rule[0] != NULL && rule[1] != NULL; rule++)
        tap_ok(strcmp(rule[0]->id, rule[1]->id) < 0, "%s stands before %s", rule[0]->id,
               rule[1]->id);
}

static void
test_texts(const Rule *rule)
{
    tap_ok(rule->title != NULL && rule->why != NULL && rule->fix != NULL &&
               rule->trade_off != NULL && rule->not_when != NULL && rule->source != NULL &&
               rule->catalogue != NULL,
           "%s has all its texts", rule->id);
    tap_ok((rule->check_table != NULL) + (rule->check_design != NULL) +
                   (rule->check_query != NULL) ==
               1,
           "%s has one check", rule->id);
    tap_ok(rule_find(rule->id) == rule, "%s is found by its id", rule->id);
}

static void
test_page(Arena *arena, const Rule *rule)
{
    Error error = {.arena = arena};
    char *path =
        arena_printf(arena, "%s/docs/manual/rules/%s.md", getenv("TENFOLD_SOURCE"), rule->id);
    char *page = rule_manual(arena, rule);
    FileText text = {0};

    if (!file_read(arena, path, &text, &error))
        tap_ok(false, "%s: %s", rule->id, error.message);
    else
        tap_equal(text.text, page, "docs/manual/rules/%s.md is up to date; ./run manual writes it",
                  rule->id);
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "list");

    test_order();
    for (const Rule *const *rule = rule_list; *rule != NULL; rule++)
    {
        test_texts(*rule);
        test_page(arena, *rule);
    }
    tap_ok(rule_find("no-such-rule") == NULL, "an unknown id is not found");
    arena_free(arena);
    return tap_done();
}
