/*
 * catalog.h - a server's catalogs into the model: the scratch server's, the user's, a snapshot's.
 *
 * One read-only transaction with lock and statement timeouts, no superuser; PostgreSQL 13 to 18 by
 * features. The SQL stands in sql/catalog/, one file per question, same columns for all versions.
 */
#ifndef TENFOLD_LIVE_CATALOG_H
#define TENFOLD_LIVE_CATALOG_H

#include "live/answers.h"
#include "live/baseline.h"
#include "stats/stats.h"

/* Everything outside pg_catalog, information_schema and pg_toast, without what extensions own. */
bool catalog_schema(Answers *answers, Schema *schema, Error *error) MUST_CHECK;
bool catalog_read_schema(Db *db, Schema *schema, Error *error) MUST_CHECK;

/*
 * Row estimates, sizes, counters, values, pg_settings: all measured. With a baseline, rates are those
 * since then. What could not be seen for lack of privileges is said in `schema->problems`.
 */
bool catalog_stats(Answers *answers, const Baseline *baseline, Schema *schema, Stats *stats,
                   Error *error) MUST_CHECK;
bool catalog_read_stats(Db *db, Schema *schema, Stats *stats, Error *error) MUST_CHECK;

/* Adds how another node of the same database used tables and indexes. */
bool catalog_add_usage(Answers *answers, Schema *schema, Stats *stats, Error *error) MUST_CHECK;

#endif
