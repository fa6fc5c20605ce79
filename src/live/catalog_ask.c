/*
 * The server's own functions lock the table that they describe, for a moment. A table that somebody has
 * locked exclusively (a migration at work) makes the whole question time out, and a model without the
 * answer would be analysed as if it were whole. So what rules rest on is asked for again, and then the
 * reading fails and names the table; the rest becomes a problem of the schema.
 */
#include "live/catalog_internal.h"

#include "base/strbuf.h"
#include "sql.gen.h"

enum
{
    ATTEMPTS = 3 /* each waits for lock_timeout */
};

/* Names, dates and numbers print alike, whatever the role or the database prefers. */
static const char settings[] = "SET LOCAL search_path = '';"
                               "SET LOCAL quote_all_identifiers = off;"
                               "SET LOCAL datestyle = 'ISO';"
                               "SET LOCAL intervalstyle = 'postgres';"
                               "SET LOCAL extra_float_digits = 1;"
                               "SET LOCAL bytea_output = 'hex';"
                               "SET LOCAL jit = off"; /* costs more than these queries take */

static void
add_problem(Schema *schema, const char *what, const Error *error)
{
    /* What a bare role may not see is no fault of the input. */
    schema_problem(schema, !str_equal(error->sqlstate, "42501"), (Location){0},
                   arena_printf(schema->arena, "could not read the %s: %s", what, error->message),
                   error->code == ERROR_TIMEOUT
                       ? "Somebody holds a lock on a table, or the server is busy: try again."
                       : "Connect as a user who may read the catalogs.");
}

bool
catalog_begin(Db *db, Error *error)
{
    return db_begin(db, error) && db_execute(db, settings, error);
}

bool
catalog_ask(Db *db, Schema *schema, const char *what, const char *sql, DbResult *out, Error *error)
{
    *out = (DbResult){0};
    if (!db_execute(db, "SAVEPOINT question", error))
        return false;
    if (db_query(db, schema->arena, sql, NULL, 0, out, error))
        return db_execute(db, "RELEASE SAVEPOINT question", error);
    if (error->code == ERROR_CONNECTION || error->code == ERROR_INTERRUPTED)
        return false;
    add_problem(schema, what, error);
    error_clear(error);
    return db_execute(db, "ROLLBACK TO SAVEPOINT question", error);
}

/* Which tables are locked, as a detail. Whoever may not see it gets none. */
static void
add_locked(Db *db, Error *error)
{
    Error ignored = {.arena = error->arena}; /* the first error is the one that matters */
    StrBuf text = strbuf_new(error->arena);
    DbResult result;

    if (!db_query(db, error->arena, sql_catalog_locked, NULL, 0, &result, &ignored))
        return;
    for (size_t row = 0; row < result.rows; row++)
        strbuf_printf(&text, "%s\"%s\" by process %s", row == 0 ? "" : ", ",
                      db_value(&result, row, "name"), db_value(&result, row, "pid"));
    if (result.rows > 0)
        error_detail(error, "Locked exclusively: %s.", text.text);
}

static bool
give_up(Db *db, const char *what, Error *error)
{
    Error ignored = {.arena = error->arena}; /* the first error is the one that matters */

    error_wrap(error, "could not read the %s", what);
    error->statement = NULL; /* it is ours, and long */
    if (error->code != ERROR_TIMEOUT)
        return false;
    if (db_execute(db, "ROLLBACK TO SAVEPOINT question", &ignored))
        add_locked(db, error);
    return error_hint(error, "Somebody changes a table, or the server is busy: try again later.");
}

bool
catalog_ask_for_sure(Db *db, Arena *arena, const char *what, const char *sql, DbResult *out,
                     Error *error)
{
    if (!db_execute(db, "SAVEPOINT question", error))
        return false;
    for (int attempt = 1; !db_query(db, arena, sql, NULL, 0, out, error); attempt++)
    {
        if (attempt == ATTEMPTS || error->code != ERROR_TIMEOUT)
            return give_up(db, what, error);
        error_clear(error);
        if (!db_execute(db, "ROLLBACK TO SAVEPOINT question", error))
            return false;
    }
    return db_execute(db, "RELEASE SAVEPOINT question", error);
}
