/*
 * walk.h - visiting the nodes of a parse tree.
 *
 * For files that include sql/nodes.h.
 */
#ifndef TENFOLD_SQL_WALK_H
#define TENFOLD_SQL_WALK_H

#include "base/base.h"

struct Node;

typedef struct Walk Walk;
struct Walk
{
    /* Called for each node. True: its children too. */
    bool (*visit)(Walk *walk, struct Node *node);
    void *context;
    int depth;
};

/*
 * Visits a node and what is below it. False when the tree holds something that is no expression or
 * query, or is too deep; what was visited until then stays visited.
 */
bool walk_tree(Walk *walk, const void *node);

/* For use by a visitor that wants another order: visits a node and what is below it now. */
void walk_into(Walk *walk, const void *node);

#endif
