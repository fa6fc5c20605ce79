/*
 * query_order.c - ORDER BY, GROUP BY, DISTINCT, windows and LIMIT.
 *
 * ORDER BY and DISTINCT ON take a bare name for a column of the result, if there is one, GROUP BY
 * only if no relation has it; a number counts the columns of the result.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

enum
{
    NOT_OF_RESULT = -1
};

static const char *
bare_name(const Node *node)
{
    const ColumnRef *column = (const ColumnRef *) node;

    if (!IsA(node, ColumnRef) || list_length(column->fields) != 1 ||
        !IsA(linitial(column->fields), String))
        return NULL;
    return strVal(linitial(column->fields));
}

static int
by_number(Analysis *analysis, const Node *node, const Result *result, const char *clause)
{
    const A_Const *number = (const A_Const *) node;

    if (!IsA(node, A_Const) || number->isnull || !IsA(&number->val, Integer))
        return NOT_OF_RESULT;
    if (number->val.ival.ival >= 1 && (size_t) number->val.ival.ival <= result->count)
        return number->val.ival.ival - 1;
    query_problem(analysis, number->location, "%s position %d is not in select list", clause,
                  number->val.ival.ival);
    return NOT_OF_RESULT;
}

static int
by_name(const Result *result, const char *name)
{
    for (size_t i = 0; name != NULL && i < result->count; i++)
    {
        if (strcmp(result->columns[i].name, name) == 0)
            return (int) i;
    }
    return NOT_OF_RESULT;
}

static bool
is_input_column(const Scope *scope, const char *name)
{
    for (const RangeItem *item = scope->items.first; name != NULL && item != NULL;
         item = item->next)
    {
        if (!item->are_columns_hidden && query_name_find(item->entry, name) < item->entry->count)
            return true;
    }
    return false;
}

/* How an element of the list is ordered. */
typedef struct Place
{
    uint32_t role;
    uint32_t position;
    const SortBy *sort; /* or NULL */
} Place;

static void
note(ColumnUse *use, Place place)
{
    bool is_descending = place.sort != NULL && place.sort->sortby_dir == SORTBY_DESC;

    if (use == NULL)
        return;
    use->roles |= place.role;
    use->position = place.position;
    use->is_descending = is_descending;
    use->is_nulls_first =
        place.sort != NULL && (place.sort->sortby_nulls == SORTBY_NULLS_FIRST ||
                               (is_descending && place.sort->sortby_nulls != SORTBY_NULLS_LAST));
}

static void
element(Analysis *analysis, Scope *scope, const Node *node, Place place)
{
    const ColumnUse *mark = query_use_mark(analysis);
    Value value = query_expr(analysis, scope, node);
    ColumnUse *use = mark == NULL ? analysis->query->uses.first : mark->next;

    query_cast_to(analysis, &value, BUILTIN_TEXT);
    for (; use != NULL; use = use->next)
    {
        if (use->roles == 0)
            note(use, place);
    }
}

/* An expression of several columns: each of them is grouped by. */
static void
note_parts(const Analysis *analysis, const Value *value, Place place)
{
    ColumnUse *use = value->before == NULL ? analysis->query->uses.first : value->before->next;

    if (value->last == NULL || value->last == value->before)
        return;
    for (; use != NULL; use = use == value->last ? NULL : use->next)
    {
        if ((use->roles & USE_AGGREGATED) == 0)
            note(use, place);
    }
}

/* What stands in the result, or an expression of its own. */
static void
element_or_result(Analysis *analysis, Scope *scope, const Node *node, const Result *result,
                  Place place, bool is_group)
{
    const char *name = bare_name(node);
    int at = by_number(analysis, node, result, is_group ? "GROUP BY" : "ORDER BY");

    if (at == NOT_OF_RESULT && !(is_group && is_input_column(scope, name)))
        at = by_name(result, name);
    if (at == NOT_OF_RESULT)
    {
        element(analysis, scope, node, place);
        return;
    }
    note(result->values[at].use, place);
    if (is_group && result->values[at].use == NULL)
        note_parts(analysis, &result->values[at], place);
}

void
query_order(Analysis *analysis, Scope *scope, const List *nodes, const Result *result)
{
    QueryClause clause = analysis->clause;
    Place place = {.role = USE_ORDERED};
    ListCell *cell;

    analysis->clause = CLAUSE_ORDER;
    foreach (cell, nodes)
    {
        place.sort = lfirst_node(SortBy, cell);
        place.position++;
        element_or_result(analysis, scope, place.sort->node, result, place, false);
    }
    analysis->clause = clause;
}

static void
group_list(Analysis *analysis, Scope *scope, const List *nodes, const Result *result, Place *place)
{
    ListCell *cell;

    if (!query_enter(analysis))
        return;
    foreach (cell, nodes)
    {
        const Node *node = lfirst(cell);

        if (IsA(node, GroupingSet))
            group_list(analysis, scope, ((const GroupingSet *) node)->content, result, place);
        else if (IsA(node, RowExpr))
            group_list(analysis, scope, ((const RowExpr *) node)->args, result, place);
        else
        {
            place->position++;
            element_or_result(analysis, scope, node, result, *place, true);
        }
    }
    query_leave(analysis);
}

void
query_group(Analysis *analysis, Scope *scope, const List *nodes, const Result *result)
{
    QueryClause clause = analysis->clause;
    Place place = {.role = USE_GROUPED};

    analysis->clause = CLAUSE_GROUP;
    group_list(analysis, scope, nodes, result, &place);
    analysis->clause = clause;
}

void
query_distinct(Analysis *analysis, Scope *scope, const List *nodes, const Result *result)
{
    QueryClause clause = analysis->clause;
    Place place = {.role = USE_DISTINCT};
    ListCell *cell;

    analysis->clause = CLAUSE_DISTINCT;
    foreach (cell, nodes)
    {
        if (lfirst(cell) == NULL)
            continue;
        place.position++;
        element_or_result(analysis, scope, lfirst(cell), result, place, false);
    }
    analysis->clause = clause;
    if (nodes == NIL || linitial(nodes) != NULL)
        return;
    for (size_t i = 0; i < result->count; i++)
    {
        if (result->values[i].use != NULL)
            result->values[i].use->roles |= USE_DISTINCT;
    }
}

void
query_sort_by(Analysis *analysis, Scope *scope, const List *nodes, uint32_t role)
{
    Place place = {.role = role};
    ListCell *cell;

    foreach (cell, nodes)
    {
        place.sort = lfirst_node(SortBy, cell);
        place.position++;
        element(analysis, scope, place.sort->node, place);
    }
}

void
query_window(Analysis *analysis, Scope *scope, const WindowDef *node)
{
    QueryClause clause = analysis->clause;
    Place place = {.role = USE_WINDOW_PARTITION};
    const ColumnUse *mark;
    ListCell *cell;

    analysis->clause = CLAUSE_WINDOW;
    foreach (cell, node->partitionClause)
    {
        place.position++;
        element(analysis, scope, lfirst(cell), place);
    }
    query_sort_by(analysis, scope, node->orderClause, USE_WINDOW_ORDER);
    mark = query_use_mark(analysis);
    (void) query_expr(analysis, scope, node->startOffset);
    (void) query_expr(analysis, scope, node->endOffset);
    query_use_default(analysis, mark, USE_OTHER);
    analysis->clause = clause;
}

static LimitKind
limit_kind(Analysis *analysis, Scope *scope, const Node *node, int64_t *rows)
{
    const ColumnUse *mark = query_use_mark(analysis);
    const A_Const *number = (const A_Const *) node;
    Value value;

    if (node == NULL || (IsA(node, A_Const) && number->isnull))
        return LIMIT_NONE;
    value = query_expr(analysis, scope, node);
    query_cast_to(analysis, &value, BUILTIN_INT8);
    query_use_default(analysis, mark, USE_OTHER);
    if (value.constant != NULL)
    {
        *rows = strtoll(value.constant, NULL, 10);
        return LIMIT_CONSTANT;
    }
    return value.parameter != NULL ? LIMIT_PARAMETER : LIMIT_EXPRESSION;
}

void
query_limit(Analysis *analysis, Scope *scope, const SelectStmt *node)
{
    QueryClause clause = analysis->clause;
    QuerySelect *select = scope->select;

    analysis->clause = CLAUSE_LIMIT;
    select->has_order = node->sortClause != NIL;
    select->limit_kind = limit_kind(analysis, scope, node->limitCount, &select->limit);
    select->offset_kind = limit_kind(analysis, scope, node->limitOffset, &select->offset_rows);
    analysis->clause = clause;
}
