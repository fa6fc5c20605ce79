/*
 * catalog.h - a server's catalogs into the model: the scratch server's and the user's.
 *
 * One read-only transaction with lock and statement timeouts, no superuser; PostgreSQL 13 to 18 by
 * features. The SQL stands in sql/catalog/, one file per question, same columns for all versions.
 */
#ifndef TENFOLD_LIVE_CATALOG_H
#define TENFOLD_LIVE_CATALOG_H

#include "db/db.h"
#include "stats/stats.h"

/* Everything outside pg_catalog, information_schema and pg_toast, without what extensions own. */
bool catalog_read_schema(Db *db, Schema *schema, Error *error) MUST_CHECK;

/* Row estimates, sizes, counters, sequences' values, pg_settings: all measured. What could not be
 * seen for lack of privileges is said in `schema->problems`. */
bool catalog_read_stats(Db *db, Schema *schema, Stats *stats, Error *error) MUST_CHECK;

#endif
