/*
 * query_figure.h - the name that PostgreSQL gives to an expression without one.
 *
 * For files that include sql/nodes.h.
 */
#ifndef TENFOLD_QUERY_QUERY_FIGURE_H
#define TENFOLD_QUERY_QUERY_FIGURE_H

#include "base/base.h"

struct Node;

/* "lower" for lower(name); NULL when PostgreSQL has no name for it. */
const char *query_figure_name(const struct Node *node);

#endif
