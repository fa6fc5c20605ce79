/*
 * insight_rows.c - rows that are read and thrown away: what an index, or another form of the query, ends.
 */
#include "explain/condition.h"
#include "explain/insight_internal.h"
#include "sql/quote.h"

#define FEW_OF_MANY 0.05

enum
{
    LOOPS_MANY = 1000
};

static const char *
index_sql(Finder *finder, const ExplainNode *node, const char *columns)
{
    return arena_printf(finder->arena, "CREATE INDEX CONCURRENTLY ON %s (%s);",
                        node->schema == NULL
                            ? quote_ident(finder->arena, node->relation)
                            : quote_qualified(finder->arena, node->schema, node->relation),
                        columns);
}

double
insight_rows_read(const ExplainNode *node)
{
    return (node->actual_rows + node->rows_removed_by_filter + node->rows_removed_by_recheck) *
           node->loops;
}

double
insight_removed_share(const ExplainNode *node)
{
    double read = insight_rows_read(node);

    return read <= 0 ? 0 : node->rows_removed_by_filter * node->loops / read;
}

static void
say_scan(Finder *finder, const ExplainNode *node, const char *columns, double share)
{
    Arena *arena = finder->arena;
    const char *name = insight_relation(finder, node);
    Insight *insight;
    const char *reads = node->loops > 1
                            ? arena_printf(arena, "%s rows in %s runs",
                                           insight_rows_text(finder, insight_rows_read(node)),
                                           insight_rows_text(finder, node->loops))
                            : arena_printf(arena, "all %s rows of it",
                                           insight_rows_text(finder, insight_rows_read(node)));

    insight = insight_add(
        finder,
        node->loops > LOOPS_MANY && node->parent != NULL &&
                str_equal(node->parent->type, "Nested Loop")
            ? INSIGHT_LOOP
            : INSIGHT_SCAN,
        node, share,
        arena_printf(arena,
                     "%s is searched by %s and no index is used: this query reads %s to return %s",
                     name, columns == NULL ? explain_text_of(node, "Filter") : columns, reads,
                     insight_rows_text(finder, node->actual_rows * node->loops)),
        columns == NULL
            ? "Another form of the condition: OR as UNION ALL, a function away from the column; "
              "or an index on the expression."
            : "An index on what is compared, equality first.");
    if (columns != NULL)
        insight->sql = index_sql(finder, node, columns);
}

/* Without ANALYZE nobody knows how many rows are read; the cost speaks. */
static void
say_planned_scan(Finder *finder, const ExplainNode *node, const char *columns, double share)
{
    if (columns == NULL || share < 2 * REMOVED_SHARE / 3 || node->total_cost < ROWS_FEW)
        return;
    insight_add(
        finder, INSIGHT_SCAN, node, share,
        arena_printf(
            finder->arena,
            "%s is searched by %s and no index is used: the whole table is read to return about "
            "%s, which is %.0f %% of the cost",
            insight_relation(finder, node), columns, insight_rows_text(finder, node->plan_rows),
            100 * share),
        "An index on these columns, equality first, if few rows fit; EXPLAIN (ANALYZE, BUFFERS) "
        "tells.")
        ->sql = index_sql(finder, node, columns);
}

void
insight_check_scan(Finder *finder, const ExplainNode *node)
{
    const char *filter = explain_text_of(node, "Filter");
    double share = insight_own_share(finder, node);
    Condition condition;

    if (!str_equal(node->type, "Seq Scan") || filter == NULL || share < SHARE_LEAST ||
        insight_is_covered(finder, node))
        return;
    condition_read(finder->arena, filter, &condition);
    if (!node->has_actual)
    {
        say_planned_scan(finder, node, condition_index_columns(finder->arena, &condition), share);
        return;
    }
    if (insight_rows_read(node) < ROWS_FEW || insight_removed_share(node) < SELECTIVE)
        return;
    say_scan(finder, node, condition_index_columns(finder->arena, &condition), share);
}

const ExplainNode *
insight_limit_above(const ExplainNode *node)
{
    const ExplainNode *at = node->parent;

    while (at != NULL &&
           (str_equal(at->type, "Nested Loop") || str_equal(at->type, "Gather Merge") ||
            str_equal(at->type, "Subquery Scan") || str_equal(at->type, "Append") ||
            str_equal(at->type, "Merge Append")))
        at = at->parent;
    return at != NULL && str_equal(at->type, "Limit") ? at : NULL;
}

/* Read for its order alone, until enough rows fit. */
static void
say_ordered(Finder *finder, const ExplainNode *node, double share)
{
    (void) insight_add(
        finder, INSIGHT_LIMIT_INDEX, node, share,
        arena_printf(finder->arena,
                     "%s is read in the order of %s until enough rows fit: %s rows for %s",
                     node->relation, node->index == NULL ? "an index" : node->index,
                     insight_rows_text(finder, insight_rows_read(node)),
                     insight_rows_text(finder, node->actual_rows * node->loops)),
        "An index that begins with what is compared and goes on with the order.");
}

/* What the index finds, a filter throws away. */
static void
say_too_wide(Finder *finder, const ExplainNode *node, const char *columns, double share)
{
    Arena *arena = finder->arena;
    const char *found = explain_text_of(node, "Index Cond");
    Condition lookup = {0};
    const char *first;
    Insight *insight;

    insight = insight_add(
        finder, INSIGHT_FILTER, node, share,
        arena_printf(arena,
                     "the index that finds rows of %s gives many that do not fit: %s read for %s",
                     node->relation, insight_rows_text(finder, insight_rows_read(node)),
                     insight_rows_text(finder, node->actual_rows * node->loops)),
        columns == NULL
            ? "A partial index whose predicate is this filter, or one on its expression."
            : "An index that has the columns of the filter, too.");
    if (columns == NULL)
        return;
    if (found != NULL)
        condition_read(arena, found, &lookup);
    first = condition_index_columns(arena, &lookup);
    insight->sql = index_sql(
        finder, node, first == NULL ? columns : arena_printf(arena, "%s, %s", first, columns));
}

void
insight_check_index(Finder *finder, const ExplainNode *node)
{
    const char *filter = explain_text_of(node, "Filter");
    double share = insight_own_share(finder, node);
    Condition condition;
    const char *columns;

    if (strstr(node->type, "Index") == NULL && !str_equal(node->type, "Bitmap Heap Scan"))
        return;
    if (filter == NULL || node->relation == NULL || share < SHARE_LEAST ||
        insight_rows_read(node) < ROWS_FEW || insight_removed_share(node) < REMOVED_SHARE ||
        insight_rows_read(node) < 2 * node->loops) /* one row each time: no index finds less */
        return;
    condition_read(finder->arena, filter, &condition);
    columns = condition_index_columns(finder->arena, &condition);
    if (explain_text_of(node, "Index Cond") == NULL && insight_limit_above(node) != NULL)
        say_ordered(finder, node, share);
    else
        say_too_wide(finder, node, columns, share);
}

/* The one scan below a sort, with nothing between that joins or groups; or NULL. */
static const ExplainNode *
only_scan(const ExplainNode *node)
{
    while (node != NULL && node->relation == NULL)
        node = node->children.count == 1 && strstr(node->type, "Aggregate") == NULL
                   ? node->children.first
                   : NULL;
    return node;
}

/* Equality columns of a scan's conditions, then the order; NULL when it has other parts. */
static const char *
order_columns(Finder *finder, const ExplainNode *scan, const char *key)
{
    static const char *const labels[] = {"Index Cond", "Recheck Cond", "Filter"};
    StrBuf columns = strbuf_new(finder->arena);
    const char *order = condition_order_columns(finder->arena, key);

    for (size_t i = 0; i < ARRAY_LENGTH(labels); i++)
    {
        const char *text = explain_text_of(scan, labels[i]);
        Condition condition = {0};

        if (text != NULL)
            condition_read(finder->arena, text, &condition);
        for (const Name *name = condition.equal.first; name != NULL; name = name->next)
            if (strstr(columns.text == NULL ? "" : columns.text, name->text) == NULL)
            {
                strbuf_separate(&columns, ", ");
                strbuf_add(&columns, quote_ident(finder->arena, name->text));
            }
        if (columns.length == 0 && condition.expression != NULL)
            strbuf_add(&columns, condition.expression);
    }
    if (order == NULL || (columns.length == 0 && explain_text_of(scan, "Filter") != NULL))
        return NULL; /* an order alone is read until enough rows fit, which may be all of them */
    strbuf_separate(&columns, ", ");
    strbuf_add(&columns, order);
    return columns.text;
}

void
insight_check_order(Finder *finder, const ExplainNode *node)
{
    const ExplainNode *child = node->children.first;
    const char *key = explain_text_of(node, "Sort Key");
    double share = insight_share(finder, node);
    const ExplainNode *scan = only_scan(child);
    const ExplainNode *limit = insight_limit_above(node);
    double sorted, returned;
    const char *columns;
    Insight *insight;

    if (!str_equal(node->type, "Sort") || child == NULL || key == NULL || !node->has_actual ||
        limit == NULL || share < SHARE_LEAST)
        return;
    sorted = child->actual_rows * child->loops;
    returned = limit->actual_rows * limit->loops;
    if (sorted < ROWS_FEW || returned > FEW_OF_MANY * sorted)
        return;
    insight = insight_add(
        finder, INSIGHT_ORDER, node, share,
        arena_printf(finder->arena, "%s rows are read and sorted by %s to return the first %s%s",
                     insight_rows_text(finder, sorted), key, insight_rows_text(finder, returned),
                     limit->loops > 1 ? arena_printf(finder->arena, " in %s runs",
                                                     insight_rows_text(finder, limit->loops))
                                      : ""),
        "An index that begins with what is compared with = and goes on in this order gives the "
        "first "
        "rows at once.");
    columns = scan == NULL ? NULL : order_columns(finder, scan, key);
    if (columns == NULL)
        return;
    insight->sql = index_sql(finder, scan, columns);
    finder->covered = scan;
}

/* The join that a scan feeds, through the hash or sort made of it; or NULL. */
static const ExplainNode *
join_above(const ExplainNode *node, const ExplainNode **side)
{
    const ExplainNode *at = node;

    do
    {
        *side = at;
        at = at->parent;
    } while (at != NULL && (str_equal(at->type, "Hash") || str_equal(at->type, "Sort") ||
                            str_equal(at->type, "Gather")));
    return at != NULL && (str_equal(at->type, "Hash Join") || str_equal(at->type, "Merge Join"))
               ? at
               : NULL;
}

/* All of a table is read, and the other side of the join has few rows. */
void
insight_check_join(Finder *finder, const ExplainNode *node)
{
    const ExplainNode *side;
    const ExplainNode *join = join_above(node, &side);
    double read = insight_rows_read(node);
    const ExplainNode *other;
    const char *condition, *column;
    double share = insight_own_share(finder, node);

    if (!str_equal(node->type, "Seq Scan") || join == NULL ||
        explain_text_of(node, "Filter") != NULL || read < ROWS_FEW || share < SHARE_LEAST)
        return;
    other = join->children.first == side ? side->next : join->children.first;
    condition = explain_text_of(join, "Hash Cond");
    if (condition == NULL)
        condition = explain_text_of(join, "Merge Cond");
    if (other == NULL || condition == NULL ||
        other->actual_rows * other->loops > FEW_OF_MANY * read ||
        join->actual_rows * join->loops > FEW_OF_MANY * read)
        return;
    column = condition_join_column(finder->arena, condition,
                                   node->alias == NULL ? node->relation : node->alias);
    if (column == NULL)
        return;
    insight_add(
        finder, INSIGHT_JOIN, node, share,
        arena_printf(finder->arena,
                     "%s is read whole, %s rows, to join %s of them by %s: no index is used",
                     insight_relation(finder, node), insight_rows_text(finder, read),
                     insight_rows_text(finder, join->actual_rows * join->loops), column),
        "An index on the column joined by; if there is one, the planner expected more rows of the "
        "other side.")
        ->sql = index_sql(finder, node, column);
}

void
insight_check_limit(Finder *finder, const ExplainNode *node)
{
    const ExplainNode *child = node->children.first;
    double skipped;

    if (!str_equal(node->type, "Limit") || child == NULL || !node->has_actual)
        return;
    skipped = child->actual_rows - node->actual_rows;
    if (skipped < ROWS_FEW || skipped < child->actual_rows * REMOVED_SHARE)
        return;
    (void) insight_add(
        finder, INSIGHT_OFFSET, node, insight_share(finder, node) * skipped / child->actual_rows,
        arena_printf(finder->arena,
                     "OFFSET skips %s rows to return %s: each page reads all "
                     "before it",
                     insight_rows_text(finder, skipped),
                     insight_rows_text(finder, node->actual_rows)),
        "Go on from the last key of the page before: WHERE (key) > (last) ORDER BY key "
        "LIMIT n."); /* nothing to add */
    finder->covered = child;
}

/* Before PostgreSQL 9.2 the number was not said: a nested loop makes a pair of each row of its inner side. */
static double
pairs_removed(const ExplainNode *node)
{
    const ExplainNode *inner = NULL;

    for (const ExplainNode *child = node->children.first; child != NULL; child = child->next)
        if (child->subplan == NULL)
            inner = child;
    if (node->rows_removed_by_join_filter > 0 || inner == NULL ||
        !str_equal(node->type, "Nested Loop") || !str_equal(node->join, "Inner"))
        return node->rows_removed_by_join_filter * node->loops;
    return inner->actual_rows * inner->loops - node->actual_rows * node->loops;
}

void
insight_check_join_filter(Finder *finder, const ExplainNode *node)
{
    const char *filter = explain_text_of(node, "Join Filter");
    double removed = pairs_removed(node);
    double share = insight_own_share(finder, node);
    Condition condition;

    if (filter == NULL || removed < ROWS_FEW || share < SHARE_LEAST ||
        removed < REMOVED_SHARE * (removed + node->actual_rows * node->loops))
        return;
    condition_read(finder->arena, filter, &condition);
    (void) insight_add(
        finder, INSIGHT_JOIN_FILTER, node, share,
        arena_printf(finder->arena, "%s pairs of rows are made and thrown away by %s",
                     insight_rows_text(finder, removed), filter),
        condition.equal.first != NULL && !condition.has_or && strstr(filter, "ANY (") == NULL
            ? "The columns could be hashed: the planner expected few rows, and is wrong below."
        : condition.has_or
            ? "OR keeps the join from using an index or a hash: UNION of two joins, each with "
              "one of the conditions."
            : "An equality of two columns lets PostgreSQL hash or look up instead.");
}

void
insight_check_cte(Finder *finder, const ExplainNode *node)
{
    if ((!str_equal(node->type, "CTE Scan") && !str_equal(node->type, "Subquery Scan")) ||
        insight_rows_read(node) < ROWS_FEW || insight_removed_share(node) < REMOVED_SHARE ||
        insight_share(finder, node) < SHARE_LEAST)
        return;
    (void) insight_add(
        finder, INSIGHT_CTE, node, insight_share(finder, node) * insight_removed_share(node),
        arena_printf(finder->arena, "%s makes %s rows of which %.0f %% do not fit",
                     insight_relation(finder, node),
                     insight_rows_text(finder, insight_rows_read(node)),
                     100 * insight_removed_share(node)),
        "Put the condition into it; a CTE that is MATERIALIZED, or used twice, does not get it "
        "from outside.");
}
