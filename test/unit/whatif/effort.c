/*
 * What plans take, counted by hand: what grows with rows, what does not, and what leaves memory.
 */
#include "whatif/effort.h"

#include "tap.h"

#include <math.h>

static Arena *arena;
static Schema *schema;

static Stats *
make_stats(double rows, double pages)
{
    Stats *stats = stats_new(arena);
    TableStats *table = stats_table(stats, "public", "t");

    table->rows = (Quantity){rows, PROVENANCE_MEASURED};
    table->pages = (Quantity){pages, PROVENANCE_MEASURED};
    return stats;
}

static Effort
effort(const char *json, const Stats *stats)
{
    Error error = {.arena = arena};
    PlanNode *plan;

    if (!plan_tree_read(arena, json, &plan, &error))
    {
        tap_ok(false, "%s", error.message);
        return (Effort){0};
    }
    return effort_of_plan(plan, schema, stats);
}

#define T "\"Relation Name\":\"t\",\"Schema\":\"public\","

static const char scan_small[] =
    "{\"Node Type\":\"Seq Scan\"," T "\"Startup Cost\":0,\"Total Cost\":200,"
    "\"Plan Rows\":10000,\"Plan Width\":8}";

static void
test_scan(void)
{
    Stats *small = make_stats(10000, 100);
    Stats *large = make_stats(1e6, 10000);
    const char *ten = "{\"Node Type\":\"Seq Scan\"," T "\"Startup Cost\":0,\"Total Cost\":20000,"
                      "\"Plan Rows\":1000000,\"Plan Width\":8}";
    double us = effort(scan_small, small).us;

    tap_ok(fabs(us - (5 + 10000 * 0.06 + 100 * 0.3)) < 1e-6, "rows and pages: %g", us);
    us = effort(ten, large).us;
    tap_ok(fabs(us - (5 + 1e6 * 0.06 + 10000 * 2.3)) < 1e-6,
           "10,000 pages are no longer kept by 16,384 shared ones: %g", us);
    stats_set_setting(large, "shared_buffers", "1GB", PROVENANCE_MEASURED);
    us = effort(ten, large).us;
    tap_ok(fabs(us - (5 + 1e6 * 0.06 + 10000 * 0.3)) < 1e-6, "by 131,072 they are: %g", us);
}

static void
test_search(void)
{
    const char *json =
        "{\"Node Type\":\"Index Scan\",\"Index Name\":\"i\"," T "\"Startup Cost\":0.3,"
        "\"Total Cost\":8.3,\"Plan Rows\":1,\"Plan Width\":8,\"Index Cond\":\"x\"}";
    double small = effort(json, make_stats(1e4, 100)).us;
    Effort large = effort(json, make_stats(1e8, 1e6));

    tap_ok(small == large.us, "a row by its key takes as long at every size: %g, %g", small,
           large.us);
    tap_ok(large.missed_us > 1.5 && large.missed_us < 2,
           "and a page more where buffers hold 1 of 80: %g", large.missed_us);
}

/* LIMIT takes a hundredth of what follows, and all of what comes before the first row. */
static void
test_limit(void)
{
    const char *of_scan =
        "{\"Node Type\":\"Limit\",\"Startup Cost\":0,\"Total Cost\":2,\"Plan Rows\":100,"
        "\"Plan Width\":8,\"Plans\":[{\"Node Type\":\"Seq Scan\"," T
        "\"Startup Cost\":0,\"Total Cost\":200,\"Plan Rows\":10000,\"Plan Width\":8}]}";
    const char *of_sort =
        "{\"Node Type\":\"Limit\",\"Startup Cost\":900,\"Total Cost\":901,\"Plan Rows\":100,"
        "\"Plan Width\":8,\"Plans\":[{\"Node Type\":\"Sort\",\"Startup Cost\":900,"
        "\"Total Cost\":1000,\"Plan Rows\":10000,\"Plan Width\":8,\"Plans\":[{\"Node Type\":"
        "\"Seq Scan\"," T "\"Startup Cost\":0,\"Total Cost\":200,\"Plan Rows\":10000,"
        "\"Plan Width\":8}]}]}";
    Stats *stats = make_stats(10000, 100);
    double all = effort(scan_small, stats).us;
    double us = effort(of_scan, stats).us;

    tap_ok(fabs(us - (5 + (all - 5) / 100)) < 1e-6, "a scan ends early: %g", us);
    us = effort(of_sort, stats).us;
    tap_ok(fabs(us - all - 0.01 * (10000 + 100 * log2(100) * log(100))) < 1e-6,
           "a sort reads all, and keeps a hundred: %g", us);
}

static void
test_helpers(void)
{
    const char *json =
        "{\"Node Type\":\"Gather\",\"Workers Planned\":2,\"Startup Cost\":1000,\"Total Cost\":1200,"
        "\"Plan Rows\":10000,\"Plan Width\":8,\"Plans\":[{\"Node Type\":\"Seq Scan\","
        "\"Parallel Aware\":true," T "\"Startup Cost\":0,\"Total Cost\":140,\"Plan Rows\":4167,"
        "\"Plan Width\":8}]}";
    Effort of = effort(json, make_stats(10000, 100));

    tap_ok(of.alone_us > 600 && of.alone_us - of.us > 0.5 * 630,
           "others take their part: %g, alone %g", of.us, of.alone_us);
    tap_ok(fabs(of.alone_us - (5 + 2000 + 10000 * 0.06 + 100 * 0.3)) < 1e-6,
           "all pages are in the cost of each, and read once: %g", of.alone_us);
}

/* The sorts below keep as many rows as the LIMIT takes. */
static void
test_limit_through_helpers(void)
{
    const char *merge =
        "{\"Node Type\":\"Gather Merge\",\"Workers Planned\":2,"
        "\"Startup Cost\":1000,\"Total Cost\":1500,\"Plan Rows\":1000000,\"Plan Width\":8,"
        "\"Plans\":[{\"Node Type\":\"Sort\",\"Startup Cost\":990,\"Total Cost\":995,"
        "\"Plan Rows\":416667,\"Plan Width\":8,\"Plans\":[{\"Node Type\":\"Seq Scan\","
        "\"Parallel Aware\":true," T "\"Startup Cost\":0,\"Total Cost\":14166,"
        "\"Plan Rows\":416667,\"Plan Width\":8}]}]}";
    char *limited =
        arena_printf(arena,
                     "{\"Node Type\":\"Limit\",\"Startup Cost\":1000,\"Total Cost\":1000.01,"
                     "\"Plan Rows\":10,\"Plan Width\":8,\"Plans\":[%s]}",
                     merge);
    Stats *stats = make_stats(1e6, 10000);
    double all = effort(merge, stats).us;
    double few = effort(limited, stats).us;

    tap_ok(all - few > 70000, "to sort 416,667 takes 77 ms, to keep ten of them nothing: %g, %g",
           all, few);
}

static void
test_subquery(void)
{
    const char *json =
        "{\"Node Type\":\"Seq Scan\"," T "\"Startup Cost\":0,\"Total Cost\":%d,\"Plan Rows\":5000,"
        "\"Plan Width\":8,\"Plans\":[{\"Node Type\":\"Seq Scan\",\"Relation Name\":\"u\","
        "\"Parent Relationship\":\"SubPlan\",\"Startup Cost\":0,\"Total Cost\":10,"
        "\"Plan Rows\":100,\"Plan Width\":4}]}";
    Stats *stats = make_stats(10000, 100);
    double once = effort(arena_printf(arena, json, 210), stats).us;
    double each = effort(arena_printf(arena, json, 100200), stats).us;

    tap_ok(once < 1000, "a subquery whose result is hashed runs once: %g", once);
    tap_ok(each > 5000, "one of each row as often as its cost says: %g", each);
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    schema = schema_new(arena);
    test_scan();
    test_search();
    test_limit();
    test_helpers();
    test_limit_through_helpers();
    test_subquery();
    arena_free(arena);
    return tap_done();
}
