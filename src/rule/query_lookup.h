/*
 * query_lookup.h - whether a SELECT can find more than one row.
 */
#ifndef TENFOLD_RULE_QUERY_LOOKUP_H
#define TENFOLD_RULE_QUERY_LOOKUP_H

#include "query/resolve.h"

/* True when unique indexes leave at most one row of each relation in its FROM. */
bool query_lookup_is_unique(const Query *query, const QuerySelect *select);

/* True when unique indexes leave at most one row of this relation in its SELECT. */
bool query_lookup_is_single(const Query *query, const QueryRelation *relation);

#endif
