/*
 * explain_name.h - what the line of a node begins with: its type, and what it reads.
 */
#ifndef TENFOLD_EXPLAIN_EXPLAIN_NAME_H
#define TENFOLD_EXPLAIN_EXPLAIN_NAME_H

#include "explain/explain.h"

/* "Parallel Index Scan Backward using orders_pkey on public.orders o" into the node's fields. */
void explain_name_read(Arena *arena, const char *name, ExplainNode *node);

/* True when a text begins as a node without numbers does: COSTS OFF. */
bool explain_name_is_known(const char *text);

#endif
