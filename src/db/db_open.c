/*
 * Settings travel with the start-up packet, never by SET: behind a pooler a SET would stay on a session
 * that others use next. A pooler that refuses them gets none, and db_begin() sets them locally.
 */
#include "db/db_internal.h"

#include "base/log.h"
#include "base/strbuf.h"
#include "db/refusal.h"
#include "db/wait.h"

enum
{
    CONNECT_TIMEOUT_DEFAULT_S = 15
};

static void
close_connection(void *connection)
{
    PQfinish(connection);
}

static void
log_notice(void *argument UNUSED, const char *message)
{
    log_debug("%s", message);
}

/* The user's own "options" (of the address, or of PGOPTIONS), with ours behind. */
static char *
session_settings(Arena *arena, const DbOptions *options)
{
    StrBuf settings = strbuf_new(arena);
    PQconninfoOption *parts = PQconninfoParse(options->target, NULL);
    const char *environment = getenv("PGOPTIONS");
    const char *own = NULL;

    for (PQconninfoOption *part = parts; part != NULL && part->keyword != NULL; part++)
        if (strcmp(part->keyword, "options") == 0)
            own = part->val;
    if (own == NULL)
        own = environment;
    if (own != NULL)
        strbuf_add(&settings, own);
    PQconninfoFree(parts);
    if (options->is_read_only)
        strbuf_add(&settings, " -c default_transaction_read_only=on");
    if (options->statement_timeout_ms > 0)
        strbuf_printf(&settings, " -c statement_timeout=%d", options->statement_timeout_ms);
    if (options->lock_timeout_ms > 0)
        strbuf_printf(&settings, " -c lock_timeout=%d", options->lock_timeout_ms);
    return settings.text;
}

/* libpq's words about an address that it cannot parse may quote a piece of the password. */
static bool
check_address(const char *target, Error *error)
{
    PQconninfoOption *parts;

    if (strchr(target, '=') == NULL && strstr(target, "://") == NULL)
        return true;
    parts = PQconninfoParse(target, NULL);
    if (parts != NULL)
    {
        PQconninfoFree(parts);
        return true;
    }
    error_set(error, ERROR_USAGE, "could not understand the address of the database");
    return error_hint(error,
                      "Write postgresql://user@host:5432/name, with special characters as %%40 "
                      "and so on; leave the password to PGPASSWORD or ~/.pgpass.");
}

static bool
connect_once(const DbOptions *options, const char *settings, PGconn **out, Error *error)
{
    const char *keywords[] = {"dbname", "fallback_application_name", "client_encoding", "options",
                              NULL};
    const char *values[] = {
        options->target, options->application_name != NULL ? options->application_name : "tenfold",
        "UTF8", settings, NULL};
    int timeout_s =
        options->connect_timeout_s > 0 ? options->connect_timeout_s : CONNECT_TIMEOUT_DEFAULT_S;
    PGconn *connection = PQconnectStartParams(keywords, values, 1);

    if (!wait_connected(connection, wait_now_ms() + timeout_s * 1000LL, error))
    {
        PQfinish(connection);
        return false;
    }
    *out = connection;
    return true;
}

static bool
open_connection(const DbOptions *options, PGconn **connection, bool *is_pooled, Error *error)
{
    const char *settings = session_settings(error->arena, options);
    const char *label = db_target_label(error->arena, options->target);

    *is_pooled = false;
    if (connect_once(options, settings, connection, error))
        return true;
    if (error->code == ERROR_CONNECTION &&
        strstr(error->message, "unsupported startup parameter") != NULL)
    {
        *is_pooled = true;
        if (connect_once(options, NULL, connection, error))
            return true;
    }
    return error->code == ERROR_INTERRUPTED ? false : refusal_explain(error, label);
}

/* "15.20"; what distributions add behind it is left out. */
static char *
version_text(Arena *arena, const PGconn *connection)
{
    const char *text = PQparameterStatus(connection, "server_version");

    return text == NULL ? arena_strdup(arena, "unknown")
                        : arena_strndup(arena, text, strcspn(text, " "));
}

bool
db_open(Arena *arena, const DbOptions *options, Db **out, Error *error)
{
    PGconn *connection = NULL;
    bool is_pooled;
    Db *db;

    if (!check_address(options->target, error) ||
        !open_connection(options, &connection, &is_pooled, error))
        return false;
    arena_defer(arena, close_connection, connection);
    (void) PQsetnonblocking(connection,
                            1); /* fails only without memory; a blocking send works too */
    PQsetNoticeProcessor(connection, log_notice, NULL);
    db = arena_new_object(arena, Db);
    db->connection = connection;
    db->is_pooled = is_pooled;
    db->statement_timeout_ms = options->statement_timeout_ms;
    db->lock_timeout_ms = options->lock_timeout_ms;
    db->version_text = version_text(arena, connection);
    *out = db;
    return true;
}
