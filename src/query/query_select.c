/*
 * query_select.c - SELECT, VALUES, set operations; and the statements that stand in their place.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

static QuerySelect *
new_select(Analysis *analysis, const Scope *parent, SelectKind kind, const char *name)
{
    QuerySelect *select = arena_new_object(analysis->arena, QuerySelect);

    select->parent = parent == NULL ? NULL : parent->select;
    select->kind = kind;
    select->name = name;
    if (analysis->link != NULL && analysis->link->select == select->parent)
    {
        select->conjunct = analysis->link->conjunct;
        select->arm = analysis->link->arm;
    }
    list_append(&analysis->query->selects, select);
    return select;
}

static const char *
operation_name(const SelectStmt *node)
{
    switch (node->op)
    {
    case SETOP_UNION:
        return node->all ? "UNION ALL" : "UNION";
    case SETOP_INTERSECT:
        return node->all ? "INTERSECT ALL" : "INTERSECT";
    case SETOP_EXCEPT:
        return node->all ? "EXCEPT ALL" : "EXCEPT";
    case SETOP_NONE:
        break;
    }
    return NULL;
}

/* The plain columns that one side of a set operation returns, before those already known. */
static const RangeSide *
with_side(Analysis *analysis, const RangeColumn *column, const RangeSide *known)
{
    const RangeSide *inner = column->sides;
    RangeSide *side;

    if (column->from == NULL && inner == NULL)
        return known;
    side = arena_new_object(analysis->arena, RangeSide);
    if (column->from != NULL)
        *side = (RangeSide){known, column->from, column->from_index};
    else
    {
        *side = (RangeSide){known, inner->entry, inner->index};
        for (inner = inner->next; inner != NULL; inner = inner->next)
        {
            RangeSide *more = arena_new_object(analysis->arena, RangeSide);

            *more = (RangeSide){side, inner->entry, inner->index};
            side = more;
        }
    }
    return side;
}

/* One column of both sides. */
static void
unify(Analysis *analysis, Result *result, const Result *right, size_t at)
{
    Value sides[2] = {result->values[at], right->values[at]};
    RangeColumn *column = &result->columns[at];
    const char *modifiers;
    TypeId type = query_cast_common(analysis, sides, 2, &modifiers);

    query_cast_to(analysis, &sides[0], type);
    query_cast_to(analysis, &sides[1], type);
    column->type = type;
    column->modifiers = modifiers;
    column->is_nullable = sides[0].is_nullable || sides[1].is_nullable;
    column->sides = with_side(analysis, column, with_side(analysis, &right->columns[at], NULL));
    column->from = NULL;
    result->values[at].type = type;
    result->values[at].modifiers = modifiers;
    result->values[at].is_nullable = column->is_nullable;
    result->values[at].is_column = false;
    result->values[at].constant = NULL;
    result->values[at].parameter = NULL;
}

static Result
operand(Analysis *analysis, Scope *scope, const SelectStmt *node, const SelectStmt *operation)
{
    const QuerySelect *select = NULL;
    Result result =
        query_statement(analysis, scope, (const Node *) node, SELECT_SET_OPERAND, NULL, &select);

    if (select != NULL)
        ((QuerySelect *) (uintptr_t) select)->set_operation = operation_name(operation);
    return result;
}

static void
unify_all(Analysis *analysis, Result *left, const Result *right, const SelectStmt *operation)
{
    if (left->count != right->count && left->count > 0 && right->count > 0)
        query_problem(analysis, -1, "each %s query must have the same number of columns",
                      operation->op == SETOP_UNION       ? "UNION"
                      : operation->op == SETOP_INTERSECT ? "INTERSECT"
                                                         : "EXCEPT");
    for (size_t i = 0; i < left->count && i < right->count; i++)
        unify(analysis, left, right, i);
}

/* A set operation within another, with nothing of its own. */
static bool
is_bare_operation(const SelectStmt *node)
{
    return node->op != SETOP_NONE && node->withClause == NULL && node->sortClause == NIL &&
           node->limitCount == NULL && node->limitOffset == NULL && node->lockingClause == NIL;
}

/* a UNION b UNION c: the left sides nest, thousands deep in generated texts, so they are a loop. */
static Result
set_operation(Analysis *analysis, Scope *scope, Scope *parent, const SelectStmt *node)
{
    const SelectStmt *lowest = node;
    const SelectStmt **chain;
    size_t count = 1;
    Result left;

    for (; is_bare_operation(lowest->larg); lowest = lowest->larg)
        count++;
    chain = arena_new_array(analysis->arena, const SelectStmt *, count);
    lowest = node;
    for (size_t i = 0; i < count; i++, lowest = lowest->larg)
        chain[i] = lowest;
    left = operand(analysis, scope, lowest, chain[count - 1]);
    while (count-- > 0)
    {
        Result right;

        if (count == 0)
            query_with_first_part(analysis, parent, &left);
        right = operand(analysis, scope, chain[count]->rarg, chain[count]);
        unify_all(analysis, &left, &right, chain[count]);
    }
    query_order(analysis, scope, node->sortClause, &left);
    query_limit(analysis, scope, node);
    return left;
}

/* A column of VALUES: the values of all rows become one type. */
static Value
values_column(Analysis *analysis, const ValueList *rows, size_t row_count, size_t at)
{
    ValueList column = {arena_new_array(analysis->work, Value, row_count), 0};
    const char *modifiers;
    Value value;
    TypeId type;

    for (size_t i = 0; i < row_count; i++)
    {
        if (at < rows[i].count)
            column.items[column.count++] = rows[i].items[at];
    }
    type = query_cast_common(analysis, column.items, column.count, &modifiers);
    value = query_value_of(type, column.items, column.count);
    for (size_t i = 0; i < column.count; i++)
        query_cast_to(analysis, &column.items[i], type);
    value.modifiers = modifiers;
    return value;
}

static Result
values(Analysis *analysis, Scope *scope, const SelectStmt *node)
{
    ValueList *rows =
        arena_new_array(analysis->work, ValueList, list_length(node->valuesLists) + 1);
    const ColumnUse *mark = query_use_mark(analysis);
    Result result;
    size_t row_count = 0;
    ListCell *cell;

    foreach (cell, node->valuesLists)
        rows[row_count++] = query_expr_list(analysis, scope, lfirst(cell));
    query_use_default(analysis, mark, USE_COMPUTED);
    result = query_result_new(analysis, rows[0].count);
    for (size_t i = 0; i < rows[0].count; i++)
        query_result_add(&result, arena_printf(analysis->arena, "column%zu", i + 1),
                         values_column(analysis, rows, row_count, i));
    query_order(analysis, scope, node->sortClause, &result);
    query_limit(analysis, scope, node);
    return result;
}

/* FOR UPDATE [OF t] */
static void
lock(Analysis *analysis, Scope *scope, const List *clauses)
{
    ListCell *clause_cell;

    foreach (clause_cell, clauses)
    {
        const LockingClause *clause = lfirst_node(LockingClause, clause_cell);
        ListCell *cell;

        scope->select->is_locking = true;
        for (RangeItem *item = scope->items.first; item != NULL; item = item->next)
        {
            if (item->entry->relation != NULL && clause->lockedRels == NIL)
                item->entry->relation->is_locked = true;
        }
        foreach (cell, clause->lockedRels)
        {
            const RangeVar *name = lfirst_node(RangeVar, cell);
            bool is_outer = false;
            RangeEntry *entry = query_name_entry(scope, name->schemaname, name->relname, &is_outer);

            if (entry != NULL && entry->relation != NULL)
                entry->relation->is_locked = true;
            else
                query_problem(analysis, name->location,
                              "relation \"%s\" in FOR UPDATE clause not found in FROM clause",
                              name->relname);
        }
    }
}

static Result
plain(Analysis *analysis, Scope *scope, const SelectStmt *node)
{
    Result result;
    ListCell *cell;

    query_from(analysis, scope, node->fromClause);
    query_condition(analysis, scope, node->whereClause, CLAUSE_WHERE);
    result = query_target(analysis, scope, node->targetList);
    query_group(analysis, scope, node->groupClause, &result);
    query_condition(analysis, scope, node->havingClause, CLAUSE_HAVING);
    foreach (cell, node->windowClause)
        query_window(analysis, scope, lfirst_node(WindowDef, cell));
    query_order(analysis, scope, node->sortClause, &result);
    query_distinct(analysis, scope, node->distinctClause, &result);
    query_limit(analysis, scope, node);
    lock(analysis, scope, node->lockingClause);
    scope->select->has_where = node->whereClause != NULL;
    scope->select->is_always = query_shape_is_true(node->whereClause);
    scope->select->is_one_row =
        node->fromClause == NIL || (scope->has_aggregates && node->groupClause == NIL);
    scope->select->has_group = node->groupClause != NIL || scope->has_aggregates;
    scope->select->is_distinct = node->distinctClause != NIL;
    return result;
}

static Result
select_statement(Analysis *analysis, Scope *scope, Scope *parent, const SelectStmt *node)
{
    query_with(analysis, scope, node->withClause);
    if (node->op != SETOP_NONE)
        return set_operation(analysis, scope, parent, node);
    if (node->valuesLists != NIL)
        return values(analysis, scope, node);
    return plain(analysis, scope, node);
}

static Result
dispatch(Analysis *analysis, Scope *scope, Scope *parent, const Node *node)
{
    switch (nodeTag(node))
    {
    case T_SelectStmt:
        return select_statement(analysis, scope, parent, (const SelectStmt *) node);
    case T_InsertStmt:
        return query_insert(analysis, scope, (const InsertStmt *) node);
    case T_UpdateStmt:
        return query_update(analysis, scope, (const UpdateStmt *) node);
    case T_DeleteStmt:
        return query_delete(analysis, scope, (const DeleteStmt *) node);
    case T_MergeStmt:
        return query_merge(analysis, scope, (const MergeStmt *) node);
    default:
        return (Result){0};
    }
}

Result
query_statement(Analysis *analysis, Scope *parent, const Node *node, SelectKind kind,
                const char *name, const QuerySelect **select)
{
    Analysis outer = *analysis;
    Scope scope = {.parent = parent};
    Result result = {0};

    if (!query_enter(analysis))
        return result;
    scope.select = new_select(analysis, parent, kind, name);
    if (select != NULL)
        *select = scope.select;
    analysis->is_condition = false;
    analysis->is_negated = false;
    analysis->is_in_or = false;
    result = dispatch(analysis, &scope, parent, node);
    analysis->clause = outer.clause;
    analysis->is_condition = outer.is_condition;
    analysis->is_negated = outer.is_negated;
    analysis->is_in_or = outer.is_in_or;
    query_leave(analysis);
    return result;
}
