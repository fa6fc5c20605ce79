/*
 * usage_export.h - counters of tables and indexes out of files: pg_stat_user_tables, pg_stat_user_indexes.
 */
#ifndef TENFOLD_LIVE_USAGE_EXPORT_H
#define TENFOLD_LIVE_USAGE_EXPORT_H

#include "base/csv.h"
#include "stats/stats.h"

bool usage_export_is_tables(const Csv *csv);
bool usage_export_is_indexes(const Csv *csv);

/* Takes one row; files of several nodes add up. False when the schema has no such table. */
bool usage_export_take_table(const Csv *csv, const Schema *schema, Stats *stats);
bool usage_export_take_index(const Csv *csv, const Schema *schema, Stats *stats);

#endif
