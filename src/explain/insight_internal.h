/*
 * insight_internal.h - what the checks of plans share.
 */
#ifndef TENFOLD_EXPLAIN_INSIGHT_INTERNAL_H
#define TENFOLD_EXPLAIN_INSIGHT_INTERNAL_H

#include "explain/insight.h"

#define SHARE_LEAST 0.1 /* of the time, to be worth a word */
#define REMOVED_SHARE 0.5 /* of the rows read, thrown away */
#define SELECTIVE 0.9 /* of them thrown away: then an index is likely to be used */

enum
{
    ROWS_FEW = 1000 /* reading so many is no cause of anything */
};

typedef enum InsightId
{
    INSIGHT_SCAN,
    INSIGHT_FILTER,
    INSIGHT_LIMIT_INDEX,
    INSIGHT_OFFSET,
    INSIGHT_ORDER,
    INSIGHT_JOIN,
    INSIGHT_LOOP,
    INSIGHT_JOIN_FILTER,
    INSIGHT_ESTIMATE,
    INSIGHT_SORT,
    INSIGHT_HASH,
    INSIGHT_LOSSY,
    INSIGHT_HEAP_FETCHES,
    INSIGHT_RECHECK,
    INSIGHT_CTE,
    INSIGHT_PARTITIONS,
    INSIGHT_WORKERS,
    INSIGHT_TRIGGER,
    INSIGHT_JIT,
    INSIGHT_PLANNING,
    INSIGHT_HOT
} InsightId;

typedef struct Finder
{
    Arena *arena;
    const Explain *explain;
    InsightList list;
    const ExplainNode *covered; /* a scan whose cure was named with what is above it */
    const ExplainNode *covered_parts; /* an Append: likewise the scans below it */
} Finder;

/* The caller may add `sql`. */
Insight *insight_add(Finder *finder, InsightId id, const ExplainNode *node, double share,
                     const char *message, const char *fix);

/* True for a node of which something above it was said that says why it takes long. */
bool insight_is_covered(const Finder *finder, const ExplainNode *node);

const char *insight_rows_text(Finder *finder, double rows);

/* What a node reads, for people. */
const char *insight_relation(Finder *finder, const ExplainNode *node);

/* Of the time when it is known, of the cost otherwise: without and with what is below the node. */
double insight_own_share(const Finder *finder, const ExplainNode *node);
double insight_share(const Finder *finder, const ExplainNode *node);

/* Of all loops: rows looked at, and the share of them that a filter threw away. */
double insight_rows_read(const ExplainNode *node);
double insight_removed_share(const ExplainNode *node);

/* The Limit that ends a node early; or NULL. */
const ExplainNode *insight_limit_above(const ExplainNode *node);

/* ---- insight_rows.c ---- */

void insight_check_scan(Finder *finder, const ExplainNode *node);
void insight_check_index(Finder *finder, const ExplainNode *node);
void insight_check_order(Finder *finder, const ExplainNode *node);
void insight_check_join(Finder *finder, const ExplainNode *node);
void insight_check_limit(Finder *finder, const ExplainNode *node);
void insight_check_join_filter(Finder *finder, const ExplainNode *node);
void insight_check_cte(Finder *finder, const ExplainNode *node);

/* ---- insight_parts.c ---- */

void insight_check_parts(Finder *finder, const ExplainNode *node);

/* ---- insight_memory.c ---- */

void insight_check_sort(Finder *finder, const ExplainNode *node);
void insight_check_hash(Finder *finder, const ExplainNode *node);
void insight_check_bitmap(Finder *finder, const ExplainNode *node);
void insight_check_recheck(Finder *finder, const ExplainNode *node);
void insight_check_heap_fetches(Finder *finder, const ExplainNode *node);

#endif
