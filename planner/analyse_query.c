/*
 * A Query, clause by clause, in the order of the resolver without a server: parameters take the first
 * column that they meet.
 */
#include "planner/analyse.h"

#include <miscadmin.h>
#include <nodes/nodeFuncs.h>
#include <parser/parsetree.h>

static ValueArray
new_values(int count)
{
    return (ValueArray){.items = palloc0(sizeof(Value) * (Size) (count + 1)), .count = count};
}

/* What is only sorted or grouped by gets its roles there. */
static void
read_targets(Analysis *analysis, Level *level, List *targets, ValueArray *result)
{
    const char *clause = analysis->clause;
    ListCell *cell;

    *result = new_values(list_length(targets));
    analysis->clause = "result";
    foreach (cell, targets)
    {
        TargetEntry *target = lfirst_node(TargetEntry, cell);
        int mark = analysis->use_count;
        Value value;

        if (target->resno > result->count)
            continue;
        value = analyse_expr(analysis, level, (Node *) target->expr);
        value.first_use = mark;
        value.end_use = analysis->use_count;
        if (!target->resjunk)
            analyse_note_default(analysis, mark, value.is_column ? ROLE_RETURNED : ROLE_COMPUTED);
        result->items[target->resno - 1] = value;
    }
    analysis->clause = clause;
}

static LimitNote
read_limit(Analysis *analysis, Level *level, Node *node)
{
    const char *clause = analysis->clause;
    int mark = analysis->use_count;
    LimitNote limit = {0};
    Value value;

    if (node == NULL || (IsA(node, Const) && ((Const *) node)->constisnull))
        return limit;
    analysis->clause = "limit";
    value = analyse_expr(analysis, level, node);
    analyse_note_default(analysis, mark, ROLE_OTHER);
    analysis->clause = clause;
    limit.kind = value.parameter != 0 ? "parameter" : "expression";
    if (value.constant == NULL)
        return limit;
    limit.kind = "constant";
    limit.rows = strtoll(value.constant, NULL, 10);
    return limit;
}

static void
read_limits(Analysis *analysis, Level *level)
{
    Query *query = level->query;

    level->select->has_order = query->sortClause != NIL;
    level->select->limit = read_limit(analysis, level, query->limitCount);
    level->select->offset = read_limit(analysis, level, query->limitOffset);
}

static void
read_locks(Level *level)
{
    ListCell *cell;

    foreach (cell, level->query->rowMarks)
    {
        const RowMarkClause *mark = lfirst_node(RowMarkClause, cell);
        RelationNote *note = level->sources[mark->rti].relation;

        level->select->is_locking = true;
        if (note != NULL)
            note->is_locked = true;
    }
}

static void
read_plain(Analysis *analysis, Level *level)
{
    Query *query = level->query;
    SelectNote *select = level->select;
    bool is_grouped = query->groupClause != NIL || query->groupingSets != NIL;

    analyse_from(analysis, level, query->jointree->fromlist);
    analyse_compare_condition(analysis, level, query->jointree->quals, "where");
    read_targets(analysis, level, query->targetList, &level->result);
    analyse_order(analysis, level);
    read_limits(analysis, level);
    read_locks(level);
    select->has_where = query->jointree->quals != NULL;
    select->is_always = analyse_shape_is_true(query->jointree->quals);
    select->is_one_row = query->jointree->fromlist == NIL || (query->hasAggs && !is_grouped);
    select->has_group = is_grouped || query->hasAggs;
    select->is_distinct = query->distinctClause != NIL;
}

static const char *
operation_name(const SetOperationStmt *node)
{
    switch (node->op)
    {
    case SETOP_UNION:
        return node->all ? "UNION ALL" : "UNION";
    case SETOP_INTERSECT:
        return node->all ? "INTERSECT ALL" : "INTERSECT";
    default:
        return node->all ? "EXCEPT ALL" : "EXCEPT";
    }
}

/* The sides, from the left; the columns of the whole are named by those of the first. */
static void
read_operand(Analysis *analysis, Level *level, Node *node, const char *operation)
{
    check_stack_depth();
    if (IsA(node, SetOperationStmt))
    {
        const SetOperationStmt *inner = (const SetOperationStmt *) node;

        read_operand(analysis, level, inner->larg, operation_name(inner));
        read_operand(analysis, level, inner->rarg, operation_name(inner));
    }
    else
    {
        int number = castNode(RangeTblRef, node)->rtindex;
        Source *source = &level->sources[number];
        RangeTblEntry *entry = rt_fetch(number, level->query->rtable);

        source->values =
            analyse_query(analysis, level, entry->subquery, "operand", NULL, &source->select);
        source->select->set_operation = operation;
    }
}

/* Where a column of each side comes from; sides may be set operations themselves. */
static List *
sides_of(const Level *level, int column)
{
    List *sides = NIL;

    for (int number = 1; number <= list_length(level->query->rtable); number++)
    {
        const ValueArray *values = &level->sources[number].values;
        Origin *origin;

        if (column > values->count)
            continue;
        if (!values->items[column - 1].is_column)
        {
            sides = list_concat(sides, values->items[column - 1].sides);
            continue;
        }
        origin = palloc(sizeof(Origin));
        *origin = values->items[column - 1].origin;
        if (origin->relation != NULL && origin->column > 0)
            sides = lappend(sides, origin);
    }
    return sides;
}

/* Which side a row comes from is open: its columns are no table's. */
static void
read_set_operation(Analysis *analysis, Level *level)
{
    Query *query = level->query;
    ListCell *cell;

    read_operand(analysis, level, query->setOperations, NULL);
    level->result = new_values(list_length(query->targetList));
    foreach (cell, query->targetList)
    {
        const TargetEntry *target = lfirst_node(TargetEntry, cell);
        const Node *column = analyse_expr_bare((Node *) target->expr);
        Value *value = &level->result.items[target->resno - 1];
        ValueArray first;

        if (!IsA(column, Var))
            continue;
        first = level->sources[((const Var *) column)->varno].values;
        if (((const Var *) column)->varattno <= first.count)
            *value = first.items[((const Var *) column)->varattno - 1];
        value->is_column = false;
        value->origin = (Origin){0};
        value->sides = sides_of(level, ((const Var *) column)->varattno);
        value->constant = NULL;
        value->parameter = 0;
        value->is_nullable = true;
    }
    analyse_order(analysis, level);
    read_limits(analysis, level);
}

static const char *
command_of(const Query *query)
{
    switch (query->commandType)
    {
    case CMD_INSERT:
        return "insert";
    case CMD_UPDATE:
        return "update";
    case CMD_DELETE:
        return "delete";
    case CMD_MERGE:
        return "merge";
    default:
        return "select";
    }
}

static void
read_query(Analysis *analysis, Level *level)
{
    if (level->query->setOperations != NULL)
        read_set_operation(analysis, level);
    else if (level->query->commandType == CMD_SELECT)
        read_plain(analysis, level);
    else
        analyse_write(analysis, level);
}

/* Junk columns stand at the end: the others keep their numbers. */
static ValueArray
result_of(Analysis *analysis, Level *level)
{
    ValueArray result = level->result;
    ListCell *cell;

    if (level->query->commandType != CMD_SELECT)
    {
        read_targets(analysis, level, level->query->returningList, &result);
        return result;
    }
    result.count = 0;
    foreach (cell, level->query->targetList)
        result.count += !lfirst_node(TargetEntry, cell)->resjunk;
    return result;
}

ValueArray
analyse_query(Analysis *analysis, Level *parent, Query *query, const char *kind, const char *name,
              SelectNote **select)
{
    Analysis outer = *analysis;
    Level level = {.parent = parent, .query = query};
    ValueArray result;

    check_stack_depth();
    CHECK_FOR_INTERRUPTS();
    level.select = analyse_note_select(analysis, parent, kind, name);
    level.select->command = command_of(query);
    level.sources = palloc0(sizeof(Source) * (Size) (list_length(query->rtable) + 1));
    *select = level.select;
    analysis->sublink = (ValueArray){0};
    analysis->form = NULL;
    analysis->is_condition = false;
    analysis->is_negated = false;
    analysis->is_in_or = false;
    analyse_from_with(analysis, &level);
    read_query(analysis, &level);
    result = result_of(analysis, &level);
    analysis->clause = outer.clause;
    analysis->sublink = outer.sublink;
    analysis->form = outer.form;
    analysis->is_condition = outer.is_condition;
    analysis->is_negated = outer.is_negated;
    analysis->is_in_or = outer.is_in_or;
    return result;
}
