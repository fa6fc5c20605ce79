/*
 * The order of findings is the order of the report: what bites first, then what is worse, then
 * larger.
 */
#include "rule/finding.h"

#include "rule/rule.h"
#include "tap.h"

static const Rule some_rule = {.id = "some-rule", .severity = SEVERITY_WARNING};

static Findings *
start(Arena *arena)
{
    Findings *findings = arena_new_object(arena, Findings);
    Day today;

    (void) day_parse("2026-11-21", &today); /* a constant */
    findings->arena = arena;
    findings->design = design_new(arena, schema_new(arena), stats_new(arena), today);
    return findings;
}

static Finding *
add(Findings *findings, const char *name)
{
    return finding_add(findings, &some_rule, NULL, name, (Location){0}, "%s", name);
}

static void
test_urgency(void)
{
    Arena *arena = arena_new(NULL, "finding");
    Findings *findings = start(arena);
    Day today = findings->design->today;
    Finding *finding = add(findings, "a");

    tap_ok(finding->urgency == URGENCY_UNKNOWN, "without growth nothing is urgent");
    finding_bites_on(findings, finding, today);
    tap_ok(finding->urgency == URGENCY_NOW, "today is now");
    finding_bites_on(findings, finding, day_add_months(today, 12));
    tap_ok(finding->urgency == URGENCY_12_MONTHS, "a year is within twelve months");
    finding_bites_on(findings, finding, day_add_months(today, 13));
    tap_ok(finding->urgency == URGENCY_36_MONTHS, "thirteen months are not");
    finding_bites_on(findings, finding, DAY_NEVER);
    tap_ok(finding->urgency == URGENCY_NEVER, "never is never");
    arena_free(arena);
}

static void
test_order(void)
{
    static const char *const expected[] = {"now", "error", "heavy", "light", "later"};
    Arena *arena = arena_new(NULL, "finding");
    Findings *findings = start(arena);
    Day today = findings->design->today;
    size_t at = 0;

    finding_bites_on(findings, add(findings, "later"), day_add_months(today, 60));
    add(findings, "light");
    add(findings, "heavy")->weight = 5;
    finding_bites_on(findings, add(findings, "now"), today);
    add(findings, "error")->severity = SEVERITY_ERROR;
    finding_sort(findings);
    for (const Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        tap_equal(finding->message, expected[at++], "%s is in its place", finding->message);
    arena_free(arena);
}

static void
test_sentences(void)
{
    Arena *arena = arena_new(NULL, "finding");
    Findings *findings = start(arena);
    Finding *finding = add(findings, "a");

    finding_detail(findings, finding, "One.");
    finding_detail(findings, finding, "%s.", "Two");
    tap_equal(finding->detail, "One. Two.", "details follow each other");
    arena_free(arena);
}

int
main(void)
{
    test_urgency();
    test_order();
    test_sentences();
    return tap_done();
}
