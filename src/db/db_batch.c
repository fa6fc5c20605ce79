/*
 * Statements in libpq's pipeline mode: sent one after the other without waiting, with one Sync at the
 * end, which makes them one transaction. The extended protocol refuses a text with two statements.
 */
#include "db/db_internal.h"

#include "db/wait.h"

static bool
send_all(Db *db, const char *const *statements, size_t count, Error *error)
{
    for (size_t i = 0; i < count; i++)
        if (PQsendQueryParams(db->connection, statements[i], 0, NULL, NULL, NULL, NULL, 0) == 0)
            return db_not_sent(db, statements[i], error);
    return PQpipelineSync(db->connection) != 0 || db_not_sent(db, NULL, error);
}

/*
 * Takes the answers up to the one for Sync. Each statement gives one result and then NULL; behind an
 * error the others give PGRES_PIPELINE_ABORTED.
 */
static bool
take_answers(Db *db, const char *const *statements, size_t count, size_t *failed_at, Error *error)
{
    int64_t deadline_ms = db_deadline(db, count);
    size_t at = 0;

    for (;;)
    {
        PGresult *result;
        ExecStatusType status;

        if (!wait_result(db->connection, deadline_ms, error))
        {
            *failed_at = count;
            return false;
        }
        result = PQgetResult(db->connection);
        status = result == NULL ? PGRES_EMPTY_QUERY : PQresultStatus(result);
        if (status == PGRES_FATAL_ERROR && *failed_at == count)
        {
            *failed_at = at;
            (void) db_refused(db, result, at < count ? statements[at] : NULL, error);
        }
        at += result == NULL;
        PQclear(result);
        if (status == PGRES_PIPELINE_SYNC || PQstatus(db->connection) == CONNECTION_BAD)
            return status == PGRES_PIPELINE_SYNC && *failed_at == count;
    }
}

bool
db_batch(Db *db, const char *const *statements, size_t count, size_t *failed_at, Error *error)
{
    bool is_done;

    *failed_at = count;
    if (PQenterPipelineMode(db->connection) == 0)
        return db_not_sent(db, NULL, error);
    is_done = send_all(db, statements, count, error) &&
              take_answers(db, statements, count, failed_at, error);
    if (PQstatus(db->connection) == CONNECTION_BAD)
    {
        *failed_at = count;
        if (error->code != ERROR_CONNECTION)
            (void) db_refused(db, NULL, NULL, error);
    }
    (void) PQexitPipelineMode(db->connection); /* fails only where the connection is lost already */
    return is_done;
}
