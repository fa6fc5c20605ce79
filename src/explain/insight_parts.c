/*
 * insight_parts.c - scans of partitions, which are one scan of the table: none of them may take enough to
 * be worth a word, and all of them together everything.
 *
 * EXPLAIN does not name the table. It calls its partitions by an alias of their own, the table's with a
 * number: "scan_events_202611 scan_events_7".
 */
#include "explain/insight_internal.h"

#include "explain/condition.h"
#include "sql/quote.h"

#include <ctype.h>

/* The scans below an Append that look for the same. */
typedef struct Parts
{
    const ExplainNode *first;
    const char *columns;
    size_t count;
    double read;
    double returned;
    double removed;
    double share;
    double cost;
} Parts;

static const char *
columns_of(Finder *finder, const ExplainNode *node)
{
    const char *filter = explain_text_of(node, "Filter");
    Condition condition;

    if (!str_equal(node->type, "Seq Scan") || filter == NULL || node->relation == NULL)
        return NULL;
    condition_read(finder->arena, filter, &condition);
    return condition_index_columns(finder->arena, &condition);
}

static Parts
parts_of(Finder *finder, const ExplainNode *append)
{
    Parts parts = {0};

    for (const ExplainNode *node = append->children.first; node != NULL; node = node->next)
    {
        const char *columns = columns_of(finder, node);

        if (columns == NULL || (parts.columns != NULL && !str_equal(columns, parts.columns)))
            continue;
        if (parts.first == NULL)
            parts.first = node;
        parts.columns = columns;
        parts.count++;
        parts.share += insight_own_share(finder, node);
        parts.cost += node->total_cost;
        parts.returned += node->has_actual ? node->actual_rows * node->loops : node->plan_rows;
        parts.read += insight_rows_read(node);
        parts.removed += node->rows_removed_by_filter * node->loops;
    }
    return parts;
}

/* "scan_events", of which the partitions' names begin as well; or NULL. */
static const char *
table_of(Arena *arena, const ExplainNode *append, const ExplainNode *part)
{
    size_t length = part->alias == NULL ? 0 : strlen(part->alias);
    const char *name;

    while (length > 0 && isdigit((unsigned char) part->alias[length - 1]) != 0)
        length--;
    if (length < 2 || part->alias[length - 1] != '_' || part->alias[length] == '\0')
        return NULL;
    name = arena_strndup(arena, part->alias, length - 1);
    for (const ExplainNode *node = append->children.first; node != NULL; node = node->next)
        if (node->relation != NULL && strncmp(node->relation, name, length - 1) != 0)
            return NULL;
    return name;
}

static void
say(Finder *finder, const ExplainNode *append, const Parts *parts)
{
    Arena *arena = finder->arena;
    const char *table = table_of(arena, append, parts->first);
    const char *reads = append->has_actual
                            ? arena_printf(arena, "%s rows", insight_rows_text(finder, parts->read))
                            : "all rows";
    Insight *insight = insight_add(
        finder, INSIGHT_SCAN, append, parts->share,
        arena_printf(arena,
                     "%s is searched by %s and no index is used: this query reads %s of %zu "
                     "partitions to return %s%s",
                     table == NULL ? parts->first->relation : table, parts->columns, reads,
                     parts->count, append->has_actual ? "" : "about ",
                     insight_rows_text(finder, parts->returned)),
        "An index of the partitioned table, equality first: each partition gets one. Large ones "
        "are "
        "built CONCURRENTLY on each partition first, and then attached.");

    if (table != NULL)
        insight->sql = arena_printf(arena, "CREATE INDEX ON %s (%s);",
                                    parts->first->schema == NULL
                                        ? quote_ident(arena, table)
                                        : quote_qualified(arena, parts->first->schema, table),
                                    parts->columns);
}

void
insight_check_parts(Finder *finder, const ExplainNode *node)
{
    Parts parts;

    if (!str_equal(node->type, "Append") && !str_equal(node->type, "Merge Append"))
        return;
    parts = parts_of(finder, node);
    if (parts.share > 1) /* costs of parallel plans */
        parts.share = 1;
    if (parts.count < 2 || parts.share < SHARE_LEAST)
        return;
    if (node->has_actual ? parts.read < ROWS_FEW || parts.removed < SELECTIVE * parts.read
                         : parts.share < 2 * REMOVED_SHARE / 3 || parts.cost < ROWS_FEW)
        return;
    say(finder, node, &parts);
    finder->covered_parts = node;
}
