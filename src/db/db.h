/*
 * db.h - a connection to PostgreSQL, by libpq.
 *
 * Every statement has a time limit and can be cancelled: while it runs, stop_requested() is asked and
 * a cancel is sent. Results belong to the arena given.
 */
#ifndef TENFOLD_DB_DB_H
#define TENFOLD_DB_DB_H

#include "base/error.h"

typedef struct Db Db;

/* Text results; NULL for SQL's null. */
typedef struct DbResult
{
    size_t rows;
    size_t columns;
    const char *const *names;
    const char *const *values; /* rows × columns */
} DbResult;

typedef struct DbOptions
{
    const char *target; /* a URI or a keyword string, as libpq takes them */
    bool is_read_only; /* default_transaction_read_only = on */
    int statement_timeout_ms;
    int lock_timeout_ms;
    int connect_timeout_s;
    const char *application_name;
} DbOptions;

/*
 * Connects; the connection closes with the arena. Passwords come from libpq's own places and appear in
 * no message. Where a pooler refuses session settings the limits hold only inside db_begin().
 */
bool db_open(Arena *arena, const DbOptions *options, Db **out, Error *error) MUST_CHECK;

/* Runs one statement with text parameters (NULL-ended or none); the arena owns the result. */
bool db_query(Db *db, Arena *arena, const char *sql, const char *const *parameters,
              size_t parameter_count, DbResult *out, Error *error) MUST_CHECK;

/*
 * The two halves of db_query(): between them other connections may be asked. What was sent must be
 * received, before anything else is asked of the connection.
 */
bool db_send(Db *db, const char *sql, const char *const *parameters, size_t parameter_count,
             Error *error) MUST_CHECK;
bool db_receive(Db *db, Arena *arena, const char *sql, DbResult *out, Error *error) MUST_CHECK;

/* Runs statements for their effect. */
bool db_execute(Db *db, const char *sql, Error *error) MUST_CHECK;

/*
 * Runs statements in one go and one transaction, none of them able to hide a second one. When one is
 * refused nothing of all has happened, `failed_at` tells which and the error why; when the connection
 * itself broke, `failed_at` is `count`.
 */
bool db_batch(Db *db, const char *const *statements, size_t count, size_t *failed_at,
              Error *error) MUST_CHECK;

/* Begins a read-only transaction with one snapshot for all its queries and the connection's limits. */
bool db_begin(Db *db, Error *error) MUST_CHECK;

/* Ends it. */
bool db_end(Db *db, Error *error) MUST_CHECK;

/* PG_VERSION_NUM, e.g. 150020. */
uint32_t db_version(const Db *db);

/* The name of the database connected to. */
const char *db_name(const Db *db);

/* "15.20" */
const char *db_version_text(const Db *db);

/* The value in a row and column by name; NULL for null. The column must exist. */
const char *db_value(const DbResult *result, size_t row, const char *column);

/* True when an argument of the command line means a database and not a file. */
bool db_is_target(const char *text);

/* "user@host:5432/name" for people: without the password and without parameters. */
char *db_target_label(Arena *arena, const char *target);

#endif
