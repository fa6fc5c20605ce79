/* INSERT, UPDATE, DELETE, MERGE: columns that are written, and what is written to them. */
#include "planner/analyse.h"

#include <nodes/nodeFuncs.h>
#include <parser/parsetree.h>

/* A part of a column is written: col[1], col.field. The column stands in the tree to be changed. */
static Value
part(Analysis *analysis, Level *level, Node *node)
{
    int mark = analysis->use_count;
    Value value = {.is_nullable = true};
    ListCell *cell;

    if (IsA(node, SubscriptingRef))
    {
        SubscriptingRef *reference = (SubscriptingRef *) node;

        (void) analyse_expr_list(analysis, level, reference->refupperindexpr);
        (void) analyse_expr_list(analysis, level, reference->reflowerindexpr);
        analyse_note_default(analysis, mark, ROLE_OTHER);
        return analyse_expr(analysis, level, (Node *) reference->refassgnexpr);
    }
    foreach (cell, ((FieldStore *) node)->newvals)
        value = analyse_expr(analysis, level, lfirst(cell));
    return value;
}

/* INSERT … SELECT and rows of VALUES hand their values on through an entry of the range table. */
static bool
handed_on(Analysis *analysis, const Level *level, Node *node, const UseNote *use, Value *value)
{
    const Var *var = (const Var *) analyse_expr_bare(node);
    const Source *source;

    if (var == NULL || !IsA(var, Var) || var->varlevelsup != 0 ||
        level->query->commandType != CMD_INSERT)
        return false;
    source = &level->sources[var->varno];
    if (source->relation != NULL || source->values.items == NULL || var->varattno <= 0 ||
        var->varattno > source->values.count)
        return false;
    *value = source->values.items[var->varattno - 1];
    for (int row = 0; row < source->row_count; row++)
        analyse_note_parameter(
            analysis, source->rows[row * source->values.count + var->varattno - 1].parameter, use);
    return true;
}

static Value
written_value(Analysis *analysis, Level *level, Node *node, const UseNote *use)
{
    Value value;

    if (handed_on(analysis, level, node, use, &value))
        return value;
    node = IsA(node, CoerceToDomain) ? (Node *) ((CoerceToDomain *) node)->arg : node;
    if ((IsA(node, SubscriptingRef) && ((SubscriptingRef *) node)->refassgnexpr != NULL) ||
        IsA(node, FieldStore))
        return part(analysis, level, node);
    return analyse_expr(analysis, level, node);
}

static void
assign(Analysis *analysis, Level *level, RelationNote *relation, const TargetEntry *target,
       uint32 role)
{
    Origin origin = {.relation = relation, .column = target->resno};
    UseNote *use = analyse_note_use(analysis, level, origin, -1);
    int mark = analysis->use_count;
    Value value;

    use->roles = role;
    value = written_value(analysis, level, (Node *) target->expr, use);
    if (value.use != NULL)
        value.use->roles |= ROLE_WRITTEN_FROM;
    use->parameter = value.parameter;
    use->constant = value.constant;
    analyse_note_parameter(analysis, value.parameter, use);
    analyse_note_default(analysis, mark, ROLE_COMPUTED);
}

/* The junk of an UPDATE holds the sub-selects of SET (a, b) = (SELECT …). */
static void
assign_all(Analysis *analysis, Level *level, List *targets, uint32 role)
{
    RelationNote *relation = level->sources[level->query->resultRelation].relation;
    const char *clause = analysis->clause;
    ListCell *cell;

    analysis->clause = "set";
    foreach (cell, targets)
    {
        TargetEntry *target = lfirst_node(TargetEntry, cell);
        int mark = analysis->use_count;

        if (!target->resjunk)
            assign(analysis, level, relation, target, role);
        else
            (void) analyse_expr(analysis, level, (Node *) target->expr);
        analyse_note_default(analysis, mark, ROLE_COMPUTED);
    }
    analysis->clause = clause;
}

static void
conflict(Analysis *analysis, Level *level, OnConflictExpr *node)
{
    const char *clause = analysis->clause;
    int mark = analysis->use_count;
    ListCell *cell;

    if (node == NULL)
        return;
    analysis->clause = "conflict";
    foreach (cell, node->arbiterElems)
        (void) analyse_expr(analysis, level, (Node *) lfirst_node(InferenceElem, cell)->expr);
    analyse_note_default(analysis, mark, ROLE_CONFLICT);
    analysis->clause = clause;
    analyse_compare_condition(analysis, level, node->arbiterWhere, "conflict");
    if (node->action != ONCONFLICT_UPDATE)
        return;
    /* "excluded" is a row of the same table. */
    level->sources[node->exclRelIndex].relation =
        level->sources[level->query->resultRelation].relation;
    assign_all(analysis, level, node->onConflictSet, ROLE_UPDATED);
    analyse_compare_condition(analysis, level, node->onConflictWhere, "where");
}

/* The target of an INSERT is not among what FROM names; that of a MERGE comes after its source there. */
static void
read_target(Analysis *analysis, Level *level)
{
    int number = level->query->resultRelation;
    RangeTblEntry *entry = rt_fetch(number, level->query->rtable);
    RelationNote *note = analyse_note_relation(analysis, level, "table");

    analyse_note_catalog(note, entry->relid, entry->relkind);
    note->alias = entry->eref->aliasname;
    note->is_written = true;
    level->sources[number].relation = note;
}

static void
read_where(Analysis *analysis, Level *level)
{
    Node *quals = level->query->jointree->quals;

    if (level->query->commandType == CMD_MERGE)
    {
        analyse_compare_condition(analysis, level, COMPAT_MERGE_CONDITION(level->query), "on");
        return;
    }
    analyse_compare_condition(analysis, level, quals, "where");
    level->select->has_where = quals != NULL;
    level->select->is_always = analyse_shape_is_true(quals);
}

static void
merge_actions(Analysis *analysis, Level *level)
{
    ListCell *cell;

    foreach (cell, level->query->mergeActionList)
    {
        MergeAction *action = lfirst_node(MergeAction, cell);

        analyse_compare_condition(analysis, level, action->qual, "where");
        if (action->commandType == CMD_UPDATE)
            assign_all(analysis, level, action->targetList, ROLE_UPDATED);
        else if (action->commandType == CMD_INSERT)
            assign_all(analysis, level, action->targetList, ROLE_INSERTED);
        else if (action->commandType == CMD_DELETE)
            level->select->has_merge_delete = true;
    }
}

void
analyse_write(Analysis *analysis, Level *level)
{
    Query *query = level->query;

    if (query->commandType == CMD_INSERT)
    {
        read_target(analysis, level);
        analyse_from(analysis, level, query->jointree->fromlist);
        assign_all(analysis, level, query->targetList, ROLE_INSERTED);
        conflict(analysis, level, query->onConflict);
        return;
    }
    if (query->commandType == CMD_MERGE)
        read_target(analysis, level);
    analyse_from(analysis, level, query->jointree->fromlist);
    read_where(analysis, level);
    if (query->commandType == CMD_UPDATE)
        assign_all(analysis, level, query->targetList, ROLE_UPDATED);
    merge_actions(analysis, level);
}
