/*
 * Counters of statements lose their constants, and with them the reason why a partial index was used. Who makes
 * an index for open orders asks for open orders: its constant is the likeliest one that there is.
 */
#include "planner/predicate.h"

#include <access/genam.h>
#include <access/table.h>
#include <nodes/primnodes.h>
#include <utils/fmgroids.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
#include <utils/relcache.h>

static const Node *
without_relabel(const Node *node)
{
    while (node != NULL && IsA(node, RelabelType))
        node = (const Node *) ((const RelabelType *) node)->arg;
    return node;
}

/* The constant in "column operator constant". */
static const Const *
compared_with(const Node *clause, AttrNumber column, Oid operator)
{
    const OpExpr *expr = (const OpExpr *) clause;
    const Node *left, *right;

    if (!IsA(clause, OpExpr) || expr->opno != operator|| list_length(expr->args) != 2)
        return NULL;
    left = without_relabel(linitial(expr->args));
    right = without_relabel(lsecond(expr->args));
    if (left == NULL || right == NULL || !IsA(left, Var) || !IsA(right, Const) ||
        ((const Var *) left)->varattno != column || ((const Const *) right)->constisnull)
        return NULL;
    return (const Const *) right;
}

static const Const *
find_in_index(Oid index_id, AttrNumber column, Oid operator)
{
    Relation index = index_open(index_id, AccessShareLock);
    List *clauses = RelationGetIndexPredicate(index); /* a copy */
    const Const *found = NULL;
    ListCell *cell;

    foreach (cell, clauses)
        if (found == NULL)
            found = compared_with(lfirst(cell), column, operator);
    index_close(index, NoLock);
    return found;
}

char *
predicate_constant(Oid relid, AttrNumber column, Oid operator)
{
    Relation relation = table_open(relid, AccessShareLock);
    const Const *found = NULL;
    ListCell *cell;
    Oid output;
    bool is_varlena;

    foreach (cell, RelationGetIndexList(relation))
        if (found == NULL)
            found = find_in_index(lfirst_oid(cell), column, operator);
    table_close(relation, NoLock);
    if (found == NULL)
        return NULL;
    getTypeOutputInfo(found->consttype, &output, &is_varlena);
    return OidOutputFunctionCall(output, found->constvalue);
}
