/*
 * ddl_figure.h - the name that PostgreSQL gives to an expression without one.
 */
#ifndef TENFOLD_DDL_DDL_FIGURE_H
#define TENFOLD_DDL_DDL_FIGURE_H

#include "ddl/ddl_internal.h"

/* "lower" for lower(name); NULL when PostgreSQL has no name for it. */
const char *ddl_figure_name(const Node *node);

#endif
