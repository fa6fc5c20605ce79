/*
 * index_cost.h - costs of index methods that read their own metapage to know them.
 */
#ifndef TENFOLD_PLANNER_INDEX_COST_H
#define TENFOLD_PLANNER_INDEX_COST_H

#include "planner/harvest.h"

/* Lets an index of such a method be costed from its template; others keep their function. */
void index_cost_attach(IndexOptInfo *info);

/* The index that goes by this OID: itself, or, where it is a carrier's, the one being costed. */
Oid index_cost_owner(Oid indexoid);

/* Pages and height of a freshly built index where nobody told them. */
void index_cost_guess(const IndexOptInfo *info, RelationNumbers *numbers);

#endif
