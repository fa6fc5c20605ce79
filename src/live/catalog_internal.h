/*
 * catalog_internal.h - questions to the catalogs, one at a time, that may fail alone.
 */
#ifndef TENFOLD_LIVE_CATALOG_INTERNAL_H
#define TENFOLD_LIVE_CATALOG_INTERNAL_H

#include "live/catalog.h"

/* Begins the read-only transaction; names, dates and numbers print alike for all users in it. */
bool catalog_begin(Db *db, Error *error) MUST_CHECK;

/*
 * Asks one question inside the transaction. When the server refuses it (no privilege, a lock held by
 * somebody) the schema gets a problem that names `what`, and the answer is empty; false only when the
 * connection broke or the user asked to stop.
 */
bool catalog_ask(Db *db, Schema *schema, const char *what, const char *sql, DbResult *out,
                 Error *error) MUST_CHECK;

/* The same for what the model cannot do without: when the server refuses it three times, it is false. */
bool catalog_ask_for_sure(Db *db, Arena *arena, const char *what, const char *sql, DbResult *out,
                          Error *error) MUST_CHECK;

#endif
