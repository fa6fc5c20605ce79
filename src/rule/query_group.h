/*
 * query_group.h - queries of which a rule says one thing.
 */
#ifndef TENFOLD_RULE_QUERY_GROUP_H
#define TENFOLD_RULE_QUERY_GROUP_H

#include "rule/finding.h"

/* Queries in the order of the workload. */
typedef struct WorkloadQueryRefs
{
    const WorkloadQuery **items;
    size_t count;
} WorkloadQueryRefs;

/* True when the rule has something to say about the query, whose meaning is known. */
typedef bool QueryTest(const WorkloadQuery *query);

/* The queries that pass; none without a workload. */
WorkloadQueryRefs query_group_of(Findings *findings, QueryTest *test);

/*
 * "ListUsers pages …" or "13 queries page …": one finding for the group, which is not empty. `table`
 * may be NULL; the message goes on as printf.
 */
Finding *query_group_add(Findings *findings, const Rule *rule, const Table *table,
                         const WorkloadQueryRefs *group, const char *singular, const char *plural,
                         const char *format, ...) PRINTF_LIKE(7, 8);

#endif
