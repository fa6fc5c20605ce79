/*
 * insight_memory.c - what did not fit into work_mem, and indexes that give more than fits.
 */
#include "explain/insight_internal.h"
#include "sql/quote.h"

#include <math.h>

static const double MEMORY_MB_MOST = 1024; /* of one step of one query */

static const char *
memory_fix(Finder *finder, double kb)
{
    double mb = exp2(ceil(log2(kb <= 1024 ? 1 : kb / 1024)));

    if (mb > MEMORY_MB_MOST)
        return arena_printf(finder->arena,
                            "It would take about work_mem = '%.0fGB', too much for most servers: "
                            "fewer rows before it, or an index in the order that is wanted.",
                            mb / 1024);
    return arena_printf(
        finder->arena,
        "About work_mem = '%.0fMB' keeps it in memory: SET it for this query or role, not "
        "for all; or fewer rows before it.",
        mb);
}

void
insight_check_sort(Finder *finder, const ExplainNode *node)
{
    double share = insight_own_share(finder, node);

    if (!str_equal(node->sort_space, "Disk") || share < SHARE_LEAST)
        return;
    /* Rows in memory take two to three times what they take in a file. */
    (void) insight_add(
        finder, INSIGHT_SORT, node, share,
        arena_printf(finder->arena, "%s rows are sorted through %.0f MB of temporary files (%s)",
                     insight_rows_text(finder, node->actual_rows), node->sort_kb / 1024,
                     node->sort_method == NULL ? "external" : node->sort_method),
        memory_fix(finder, node->sort_kb * 2.5));
}

void
insight_check_hash(Finder *finder, const ExplainNode *node)
{
    const ExplainNode *join =
        str_equal(node->type, "Hash") && node->parent != NULL ? node->parent : node;
    double share =
        insight_own_share(finder, node) + (join == node ? 0 : insight_own_share(finder, join));

    if (node->hash_batches <= 1 || share < SHARE_LEAST)
        return;
    (void) insight_add(
        finder, INSIGHT_HASH, node, share,
        arena_printf(finder->arena, "a hash table went through temporary files in %.0f batches",
                     node->hash_batches),
        memory_fix(finder, node->disk_kb > 0 ? node->memory_kb + 2.5 * node->disk_kb
                                             : node->memory_kb * node->hash_batches));
}

void
insight_check_bitmap(Finder *finder, const ExplainNode *node)
{
    double share = insight_own_share(finder, node);

    if (node->lossy_blocks <= 0 || share < SHARE_LEAST)
        return;
    (void) insight_add(
        finder, INSIGHT_LOSSY, node, share,
        arena_printf(finder->arena,
                     "the bitmap of %s is lossy for %s of its blocks: %s rows are looked at and "
                     "thrown away",
                     insight_relation(finder, node), insight_rows_text(finder, node->lossy_blocks),
                     insight_rows_text(finder, node->rows_removed_by_recheck * node->loops)),
        memory_fix(finder, (node->lossy_blocks + node->exact_blocks) * 0.06));
}

void
insight_check_recheck(Finder *finder, const ExplainNode *node)
{
    double removed = node->rows_removed_by_recheck * node->loops;
    double share = insight_own_share(finder, node);

    if (node->lossy_blocks > 0 || removed < ROWS_FEW || share < SHARE_LEAST ||
        removed < REMOVED_SHARE * insight_rows_read(node))
        return;
    (void) insight_add(
        finder, INSIGHT_RECHECK, node, share,
        arena_printf(finder->arena, "the index on %s gives %s rows that do not fit",
                     insight_relation(finder, node), insight_rows_text(finder, removed)),
        "A more selective condition, or an operator class that keeps more of the value.");
}

void
insight_check_heap_fetches(Finder *finder, const ExplainNode *node)
{
    double share = insight_own_share(finder, node);

    if (!str_equal(node->type, "Index Only Scan") || node->heap_fetches < ROWS_FEW / 10 ||
        node->heap_fetches < 0.1 * insight_rows_read(node) || share < SHARE_LEAST)
        return;
    insight_add(
        finder, INSIGHT_HEAP_FETCHES, node, share,
        arena_printf(finder->arena, "the index-only scan of %s looks up %s rows in the table",
                     insight_relation(finder, node), insight_rows_text(finder, node->heap_fetches)),
        "VACUUM marks pages as all-visible; for a table that changes all the time let autovacuum "
        "come "
        "sooner.")
        ->sql =
        arena_printf(finder->arena, "VACUUM %s;",
                     quote_ident(finder->arena, node->relation == NULL ? "" : node->relation));
}
