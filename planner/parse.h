/*
 * parse.h - from the raw tree of a statement to its query, with the types of its parameters.
 */
#ifndef TENFOLD_PLANNER_PARSE_H
#define TENFOLD_PLANNER_PARSE_H

#include "planner/compat.h"

#include <nodes/parsenodes.h>

/*
 * As PREPARE does without types, not rewritten: types[i] is that of $(i + 1), invalid or unknown where nothing tells
 * it. Where PostgreSQL finds no operator for the types that it takes parameters for, others are tried. An
 * error is that of the first try.
 */
Query *parse_query(RawStmt *statement, const char *text, Oid **types, int *count);

#endif
