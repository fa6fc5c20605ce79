/*
 * nodes.h - one database from several looks: its nodes, and each of them at different times.
 *
 * An index that is used on a replica is used, so what nodes counted adds up; what one node counted later
 * less what it counted earlier gives rates. The schema and its numbers are those of the primary.
 */
#ifndef TENFOLD_LIVE_NODES_H
#define TENFOLD_LIVE_NODES_H

#include "schema/schema.h"
#include "stats/stats.h"
#include "workload/workload.h"

#include "live/answers.h"

/* Reads snapshots of one database; an error when they are of several. The workload is not understood yet. */
bool nodes_read_snapshots(const NameList *files, Schema *schema, Stats *stats, Workload *workload,
                          Error *error) MUST_CHECK;

/* The same of a connection. */
bool nodes_read_live(Db *db, Schema *schema, Stats *stats, Workload *workload,
                     Error *error) MUST_CHECK;

#endif
