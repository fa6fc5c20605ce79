/*
 * walk.c - the one place that catches PostgreSQL's errors.
 *
 * The library's walker reports a node that it does not know with ereport(), which without a handler
 * ends the process. It also recurses: a chain of a million ORs would overflow the stack.
 */
#define TENFOLD_SERVER_HEADERS
#include "sql/walk.h"

#include "sql/nodes.h"

enum
{
    DEPTH_MAXIMUM = 4000
};

static bool
visit(Node *node, void *context)
{
    Walk *walk = context;

    if (node == NULL || walk->depth >= DEPTH_MAXIMUM)
        return false;
    walk->depth++;
    if (walk->visit(walk, node))
        (void) raw_expression_tree_walker(node, visit, walk); /* false: we never stop early */
    walk->depth--;
    return false;
}

void
walk_into(Walk *walk, const void *node)
{
    (void) visit((Node *) (uintptr_t) node, walk); /* false: we never stop early */
}

bool
walk_tree(Walk *walk, const void *node)
{
    sigjmp_buf *outer_handler = PG_exception_stack;
    sigjmp_buf handler;
    volatile bool is_whole = true; /* read after the jump */

    if (sigsetjmp(handler, 0) == 0)
    {
        PG_exception_stack = &handler;
        walk_into(walk, node);
    }
    else
    {
        is_whole = false;
        FlushErrorState();
    }
    PG_exception_stack = outer_handler;
    return is_whole;
}
