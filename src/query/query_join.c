/*
 * query_join.c - JOIN: whose columns can be named, which are merged, and what may be NULL.
 *
 * The columns of a join are the merged ones, then those of the left side, then those of the right.
 * Each leads back to the side that it comes from.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

typedef struct Join
{
    const JoinExpr *node;
    RangeEntry *left;
    RangeEntry *right;
    RangeItemList items; /* of both sides */
    RangeColumn *columns;
    size_t count;
    bool *is_left_merged;
    bool *is_right_merged;
} Join;

static QueryJoin
kind_of(const JoinExpr *node)
{
    if (node->jointype == JOIN_LEFT)
        return JOINED_LEFT;
    if (node->jointype == JOIN_RIGHT)
        return JOINED_RIGHT;
    if (node->jointype == JOIN_FULL)
        return JOINED_FULL;
    return node->quals == NULL && node->usingClause == NIL && !node->isNatural ? JOINED_CROSS
                                                                               : JOINED_INNER;
}

/* A side may be missing from a row: its entries, and its relations from `first` up to `end`. */
static void
make_nullable(const Scope *scope, const RangeItemList *items, QueryRelation *first,
              const QueryRelation *end)
{
    for (const RangeItem *item = items->first; item != NULL; item = item->next)
        item->entry->is_nullable = true;
    for (QueryRelation *at = first; at != NULL && at != end; at = at->next)
        at->is_nullable = at->is_nullable || at->select == scope->select;
}

static void
append_all(RangeItemList *list, RangeItemList *from)
{
    for (RangeItem *item = from->first; item != NULL;)
    {
        RangeItem *next = item->next;

        list_append(list, item);
        item = next;
    }
}

/* Both sides are read; what is on the left is in reach of LATERAL on the right. */
static RangeItemList
read_right(Analysis *analysis, Scope *scope, const JoinExpr *node, const RangeItemList *left,
           RangeEntry **entry)
{
    RangeItemList saved = scope->items;
    RangeItemList right;

    for (const RangeItem *item = left->first; item != NULL; item = item->next)
    {
        RangeItem *copy = arena_new_object(analysis->arena, RangeItem);

        *copy = *item;
        copy->is_lateral_only = true;
        list_append(&scope->items, copy);
    }
    right = query_from_item(analysis, scope, node->rarg, kind_of(node), entry);
    scope->items = saved;
    if (saved.last != NULL)
        saved.last->next = NULL;
    return right;
}

/* A merged column: of an inner join the left one's. */
static void
merge(Analysis *analysis, Scope *scope, Join *join, size_t left, size_t right)
{
    bool is_right = join->node->jointype == JOIN_RIGHT;
    bool is_full = join->node->jointype == JOIN_FULL;
    const char *name = join->left->columns[left].name;
    Value sides[2] = {
        query_use_column(analysis, scope, join->left, left, -1, false),
        query_use_column(analysis, scope, join->right, right, -1, false),
    };
    RangeColumn *out = &join->columns[join->count++];
    const char *modifiers;

    (void) query_operator_type(analysis, "=", &sides[0], &sides[1]);
    query_compare(analysis, "=", &sides[0], &sides[1], USE_EQUAL);
    query_link_columns(analysis, join->left, left, join->right, right);
    *out = (RangeColumn){.name = name, .hash = query_name_hash(name)};
    out->type = query_cast_common(analysis, sides, 2, &modifiers);
    out->modifiers = modifiers;
    out->is_nullable = sides[is_right].is_nullable && (!is_full || sides[0].is_nullable);
    out->from = is_right ? join->right : join->left;
    out->from_index = is_right ? right : left;
    if (is_full)
    {
        out->also = join->right;
        out->also_index = right;
    }
    join->is_left_merged[left] = true;
    join->is_right_merged[right] = true;
}

static void
merge_named(Analysis *analysis, Scope *scope, Join *join, const char *name)
{
    size_t left = query_name_find(join->left, name);
    size_t right = query_name_find(join->right, name);

    if (left < join->left->count && right < join->right->count)
        merge(analysis, scope, join, left, right);
    else
        query_problem(analysis, -1,
                      "column \"%s\" specified in USING clause does not exist in %s table", name,
                      left < join->left->count ? "right" : "left");
}

static void
merge_all(Analysis *analysis, Scope *scope, Join *join)
{
    ListCell *cell;

    foreach (cell, join->node->usingClause)
        merge_named(analysis, scope, join, strVal(lfirst(cell)));
    if (!join->node->isNatural)
        return;
    for (size_t i = 0; i < join->left->count; i++)
    {
        size_t right = query_name_find(join->right, join->left->columns[i].name);

        if (right < join->right->count)
            merge(analysis, scope, join, i, right);
    }
}

static void
add_rest(Join *join, const RangeEntry *side, const bool *is_merged)
{
    for (size_t i = 0; i < side->count; i++)
    {
        RangeColumn *out = &join->columns[join->count];

        if (is_merged[i])
            continue;
        *out = side->columns[i];
        out->is_nullable = out->is_nullable || side->is_nullable;
        out->column = NULL;
        out->from = side;
        out->from_index = i;
        out->also = NULL;
        join->count++;
    }
}

/* ON sees both sides, and nothing else of the FROM clause. */
static void
read_on(Analysis *analysis, Scope *scope, const Join *join)
{
    RangeItemList saved = scope->items;

    scope->items = join->items;
    query_condition(analysis, scope, join->node->quals, CLAUSE_ON);
    scope->items = saved;
}

static void
set_nullable(const Scope *scope, const Join *join, const RangeItemList *left,
             const RangeItemList *right, QueryRelation *left_first, QueryRelation *right_first)
{
    if (join->node->jointype == JOIN_LEFT || join->node->jointype == JOIN_FULL)
        make_nullable(scope, right, right_first, NULL);
    if (join->node->jointype == JOIN_RIGHT || join->node->jointype == JOIN_FULL)
        make_nullable(scope, left, left_first, right_first);
}

static QueryRelation *
relation_after(const Analysis *analysis, const QueryRelation *last)
{
    return last == NULL ? analysis->query->relations.first : last->next;
}

static bool
read_sides(Analysis *analysis, Scope *scope, Join *join, QueryJoin how)
{
    QueryRelation *before = analysis->query->relations.last;
    RangeItemList left = query_from_item(analysis, scope, join->node->larg, how, &join->left);
    QueryRelation *between = analysis->query->relations.last;
    RangeItemList right;

    if (join->left == NULL)
        return false;
    right = read_right(analysis, scope, join->node, &left, &join->right);
    if (join->right == NULL)
        return false;
    set_nullable(scope, join, &left, &right, relation_after(analysis, before),
                 relation_after(analysis, between));
    append_all(&join->items, &left);
    append_all(&join->items, &right);
    return true;
}

/* An alias of the join hides both sides; JOIN … USING (…) AS x names the merged columns alone. */
static void
add_join_items(Analysis *analysis, Join *join, RangeEntry *entry, size_t merged)
{
    RangeItem *item = arena_new_object(analysis->arena, RangeItem);
    const Alias *using_alias = join->node->join_using_alias;

    query_relation_alias(analysis, entry, join->node->alias);
    for (RangeItem *at = join->items.first; at != NULL; at = at->next)
        at->are_columns_hidden = true;
    if (join->node->alias != NULL)
        join->items = (RangeItemList){0};
    if (using_alias != NULL)
    {
        RangeEntry *part = arena_new_object(analysis->arena, RangeEntry);
        RangeItem *part_item = arena_new_object(analysis->arena, RangeItem);

        *part = *entry;
        part->count = merged;
        part->alias = arena_strdup(analysis->arena, using_alias->aliasname);
        part_item->entry = part;
        part_item->are_columns_hidden = true;
        list_append(&join->items, part_item);
    }
    item->entry = entry;
    item->is_name_hidden = entry->alias == NULL;
    list_append(&join->items, item);
}

RangeItemList
query_join(Analysis *analysis, Scope *scope, const JoinExpr *node, QueryJoin how,
           RangeEntry **entry)
{
    Join join = {.node = node};
    QueryClause clause = analysis->clause;
    size_t merged;

    if (!read_sides(analysis, scope, &join, how))
        return join.items;
    join.columns =
        arena_new_array(analysis->work, RangeColumn, join.left->count + join.right->count + 1);
    join.is_left_merged = arena_new_array(analysis->work, bool, join.left->count + 1);
    join.is_right_merged = arena_new_array(analysis->work, bool, join.right->count + 1);
    analysis->clause = CLAUSE_ON;
    merge_all(analysis, scope, &join);
    merged = join.count;
    read_on(analysis, scope, &join);
    analysis->clause = clause;
    add_rest(&join, join.left, join.is_left_merged);
    add_rest(&join, join.right, join.is_right_merged);
    *entry = arena_new_object(analysis->arena, RangeEntry);
    (*entry)->columns = join.columns;
    (*entry)->count = join.count;
    add_join_items(analysis, &join, *entry, merged);
    return join.items;
}
