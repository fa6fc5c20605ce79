/*
 * A connection is non-blocking throughout; wait.h turns that into calls that end. The server gets the
 * time limit as a setting, and we keep a second one, a little later, for the server that is gone.
 */
#include "db/db_internal.h"

#include "base/stop.h"
#include "base/strbuf.h"
#include "db/wait.h"

#include <assert.h>

enum
{
    GRACE_MS = 5000 /* after which a server that should have given up by itself is cancelled */
};

static void
clear_result(void *result)
{
    PQclear(result);
}

/* The code by which callers decide; the SQLSTATE stays beside it. */
static ErrorCode
code_of_state(const char *state)
{
    if (strcmp(state, "57014") == 0)
        return stop_requested() ? ERROR_INTERRUPTED : ERROR_TIMEOUT;
    if (strcmp(state, "55P03") == 0)
        return ERROR_TIMEOUT;
    if (strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0)
        return ERROR_CONNECTION;
    return ERROR_STATEMENT;
}

bool
db_refused(const Db *db, const PGresult *result, const char *statement, Error *error)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);

    if (state == NULL)
        error_set(error, ERROR_CONNECTION, "the connection broke: %s",
                  PQerrorMessage(db->connection));
    else
        error_set(error, code_of_state(state), "%s", message != NULL ? message : "unknown error");
    error->sqlstate = arena_strdup(error->arena, state);
    error->detail = arena_strdup(error->arena, detail);
    error->hint = arena_strdup(error->arena, hint);
    error->statement = arena_strdup(error->arena, statement);
    return false;
}

int64_t
db_deadline(const Db *db, size_t statements)
{
    if (db->statement_timeout_ms <= 0)
        return 0;
    return wait_now_ms() + (int64_t) statements * db->statement_timeout_ms + GRACE_MS;
}

/* Reads all results of one command; the last one, or the first error, counts. */
static bool
finish(Db *db, Arena *arena, const char *statement, PGresult **out, Error *error)
{
    PGresult *last = NULL;
    int64_t deadline_ms = db_deadline(db, 1);

    for (;;)
    {
        PGresult *result;

        if (!wait_result(db->connection, deadline_ms, error))
            return false;
        result = PQgetResult(db->connection);
        if (result == NULL)
            break;
        arena_defer(arena, clear_result, result);
        if (last == NULL || PQresultStatus(last) != PGRES_FATAL_ERROR)
            last = result;
    }
    if (last == NULL || PQresultStatus(last) == PGRES_FATAL_ERROR ||
        PQresultStatus(last) == PGRES_BAD_RESPONSE)
        return db_refused(db, last, statement, error);
    *out = last;
    return true;
}

static void
take_values(Arena *arena, PGresult *result, DbResult *out)
{
    size_t rows = (size_t) PQntuples(result);
    size_t columns = (size_t) PQnfields(result);
    const char **names = arena_new_array(arena, const char *, columns);
    const char **values = arena_new_array(arena, const char *, rows *columns);

    for (size_t column = 0; column < columns; column++)
        names[column] = PQfname(result, (int) column);
    for (size_t row = 0; row < rows; row++)
        for (size_t column = 0; column < columns; column++)
            if (!PQgetisnull(result, (int) row, (int) column))
                values[row * columns + column] = PQgetvalue(result, (int) row, (int) column);
    *out = (DbResult){.rows = rows, .columns = columns, .names = names, .values = values};
}

bool
db_not_sent(Db *db, const char *statement, Error *error)
{
    error_set(error, ERROR_CONNECTION, "could not send a statement: %s",
              PQerrorMessage(db->connection));
    error->statement = arena_strdup(error->arena, statement);
    return false;
}

bool
db_send(Db *db, const char *sql, const char *const *parameters, size_t parameter_count,
        Error *error)
{
    if (PQsendQueryParams(db->connection, sql, (int) parameter_count, NULL, parameters, NULL, NULL,
                          0) == 0)
        return db_not_sent(db, sql, error);
    return true;
}

bool
db_receive(Db *db, Arena *arena, const char *sql, DbResult *out, Error *error)
{
    PGresult *result = NULL;

    if (!finish(db, arena, sql, &result, error))
        return false;
    take_values(arena, result, out);
    return true;
}

bool
db_query(Db *db, Arena *arena, const char *sql, const char *const *parameters,
         size_t parameter_count, DbResult *out, Error *error)
{
    return db_send(db, sql, parameters, parameter_count, error) &&
           db_receive(db, arena, sql, out, error);
}

bool
db_execute(Db *db, const char *sql, Error *error)
{
    Arena *while_running = arena_new(NULL, "db_execute");
    PGresult *result = NULL;
    bool is_done = PQsendQuery(db->connection, sql) != 0
                       ? finish(db, while_running, sql, &result, error)
                       : db_not_sent(db, sql, error);

    arena_free(while_running);
    return is_done;
}

bool
db_begin(Db *db, Error *error)
{
    Arena *arena = error->arena;
    StrBuf sql = strbuf_new(arena);

    strbuf_add(&sql, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (db->statement_timeout_ms > 0)
        strbuf_printf(&sql, "; SET LOCAL statement_timeout = %d", db->statement_timeout_ms);
    if (db->lock_timeout_ms > 0)
        strbuf_printf(&sql, "; SET LOCAL lock_timeout = %d", db->lock_timeout_ms);
    return db_execute(db, sql.text, error);
}

bool
db_end(Db *db, Error *error)
{
    return db_execute(db, "ROLLBACK", error);
}

uint32_t
db_version(const Db *db)
{
    return (uint32_t) PQserverVersion(db->connection);
}

const char *
db_name(const Db *db)
{
    return PQdb(db->connection);
}

const char *
db_version_text(const Db *db)
{
    return db->version_text;
}

const char *
db_value(const DbResult *result, size_t row, const char *column)
{
    for (size_t i = 0; i < result->columns; i++)
        if (strcmp(result->names[i], column) == 0)
            return result->values[row * result->columns + i];
    assert(false && "the column exists");
    return NULL;
}
