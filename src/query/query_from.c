/*
 * query_from.c - the FROM clause.
 *
 * While it is read, what stands to the left can be named by LATERAL subqueries and functions alone;
 * when it is complete, everything can be named.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

static RangeItem *
new_item(Analysis *analysis, RangeEntry *entry)
{
    RangeItem *item = arena_new_object(analysis->arena, RangeItem);

    item->entry = entry;
    return item;
}

void
query_from_add(Analysis *analysis, Scope *scope, RangeEntry *entry)
{
    list_append(&scope->items, new_item(analysis, entry));
}

static RangeItemList
one_item(Analysis *analysis, RangeEntry *entry)
{
    RangeItemList list = {0};
    RangeItem *item = new_item(analysis, entry);

    item->is_name_hidden = entry->alias == NULL;
    list_append(&list, item);
    return list;
}

static RangeEntry *
subquery(Analysis *analysis, Scope *scope, const RangeSubselect *node)
{
    RangeEntry *entry = arena_new_object(analysis->arena, RangeEntry);
    bool was_lateral = scope->is_lateral;
    QueryLink link;
    bool is_values = IsA(node->subquery, SelectStmt) &&
                     ((const SelectStmt *) node->subquery)->valuesLists != NIL;
    const char *name = node->alias == NULL ? NULL : node->alias->aliasname;
    Result result;

    entry->relation =
        query_relation_new(analysis, scope, is_values ? RELATION_VALUES : RELATION_SUBQUERY, -1);
    scope->is_lateral = node->lateral;
    query_link_begin(analysis, scope, &link);
    link.conjunct = 0;
    link.first = entry->relation;
    result = query_statement(analysis, scope, node->subquery, SELECT_FROM,
                             arena_strdup(analysis->arena, name), &entry->relation->body);
    query_link_end(analysis);
    scope->is_lateral = was_lateral;
    query_result_settle(analysis, &result);
    entry->relation->is_lateral = node->lateral;
    if (entry->relation->body != NULL)
        entry->relation->offset = entry->relation->body->offset;
    entry->columns = result.columns;
    entry->count = result.count;
    query_relation_alias(analysis, entry, node->alias);
    return entry;
}

static RangeEntry *
sample(Analysis *analysis, Scope *scope, const RangeTableSample *node)
{
    const ColumnUse *mark = query_use_mark(analysis);
    RangeEntry *entry;

    if (!IsA(node->relation, RangeVar))
        return NULL;
    entry = query_relation_table(analysis, scope, (const RangeVar *) node->relation);
    (void) query_expr_list(analysis, scope, node->args);
    (void) query_expr(analysis, scope, node->repeatable);
    query_use_default(analysis, mark, USE_OTHER);
    return entry;
}

/* Functions may always use what stands to their left. */
static RangeEntry *
function(Analysis *analysis, Scope *scope, const Node *node)
{
    bool was_lateral = scope->is_lateral;
    const ColumnUse *mark = query_use_mark(analysis);
    QueryLink link;
    RangeEntry *entry;

    scope->is_lateral = true;
    query_link_begin(analysis, scope, &link);
    link.conjunct = 0;
    if (IsA(node, RangeFunction))
        entry = query_from_function(analysis, scope, (const RangeFunction *) node);
    else
        entry = query_from_xml(analysis, scope, (const RangeTableFunc *) node);
    query_link_end(analysis);
    query_link_tie(analysis, link.first, entry->relation);
    query_use_default(analysis, mark, USE_OTHER);
    scope->is_lateral = was_lateral;
    return entry;
}

static RangeEntry *
simple_entry(Analysis *analysis, Scope *scope, const Node *node)
{
    switch (nodeTag(node))
    {
    case T_RangeVar:
        return query_relation_table(analysis, scope, (const RangeVar *) node);
    case T_RangeSubselect:
        return subquery(analysis, scope, (const RangeSubselect *) node);
    case T_RangeFunction:
    case T_RangeTableFunc:
        return function(analysis, scope, node);
    case T_RangeTableSample:
        return sample(analysis, scope, (const RangeTableSample *) node);
    default:
        return NULL;
    }
}

RangeItemList
query_from_item(Analysis *analysis, Scope *scope, const Node *node, QueryJoin join,
                RangeEntry **entry)
{
    RangeItemList list = {0};

    *entry = NULL;
    if (!query_enter(analysis))
        return list;
    if (IsA(node, JoinExpr))
        list = query_join(analysis, scope, (const JoinExpr *) node, join, entry);
    else
    {
        *entry = simple_entry(analysis, scope, node);
        if (*entry != NULL)
        {
            (*entry)->relation->join = join;
            list = one_item(analysis, *entry);
        }
    }
    query_leave(analysis);
    return list;
}

static void
add_items(Scope *scope, RangeItemList *list)
{
    for (RangeItem *item = list->first; item != NULL;)
    {
        RangeItem *next = item->next;

        item->is_lateral_only = true;
        list_append(&scope->items, item);
        item = next;
    }
}

void
query_from(Analysis *analysis, Scope *scope, const List *nodes)
{
    QueryJoin join = scope->items.count == 0 ? JOINED_FIRST : JOINED_COMMA;
    QueryClause clause = analysis->clause;
    bool was_condition = analysis->is_condition;
    ListCell *cell;

    analysis->clause = CLAUSE_FROM;
    analysis->is_condition = false;
    foreach (cell, nodes)
    {
        RangeEntry *entry;
        RangeItemList list = query_from_item(analysis, scope, lfirst(cell), join, &entry);

        add_items(scope, &list);
        join = JOINED_COMMA;
    }
    for (RangeItem *item = scope->items.first; item != NULL; item = item->next)
        item->is_lateral_only = false;
    analysis->clause = clause;
    analysis->is_condition = was_condition;
}

RangeEntry *
query_from_target(Analysis *analysis, Scope *scope, const RangeVar *node)
{
    RangeEntry *entry = query_relation_table(analysis, scope, node);

    entry->relation->is_written = true;
    return entry;
}
