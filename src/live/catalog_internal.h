/*
 * catalog_internal.h - questions to the catalogs, one at a time, that may fail alone.
 */
#ifndef TENFOLD_LIVE_CATALOG_INTERNAL_H
#define TENFOLD_LIVE_CATALOG_INTERNAL_H

#include "live/catalog.h"

/*
 * Asks one question inside the transaction. When the server refuses it (no privilege, a lock held by
 * somebody) the schema gets a problem that names `what`, and the answer is empty; false only when the
 * connection broke or the user asked to stop.
 */
bool catalog_ask(Db *db, Schema *schema, const char *what, const char *sql, DbResult *out,
                 Error *error) MUST_CHECK;

#endif
