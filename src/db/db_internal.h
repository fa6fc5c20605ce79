/*
 * db_internal.h - a connection, as the files of this folder see it.
 */
#ifndef TENFOLD_DB_DB_INTERNAL_H
#define TENFOLD_DB_DB_INTERNAL_H

#include "db/db.h"

#include <libpq-fe.h>

struct Db
{
    PGconn *connection;
    bool is_pooled; /* session settings were refused */
    int statement_timeout_ms;
    int lock_timeout_ms;
    const char *version_text;
};

/* The moment when `statements` of them have taken too long; 0 for never. */
int64_t db_deadline(const Db *db, size_t statements);

/* Fills the error from what the server said, or from the connection when it said nothing. */
bool db_refused(const Db *db, const PGresult *result, const char *statement, Error *error);

/* Fills the error for a statement that did not even leave. */
bool db_not_sent(Db *db, const char *statement, Error *error);

#endif
