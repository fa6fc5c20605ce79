/*
 * Each kind of insight from a plan that must give it, and silence about one that must not.
 */
#include "explain/insight.h"

#include "base/strbuf.h"
#include "tap.h"

/* The text holds a part. */
static void
expect_part(const char *text, const char *part, const char *what)
{
    tap_ok(strstr(text, part) != NULL, "%s: %s", what, text);
}

/* The first insight of a plan: "id: sql", or "" for none. */
static const char *
first(Arena *arena, const char *text)
{
    FileText file = {.name = "plan", .length = strlen(text)};
    Error error = {.arena = arena};
    InsightList list;
    Explain explain;

    file.text = arena_strdup(arena, text);
    if (!explain_read(arena, &file, &explain, &error))
        return error.message;
    list = insight_find(arena, &explain);
    if (list.first == NULL)
        return "";
    return arena_printf(arena, "%s: %s", list.first->kind->id,
                        list.first->sql == NULL ? "" : list.first->sql);
}

#define NODE(name, ms, rows, loops)                                                        \
    name "  (cost=0.00..999.00 rows=" rows " width=4) (actual time=0.1.." ms " rows=" rows \
         " loops=" loops ")\n"

static void
test_reads(Arena *arena)
{
    tap_equal(first(arena, NODE("Seq Scan on tasks", "90.0", "3",
                                "1") "  Filter: ((state = 'x'::text) AND (due < "
                                     "now()))\n  Rows Removed by Filter: 500000\n"),
              "plan-scan-without-index: CREATE INDEX CONCURRENTLY ON tasks (state, due);",
              "a scan that throws away nearly all");
    tap_equal(first(arena, NODE("Seq Scan on tasks", "0.9", "90000",
                                "1") "  Filter: (state = 'x'::text)\n"
                                     "  Rows Removed by Filter: 100\n"),
              "", "one that returns nearly all");
    tap_equal(first(arena,
                    NODE("Seq Scan on tasks", "0.9", "3", "1") "  Filter: (state = 'x'::text)\n"
                                                               "  Rows Removed by Filter: 100\n"),
              "", "one of a small table");
    tap_equal(first(arena, NODE("Seq Scan on tasks", "90.0", "3",
                                "1") "  Filter: ((a = 1) OR (b = 2))\n"
                                     "  Rows Removed by Filter: 500000\n"),
              "plan-scan-without-index: ", "OR has no plain index");
    tap_equal(
        first(arena,
              "Seq Scan on tasks  (cost=0.00..99999.00 rows=3 width=4)\n  Filter: ((lower(name) = "
              "'x'::text) AND (owner = $1))\n"),
        "plan-scan-without-index: CREATE INDEX CONCURRENTLY ON tasks (owner);", "without ANALYZE");
    tap_equal(first(arena,
                    NODE("Index Scan using tasks_owner on tasks", "90.0", "3",
                         "1") "  Index Cond: (owner = 7)\n  Filter: ((state)::text = 'x'::text)\n"
                              "  Rows Removed by Filter: 50000\n"),
              "plan-index-too-wide: CREATE INDEX CONCURRENTLY ON tasks (owner, state);",
              "an index that lacks a column");
    tap_equal(first(arena, NODE("Limit", "90.0", "3", "1") "  ->  " NODE(
                               "Index Scan using tasks_due on tasks", "90.0", "3",
                               "1") "        Filter: (state = 'x'::text)\n        Rows Removed by "
                                    "Filter: 50000\n"),
              "plan-limit-wrong-index: ", "an index read for its order");
    tap_equal(first(arena, NODE("Limit", "90.0", "20", "1") "  ->  " NODE(
                               "Index Scan using tasks_due on tasks", "88.0", "90020", "1")),
              "plan-offset: ", "OFFSET");
    tap_equal(first(arena, NODE("Limit", "0.9", "20", "1") "  ->  " NODE(
                               "Index Scan using tasks_due on tasks", "0.3", "20", "1")),
              "", "a first page");
}

/* The order of an index is named with what comes before it; an order alone is no way out. */
static void
test_orders(Arena *arena)
{
    static const char sorted[] = NODE("Limit", "90.0", "20", "1") "  ->  " NODE(
        "Sort", "90.0", "20", "1") "        Sort Key: e.at DESC\n"
                                   "        ->  " NODE("Seq Scan on events e", "80.0", "9000", "1");

    tap_equal(
        first(arena,
              arena_printf(arena, "%s              Filter: ((e.doc ->> 'ref'::text) = 'x'::text)\n",
                           sorted)),
        "plan-sort-for-few: CREATE INDEX CONCURRENTLY ON events ((doc ->> 'ref'::text), at DESC);",
        "an expression, then the order");
    tap_equal(first(arena, arena_printf(arena, "%s              Filter: (e.kind = 3)\n", sorted)),
              "plan-sort-for-few: CREATE INDEX CONCURRENTLY ON events (kind, at DESC);",
              "a column, then the order");
    tap_equal(
        first(arena,
              arena_printf(arena, "%s              Filter: (e.note ~~ '%%x%%'::text)\n", sorted)),
        "plan-sort-for-few: ", "nothing that an index serves");
    tap_equal(
        first(arena, NODE("Hash Join", "90.0", "3", "1") "  Hash Cond: (e.ref = a.id)\n  ->  " NODE(
                         "Seq Scan on events e", "80.0", "90000", "1") "  ->  " NODE("Hash", "0.1",
                                                                                     "3", "1")),
        "plan-join-reads-all: CREATE INDEX CONCURRENTLY ON events (ref);",
        "a join that reads all for a few");
    tap_equal(
        first(arena,
              NODE("Hash Join", "9.0", "80000", "1") "  Hash Cond: (e.ref = a.id)\n  ->  " NODE(
                  "Seq Scan on events e", "8.0", "90000", "1") "  ->  " NODE("Hash", "0.1", "3",
                                                                             "1")),
        "plan-hot-node: ", "one that needs nearly all");
}

static void
test_memory(Arena *arena)
{
    tap_equal(first(arena, NODE("Sort", "90.0", "9000",
                                "1") "  Sort Key: a\n  Sort Method: external merge  Disk: 90000kB\n"
                                     "  ->  " NODE("Seq Scan on t", "9.0", "9000", "1")),
              "plan-sort-on-disk: ", "a sort on disk");
    expect_part(first(arena, NODE("Sort", "90.0", "9000",
                                  "1") "  Sort Key: a\n  Sort Method: quicksort  Memory: 900kB\n"
                                       "  ->  " NODE("Seq Scan on t", "9.0", "9000", "1")),
                "plan-hot-node", "one in memory");
    tap_equal(first(arena, NODE("Hash Join", "90.0", "9000", "1") "  ->  " NODE(
                               "Seq Scan on t", "9.0", "9000",
                               "1") "  ->  " NODE("Hash", "70.0", "9000",
                                                  "1") "        Buckets: 65536  Batches: 16  "
                                                       "Memory Usage: 4000kB\n"),
              "plan-hash-on-disk: ", "a hash table in batches");
    tap_equal(first(arena, NODE("Bitmap Heap Scan on t", "90.0", "9000",
                                "1") "  Recheck Cond: (a = 1)\n"
                                     "  Rows Removed by Index Recheck: 400000\n  Heap Blocks: "
                                     "exact=100 lossy=9000\n"),
              "plan-bitmap-lossy: ", "a lossy bitmap");
    tap_equal(first(arena, NODE("Index Only Scan using t_a on t", "90.0", "9000",
                                "1") "  Index Cond: (a = 1)\n  Heap Fetches: 9000\n"),
              "plan-heap-fetches: VACUUM t;", "an index-only scan that is none");
}

static void
test_whole(Arena *arena)
{
    tap_equal(first(arena, "Delete on tasks  (cost=0.00..2.00 rows=0 width=0) (actual "
                           "time=0.1..0.2 rows=0 loops=1)\n"
                           "Planning Time: 0.1 ms\nTrigger for constraint comments_task_fkey on "
                           "tasks: time=640.0 calls=1\n"
                           "Execution Time: 641.0 ms\n"),
              "plan-trigger-time: ", "a foreign key without an index");
    tap_equal(first(arena, NODE("Result", "2.0", "1",
                                "1") "JIT:\n  Functions: 9\n"
                                     "  Timing: Generation 1.0 ms, Inlining 0.0 ms, Optimization "
                                     "9.0 ms, Emission 9.0 ms, Total 60.0 ms\n"
                                     "Execution Time: 70.0 ms\n"),
              "plan-jit: ", "JIT");
    tap_equal(first(arena, NODE("Result", "0.1", "1",
                                "1") "Planning Time: 50.0 ms\nExecution Time: 0.2 ms\n"),
              "plan-planning: ", "planning");
    tap_equal(first(arena, "Hash Join  (cost=0.00..9.00 rows=2 width=4) (actual time=0.1..90.0 "
                           "rows=90000 loops=1)\n"
                           "  ->  Seq Scan on t  (cost=0.00..9.00 rows=2 width=4) (actual "
                           "time=0.1..30.0 rows=80000 loops=1)\n"
                           "  ->  Hash  (cost=0.00..9.00 rows=2 width=4) (actual time=0.1..30.0 "
                           "rows=2 loops=1)\n"),
              "plan-estimate-off: ANALYZE t;", "a join planned for 2 rows that gets 80,000");
    tap_equal(first(arena, "Seq Scan on t  (cost=0.00..9.00 rows=2 width=4) (never executed)\n"),
              "", "what never ran");
    tap_equal(first(arena, "[{\"Plan\": {\"Node Type\": \"Result\", \"Plan Rows\": "
                           "99999999999999999999999, \"Total Cost\": 1}}]"),
              "", "more rows than an integer counts");
}

/* What can be mended comes before what merely takes long. */
static void
test_first(Arena *arena)
{
    tap_equal(first(arena, NODE("Gather", "100.0", "3",
                                "1") "  Workers Planned: 1\n  Workers Launched: 1\n"
                                     "  ->  " NODE("Parallel Seq Scan on t", "40.0", "3",
                                                   "2") "        Filter: (state = 'x'::text)\n"
                                                        "        Rows Removed by Filter: 250000\n"),
              "plan-scan-without-index: CREATE INDEX CONCURRENTLY ON t (state);",
              "a scan, though Gather waits longer");
    tap_equal(first(arena, NODE("Nested Loop", "100.0", "500", "1") "  ->  " NODE(
                               "Seq Scan on a", "1.0", "100000",
                               "1") "  ->  " NODE("Index Scan using t_pkey on t", "0.0009", "0",
                                                  "100000") "        Index Cond: (id = a.t_id)\n   "
                                                            "     Filter: (state = 'x'::text)\n"
                                                            "        Rows Removed by Filter: 1\n"),
              "plan-hot-node: ", "a look-up of one row each time has the best index");
    tap_equal(first(arena,
                    NODE("Nested Loop", "100.0", "500",
                         "1") "  Join Filter: (a.x = b.x)\n"
                              "  ->  " NODE("Seq Scan on a", "1.0", "1000", "1") "  ->  " NODE(
                                  "Materialize", "0.001", "900",
                                  "1000") "        ->  " NODE("Seq Scan on b", "0.1", "900", "1")),
              "plan-join-filter: ", "pairs are thrown away, though old versions do not count them");
    tap_equal(
        first(arena,
              NODE("Seq Scan on t", "1.0", "5000", "1") "  SubPlan 1\n    ->  " NODE(
                  "Limit", "0.02", "1",
                  "5000") "          ->  " NODE("Sort", "0.02", "1",
                                                "5000") "                Sort Key: at\n            "
                                                        "    ->  " NODE("Index Scan using u_t on u",
                                                                        "0.01", "6", "5000")),
        "plan-hot-node: ", "six rows each time are soon sorted");
    tap_equal(first(arena, "Aggregate  (cost=0.00..9.00 rows=1 width=4) (actual time=0.1..90.0 "
                           "rows=1 loops=1)\n"
                           "  ->  Function Scan on f  (cost=0.00..9.00 rows=1000 width=4) (actual "
                           "time=0.1..9.0 rows=900000 loops=1)\n"),
              "plan-estimate-off: ", "a function is not analysed");
}

/* No partition takes enough to be worth a word. */
static void
test_parts(Arena *arena)
{
    StrBuf text = strbuf_new(arena);

    strbuf_add(&text, "Append  (cost=0.00..90000.00 rows=37 width=16)\n");
    for (int i = 1; i <= 9; i++)
        strbuf_printf(&text,
                      "  ->  Seq Scan on events_20260%d events_%d  (cost=0.00..10000.00 rows=5 "
                      "width=15)\n        Filter: (shipment = 55)\n",
                      i, i);
    tap_equal(first(arena, text.text),
              "plan-scan-without-index: CREATE INDEX ON events (shipment);",
              "partitions that are read are one table");
    tap_equal(first(arena, "Seq Scan on t  (cost=0.00..90000.00 rows=3 width=4)\n"
                           "  Filter: ((code >= 500) AND (at > (now() - '1 day'::interval)))\n"),
              "plan-scan-without-index: CREATE INDEX CONCURRENTLY ON t (at);",
              "of two ranges the recent one");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "insight");

    test_reads(arena);
    test_orders(arena);
    test_memory(arena);
    test_whole(arena);
    test_first(arena);
    test_parts(arena);
    arena_free(arena);
    return tap_done();
}
