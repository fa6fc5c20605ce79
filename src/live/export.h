/*
 * export.h - statistics that somebody took out of a server by other means than a snapshot.
 *
 * Known are CSV files with a header (pg_stat_statements, pg_class, pg_stats, pg_stat_user_tables,
 * pg_stat_user_indexes; any columns in any order) and the statements of pg_dump --statistics (PostgreSQL 18).
 */
#ifndef TENFOLD_LIVE_EXPORT_H
#define TENFOLD_LIVE_EXPORT_H

#include "base/file.h"
#include "stats/stats.h"
#include "workload/workload.h"

/* True when a file is a CSV with columns of one of these views. */
bool export_is_csv(const char *path);

/* Reads one; the schema must be read before. The workload is not understood yet. */
bool export_read_csv(const char *path, Schema *schema, Stats *stats, Workload *workload,
                     Error *error) MUST_CHECK;

/* Takes the statistics out of a dump; nothing happens when it holds none. */
void export_take_dump(const FileText *dump, Schema *schema, Stats *stats);

#endif
