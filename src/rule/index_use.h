/*
 * index_use.h - how an index was used, and what it is for though nobody scans it.
 */
#ifndef TENFOLD_RULE_INDEX_USE_H
#define TENFOLD_RULE_INDEX_USE_H

#include "rule/finding.h"

/* What was counted on all nodes; of an index of a partitioned table the sum of its parts. False: unknown. */
bool index_use_of(const Design *design, const Table *table, const Index *index, IndexUse *out);

/* It holds a constraint, an identity, or belongs to an index of the parent: nobody may drop it. */
bool index_use_is_bound(const Index *index);

/*
 * Why it should stay though nobody scanned it: a foreign key or a query that nobody counted has no
 * other index, CLUSTER goes by it. NULL when nothing speaks for it. Indexes that findings drop
 * already do not count.
 */
const char *index_use_duty(const Findings *findings, const Table *table, const Index *index);

/* What is not known about the counting, as a reason to wait: days, nodes; or NULL. */
const char *index_use_doubt(const Findings *findings);

/* "in 92 days on 2 nodes", "since nobody knows when, on 1 node". */
char *index_use_window(Arena *arena, const Stats *stats);

#endif
