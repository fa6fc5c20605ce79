/*
 * A server that plans `ts > now() - '1 day'` keeps all partitions in the plan, at the cost of all, and leaves
 * out those that are not needed when the query begins. What a call does is what is left. The planner itself
 * takes such values for its estimates; here they stand in the query, so that it leaves out partitions as
 * well.
 */
#include "planner/fold.h"

#include <catalog/pg_class.h>
#include <catalog/pg_type.h>
#include <nodes/nodeFuncs.h>
#include <nodes/pathnodes.h>
#include <optimizer/optimizer.h>
#include <utils/lsyscache.h>

static bool
fold_walker(Node *node, PlannerInfo *root)
{
    ListCell *cell;

    if (node == NULL || IsA(node, Query)) /* each query for itself */
        return false;
    if (IsA(node, OpExpr) && ((OpExpr *) node)->opresulttype == BOOLOID)
        foreach (cell, ((OpExpr *) node)->args)
        {
            Node *value;

            if (IsA(lfirst(cell), Const) || !contain_mutable_functions(lfirst(cell)))
                continue;
            value = estimate_expression_value(root, lfirst(cell));
            if (IsA(value, Const))
                lfirst(cell) = value;
        }
    return expression_tree_walker(node, fold_walker, root);
}

static bool
reads_partitions(const Query *query)
{
    ListCell *cell;

    foreach (cell, query->rtable)
    {
        const RangeTblEntry *entry = lfirst_node(RangeTblEntry, cell);

        if (entry->rtekind == RTE_RELATION && entry->relkind == RELKIND_PARTITIONED_TABLE)
            return true;
    }
    return false;
}

static bool
query_walker(Node *node, PlannerInfo *root)
{
    if (node == NULL)
        return false;
    if (!IsA(node, Query))
        return expression_tree_walker(node, query_walker, root);
    if (reads_partitions((Query *) node))
        (void) expression_tree_walker((Node *) ((Query *) node)->jointree, fold_walker, root);
    return query_tree_walker((Query *) node, query_walker, root, 0);
}

void
fold_stable(Query *query, ParamListInfo parameters)
{
    PlannerInfo *root = makeNode(PlannerInfo);

    root->glob = makeNode(PlannerGlobal);
    root->glob->boundParams = parameters;
    (void) query_walker((Node *) query, root);
}
