/*
 * Plans as people have them: the same tree from text and JSON, through every frame, and an error that
 * says what was expected where there is none.
 */
#include "explain/explain.h"

#include "base/strbuf.h"
#include "explain/explain_internal.h"
#include "tap.h"

#include <glob.h>

/* The text holds a part. */
static void
expect_part(const char *text, const char *part, const char *what)
{
    tap_ok(strstr(text, part) != NULL, "%s: %s", what, text);
}

static bool
read(Arena *arena, const char *text, Explain *out, Error *error)
{
    FileText file = {.name = "plan", .length = strlen(text)};

    file.text = arena_strdup(arena, text);
    *error = (Error){.arena = arena};
    return explain_read(arena, &file, out, error);
}

static void
add_node(StrBuf *out, const ExplainNode *node, Arena *arena)
{
    strbuf_printf(out, "%s %.0f/%.0f", explain_node_name(arena, node), node->plan_rows,
                  node->actual_rows * node->loops);
    if (node->children.first == NULL)
        return;
    strbuf_add(out, " [");
    for (const ExplainNode *child = node->children.first; child != NULL; child = child->next)
    {
        add_node(out, child, arena);
        strbuf_add(out, child->next == NULL ? "]" : "; ");
    }
}

/* "Nested Loop 15/15 [Seq Scan on users u 1/1; …]"; or the error. */
static const char *
tree(Arena *arena, const char *text)
{
    StrBuf out = strbuf_new(arena);
    Explain explain;
    Error error;

    if (!read(arena, text, &explain, &error))
        return error.message;
    add_node(&out, explain.root, arena);
    return out.text;
}

static const char plain[] =
    "Hash Left Join  (cost=1.09..32.08 rows=32 width=224) (actual time=0.524..0.525 rows=30 "
    "loops=1)\n"
    "  Hash Cond: (c.parent = p.id)\n"
    "  ->  Seq Scan on public.child c  (cost=0.00..29.84 rows=64 width=73) (actual "
    "time=0.026..0.397 "
    "rows=60 loops=2)\n"
    "        Filter: ((kind = 'a (b'::text) AND (size > 3))\n"
    "        Rows Removed by Filter: 261\n"
    "  ->  Hash  (cost=1.07..1.07 rows=2 width=68) (actual time=0.062..0.062 rows=2 loops=1)\n"
    "        Buckets: 1024  Batches: 4  Memory Usage: 9kB\n"
    "        ->  Index Only Scan Backward using parent_pkey on parent p  (cost=0.00..1.07 rows=2 "
    "width=68) (actual time=0.032..0.038 rows=2 loops=1)\n"
    "              Heap Fetches: 2\n"
    "Planning Time: 0.636 ms\n"
    "Trigger for constraint child_fk on child: time=1.500 calls=7\n"
    "Execution Time: 2.616 ms\n";

static const char meant[] =
    "Hash Left Join 32/30 [Seq Scan on child c 64/120; Hash 2/2 [Index Only "
    "Scan Backward using parent_pkey on parent p 2/2]]";

static void
test_text(Arena *arena)
{
    Explain explain;
    Error error;
    const ExplainNode *scan;

    tap_equal(tree(arena, plain), meant, "a plan in text");
    tap_ok(read(arena, plain, &explain, &error), "with its numbers");
    scan = explain.root->children.first;
    tap_ok(scan->rows_removed_by_filter > 260 && str_equal(scan->schema, "public"), "of a scan");
    tap_equal(explain_text_of(scan, "Filter"), "((kind = 'a (b'::text) AND (size > 3))",
              "its filter");
    tap_ok(scan->next->hash_batches > 3 && scan->next->children.first->heap_fetches > 1,
           "of a hash table and an index-only scan");
    tap_ok(explain.triggers.count == 1 &&
               str_equal(explain.triggers.first->constraint, "child_fk") &&
               explain.triggers.first->ms > 1.4,
           "of a trigger");
    tap_ok(explain.execution_ms > 2.6 && explain.planning_ms < 0.7, "of the whole");
    tap_ok(scan->inclusive_ms > 0.79 && scan->inclusive_ms < 0.80, "two loops take twice the time");
    tap_equal(tree(arena, "Seq Scan on t\n  Filter: (a = 1)\n"), "Seq Scan on t 0/0",
              "without costs");
    tap_equal(tree(arena, " Insert on \"A b\".\"t\"\"x\" y  (cost=0.00..1.00 rows=0 width=0)\n"
                          "   ->  Result  (cost=0.00..0.01 rows=1 width=4)\n"),
              "Insert on t\"x y 0/0 [Result 1/0]", "quoted names");
}

/* As each client gives it. */
static void
test_frames(Arena *arena)
{
    StrBuf framed = strbuf_new(arena);
    StrBuf quoted = strbuf_new(arena);
    StrBuf broken = strbuf_new(arena);

    strbuf_add(&framed, "+-----+\n|  QUERY PLAN  |\n+-----+\n");
    for (const char *at = plain; *at != '\0'; at += strcspn(at, "\n") + 1)
    {
        int length = (int) strcspn(at, "\n");

        strbuf_printf(&framed, "| %.*s   |\n", length, at);
        strbuf_printf(&quoted, "\"%.*s\"\r\n", length, at);
        for (int i = 0; i < length; i += 60)
            strbuf_printf(&broken, "%.*s\n", length - i < 60 ? length - i : 60, at + i);
    }
    strbuf_add(&framed, "+-----+\n(12 rows)\n");
    tap_equal(tree(arena, framed.text), meant, "in psql's frame");
    tap_equal(tree(arena, quoted.text), meant, "in quotes");
    tap_equal(tree(arena, broken.text), meant, "in lines that a narrow window broke");
    tap_equal(
        tree(arena,
             " QUERY PLAN \n═══════\n Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)\n(1 row)\n"),
        "Seq Scan on t 1/0", "under a drawn line");
}

/* psql \\x: the title stands before each line. */
static void
test_expanded(Arena *arena)
{
    StrBuf ascii = strbuf_new(arena);
    StrBuf drawn = strbuf_new(arena);
    StrBuf bare = strbuf_new(arena);
    unsigned number = 0;

    for (const char *at = plain; *at != '\0'; at += strcspn(at, "\n") + 1)
    {
        int length = (int) strcspn(at, "\n");

        number++;
        strbuf_printf(&ascii, "-[ RECORD %u ]---\nQUERY PLAN | %.*s\n", number, length, at);
        strbuf_printf(&drawn, "╔═[ RECORD %u ]═══╗\n║ QUERY PLAN ║ %.*s ║\n", number, length, at);
        strbuf_printf(&bare, "* Record %u\nQUERY PLAN %.*s\n", number, length, at);
    }
    tap_equal(tree(arena, ascii.text), meant, "expanded");
    tap_equal(tree(arena, drawn.text), meant, "expanded, in a frame");
    tap_equal(tree(arena, bare.text), meant, "expanded, without lines");
}

static const char json[] =
    "[{\"Plan\": {\"Node Type\": \"Hash Join\", \"Join Type\": \"Left\", \"Plan Rows\": 32, "
    "\"Total Cost\": 32.08,"
    "\"Actual Rows\": 30, \"Actual Loops\": 1, \"Actual Total Time\": 0.525, \"Plans\": ["
    "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"child\", \"Alias\": \"c\", \"Plan Rows\": "
    "64,"
    "\"Actual Rows\": 60, \"Actual Loops\": 2},"
    "{\"Node Type\": \"Hash\", \"Plan Rows\": 2, \"Actual Rows\": 2, \"Actual Loops\": 1, "
    "\"Plans\": ["
    "{\"Node Type\": \"Index Only Scan\", \"Scan Direction\": \"Backward\", \"Index Name\": "
    "\"parent_pkey\","
    "\"Relation Name\": \"parent\", \"Alias\": \"p\", \"Plan Rows\": 2, \"Actual Rows\": 2, "
    "\"Actual Loops\": 1}]}"
    "]}, \"Execution Time\": 2.6}]";

static void
test_json(Arena *arena)
{
    tap_equal(tree(arena, json), meant, "the same plan in JSON");
    tap_equal(tree(arena, arena_printf(arena, "2026-11-21 LOG:  duration: 3 ms  plan:\n%.*s",
                                       (int) strlen(json) - 2, json + 1)),
              meant, "after the words of a log");
}

static void
test_yaml(Arena *arena)
{
    static const char yaml[] = " - Plan:                      +\n"
                               "     Node Type: \"Hash Join\"    +\n"
                               "     Join Type: \"Left\"         +\n"
                               "     Plan Rows: 32             +\n"
                               "     Actual Rows: 30           +\n"
                               "     Actual Loops: 1           +\n"
                               "     Plans:                    +\n"
                               "       - Node Type: \"Seq Scan\"+\n"
                               "         Relation Name: \"t: 1\"+\n"
                               "         Parallel Aware: true  +\n"
                               "         Plan Rows: 64         +\n"
                               "         Actual Rows: 60       +\n"
                               "         Actual Loops: 2       +\n"
                               "   Execution Time: 2.600\n(1 row)\n";

    tap_equal(tree(arena, yaml), "Hash Left Join 32/30 [Parallel Seq Scan on t: 1 64/120]", "YAML");
    expect_part(tree(arena, "- Plan:\n    Node Type: \"x\n"), "this is no YAML", "YAML that ends");
    expect_part(tree(arena, "<explain><Plan><Node-Type>Result</Node-Type></Plan></explain>"),
                "this is XML", "XML is not taken for something else");
}

/* A log's text has no "Execution Time": the duration stands before it. */
static void
test_log(Arena *arena)
{
    static const char log[] = "2026-11-21 LOG:  duration: 24.5 ms  plan:\n\tQuery Text: SELECT 1\n"
                              "\tSeq Scan on t  (cost=0.00..1.00 rows=1 width=4) (actual "
                              "time=0.1..20.0 rows=1 loops=1)\n";
    Explain explain;
    Error error = {.arena = arena};

    tap_ok(read(arena, log, &explain, &error) && explain.has_execution_ms &&
               explain.execution_ms > 24.4 && !explain.is_cut,
           "the duration of a log is its end");
    expect_part(tree(arena, arena_printf(arena, "%s%s", log, log)), "a second plan begins",
                "two plans of a log are not one");
}

/* What runs beside others took their part of the clock, and a CTE's time is its readers'. */
static void
test_times(Arena *arena)
{
    static const char text[] =
        "Gather  (cost=0.00..9.00 rows=9 width=4) (actual time=1.0..30.0 rows=9 loops=1)\n"
        "  Workers Planned: 2\n"
        "  Workers Launched: 2\n"
        "  ->  Parallel Seq Scan on t  (cost=0.00..9.00 rows=3 width=4) (actual time=1.0..27.0 "
        "rows=3 "
        "loops=3)\n";
    static const char cte[] =
        "CTE Scan on x  (cost=0.00..9.00 rows=9 width=4) (actual time=1.0..12.0 rows=9 loops=1)\n"
        "  CTE x\n"
        "    ->  Seq Scan on t  (cost=0.00..9.00 rows=3 width=4) (actual time=1.0..10.0 rows=3 "
        "loops=1)\n";
    Explain explain;
    Error error;

    tap_ok(read(arena, text, &explain, &error) && explain.root->exclusive_ms < 3.1 &&
               explain.root->children.first->inclusive_ms < 27.1,
           "three processes side by side take the time of one");
    tap_ok(read(arena, cte, &explain, &error) && explain.root->exclusive_ms < 2.1 &&
               str_equal(explain.root->children.first->subplan, "CTE x"),
           "the scan of a CTE is without the CTE's own time");
}

static void
test_errors(Arena *arena)
{
    StrBuf deep = strbuf_new(arena);

    expect_part(tree(arena, ""), "no plan found", "nothing");
    expect_part(tree(arena, "SELECT 1;\n"), "no plan found", "a query is no plan");
    expect_part(tree(arena, "[{\"Plan\": "), "line 1, column", "JSON that ends");
    expect_part(tree(arena, "{\"a\": 1}"), "no \"Plan\"", "other JSON");
    expect_part(tree(arena, "[{\"Plan\": {\"Plans\": [{}]}}]"), "Node Type", "a node without type");
    expect_part(tree(arena, "Seq Scan on a  (cost=0.00..1.00 rows=1 width=4)\n"
                            "Seq Scan on b  (cost=0.00..1.00 rows=1 width=4)\n-> x\n"),
                "a second plan begins", "two plans");
    expect_part(tree(arena, arena_printf(arena, "%s\n%s", plain, plain)), "a second plan begins",
                "two plans with children");
    expect_part(tree(arena, arena_printf(arena, "%s\n%s", json, json)), "a second plan begins",
                "two plans in JSON");
    for (int i = 0; i < 5000; i++)
        strbuf_printf(&deep, "%*s->  Append  (cost=0.00..1.00 rows=1 width=4)\n", i, "");
    expect_part(tree(arena, deep.text), "deeper than", "a plan without end");
}

static void
test_corpus(Arena *arena)
{
    const char *shared = getenv("TENFOLD_SHARED");
    glob_t found;
    size_t read_count = 0;

    if (shared == NULL ||
        glob(arena_printf(arena, "%s/corpus/plans-pev2/__tests__/*/*plan", shared), 0, NULL,
             &found) != 0)
    {
        tap_skip("no corpus of plans");
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++)
    {
        Error error = {.arena = arena};
        FileText file;
        Explain explain;

        if (file_read(arena, found.gl_pathv[i], &file, &error) &&
            explain_read(arena, &file, &explain, &error))
            read_count++;
        else
            tap_ok(false, "%s", error.message);
    }
    tap_ok(read_count == found.gl_pathc, "each plan of the corpus is read: %zu", found.gl_pathc);
    globfree(&found);
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "explain");

    test_text(arena);
    test_frames(arena);
    test_expanded(arena);
    test_json(arena);
    test_yaml(arena);
    test_log(arena);
    test_times(arena);
    test_errors(arena);
    test_corpus(arena);
    arena_free(arena);
    return tap_done();
}
