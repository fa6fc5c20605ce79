/*
 * traffic.h - how many rows a day the queries of a workload write.
 */
#ifndef TENFOLD_WORKLOAD_TRAFFIC_H
#define TENFOLD_WORKLOAD_TRAFFIC_H

#include "stats/stats.h"
#include "workload/workload.h"

/*
 * Fills in what nobody declared or measured of tables whose rows are known, where the calls of all queries
 * that write them tell it: rows inserted, updated, deleted a day. Of every table the numbers of its
 * sequence that are used up, and what DELETEs with a LIMIT can take away at most.
 */
void traffic_fill(const Workload *workload, Stats *stats);

/*
 * Rows of a table that a call of an understood query updates: as counted, one for a whole key; of INSERT …
 * ON CONFLICT DO UPDATE at most those inserted, which is assumed. Unknown otherwise.
 */
Quantity traffic_rows_updated(const WorkloadQuery *query, const Table *table);

#endif
