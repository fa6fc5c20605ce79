/*
 * Whose time it is. EXPLAIN gives each node the time of one loop, its children's included.
 *
 * Under Gather each process counts its own loops, and they ran side by side: the wall's clock saw the
 * sum divided by the processes. A CTE runs where it is read, not where it is printed: its time is taken
 * from the scans that read it.
 */
#include "explain/explain_internal.h"

static bool
is_cte(const ExplainNode *node)
{
    return node->subplan != NULL && strncmp(node->subplan, "CTE ", 4) == 0;
}

static void
find_inclusive(ExplainNode *node, double processes)
{
    double here =
        processes > 1 && node->loops > 1 ? (node->loops < processes ? node->loops : processes) : 1;

    node->inclusive_ms = node->has_timing ? node->actual_ms * node->loops / here : 0;
    if (node->workers_launched > 0)
        processes = node->workers_launched + 1;
    for (ExplainNode *child = node->children.first; child != NULL; child = child->next)
        find_inclusive(child, processes);
}

static ExplainNode *
find_cte(ExplainNode *node, const char *name)
{
    for (ExplainNode *child = node->children.first; child != NULL; child = child->next)
    {
        ExplainNode *found =
            is_cte(child) && strcmp(child->subplan + 4, name) == 0 ? child : find_cte(child, name);

        if (found != NULL)
            return found;
    }
    return NULL;
}

static double
sum_of_scans(const ExplainNode *node, const char *name)
{
    double sum = str_equal(node->type, "CTE Scan") && str_equal(node->relation, name)
                     ? node->inclusive_ms
                     : 0;

    for (const ExplainNode *child = node->children.first; child != NULL; child = child->next)
        sum += sum_of_scans(child, name);
    return sum;
}

static void
find_exclusive(Explain *explain, ExplainNode *node)
{
    node->exclusive_ms = node->inclusive_ms;
    for (ExplainNode *child = node->children.first; child != NULL; child = child->next)
    {
        find_exclusive(explain, child);
        if (!is_cte(child))
            node->exclusive_ms -= child->inclusive_ms;
    }
    if (str_equal(node->type, "CTE Scan") && node->relation != NULL)
    {
        const ExplainNode *cte = find_cte(explain->root, node->relation);
        double scans = cte == NULL ? 0 : sum_of_scans(explain->root, node->relation);

        if (scans > 0)
            node->exclusive_ms -= cte->inclusive_ms * node->inclusive_ms / scans;
    }
    if (node->exclusive_ms < 0)
        node->exclusive_ms = 0;
}

void
explain_time(Explain *explain)
{
    find_inclusive(explain->root, 1);
    find_exclusive(explain, explain->root);
    explain->total_ms =
        explain->has_execution_ms ? explain->execution_ms : explain->root->inclusive_ms;
}
