/*
 * Starting: a folder, a data folder in it, a watchdog that runs the server, and a connection as soon as
 * the server listens. Stopping: the connection, the watchdog, and the folder should it still be there.
 */
#include "scratch/scratch_internal.h"

#include "base/file.h"
#include "base/stop.h"
#include "base/strbuf.h"
#include "db/wait.h"
#include "scratch/binaries.h"
#include "scratch/breakdown.h"
#include "scratch/template.h"
#include "sql/quote.h"

#include <poll.h>
#include <unistd.h>

enum
{
    START_PATIENCE_MS = 30000,
    STEP_MS = 2,
    STATEMENT_TIMEOUT_DEFAULT_MS = 3000,
    ADMIN_TIMEOUT_MS = 60000 /* runs our own statements alone: CREATE DATABASE on a busy machine */
};

static void
stop_scratch(void *resource)
{
    Scratch *scratch = resource;

    watchdog_stop(&scratch->watchdog);
    if (file_exists(scratch->folder.path))
        folder_remove(scratch->folder.path);
}

/* keyword='value', as libpq reads it. */
static void
add_part(StrBuf *address, const char *keyword, const char *value)
{
    strbuf_separate(address, " ");
    strbuf_printf(address, "%s='", keyword);
    for (; *value != '\0'; value++)
    {
        if (*value == '\'' || *value == '\\')
            strbuf_add_char(address, '\\');
        strbuf_add_char(address, *value);
    }
    strbuf_add_char(address, '\'');
}

/* Everything that the environment could change about a connection is said. */
static char *
address_of(Arena *arena, const Scratch *scratch, const char *user, const char *database)
{
    StrBuf address = strbuf_new(arena);

    add_part(&address, "host", scratch->folder.path);
    add_part(&address, "dbname", database);
    add_part(&address, "user", user);
    strbuf_add(&address, " port=5432 sslmode=disable gssencmode=disable target_session_attrs=any "
                         "hostaddr='' requirepeer='' options='' passfile=/nonexistent");
    return address.text;
}

bool
scratch_connect_as(const Scratch *scratch, Arena *arena, const char *user, const char *database,
                   bool is_read_only, Db **out, Error *error)
{
    bool is_admin = str_equal(user, TEMPLATE_SUPERUSER);
    DbOptions options = {.target = address_of(arena, scratch, user, database),
                         .is_read_only = is_read_only,
                         .statement_timeout_ms =
                             is_admin ? ADMIN_TIMEOUT_MS : scratch->statement_timeout_ms};

    return db_open(arena, &options, out, error);
}

/* The socket appears a moment before the server takes connections. */
static bool
wait_ready(Scratch *scratch, Arena *arena, Error *error)
{
    const char *socket = arena_printf(arena, "%s/.s.PGSQL.5432", scratch->folder.path);
    int64_t deadline_ms = wait_now_ms() + START_PATIENCE_MS;
    bool is_ready = false;

    while (!is_ready)
    {
        if (stop_requested())
            return error_set(error, ERROR_INTERRUPTED,
                             "interrupted while the private server started");
        if (!watchdog_lives(&scratch->watchdog, &scratch->folder, error))
            return false;
        if (wait_now_ms() > deadline_ms)
            return error_set(error, ERROR_TIMEOUT,
                             "the private PostgreSQL server did not start in "
                             "%d s",
                             START_PATIENCE_MS / 1000);
        is_ready = file_exists(socket) &&
                   scratch_connect_as(scratch, scratch->admin_arena, TEMPLATE_SUPERUSER,
                                      "template1", false, &scratch->admin, error);
        if (!is_ready)
            (void) poll(NULL, 0, STEP_MS);
    }
    error_clear(error);
    return true;
}

static bool
fill_and_run(Scratch *scratch, Arena *arena, const ScratchOptions *options, Error *error)
{
    const char *template_folder;

    return template_provide(arena, scratch->bin_folder, options->cache_folder, &scratch->account,
                            scratch->folder.data, &template_folder, error) &&
           watchdog_run(&scratch->watchdog, template_folder, options->is_roomy, error) &&
           wait_ready(scratch, arena, error);
}

bool
scratch_start(Arena *arena, const ScratchOptions *options, Scratch **out, Error *error)
{
    Scratch *scratch = arena_new_object(arena, Scratch);

    scratch->slow = map_new(arena);
    scratch->planners = map_new(arena);
    scratch->arena = arena;
    scratch->admin_arena = arena_new(arena, "admin");
    scratch->statement_timeout_ms = options->statement_timeout_ms > 0
                                        ? options->statement_timeout_ms
                                        : STATEMENT_TIMEOUT_DEFAULT_MS;
    scratch->with_comments = !options->without_comments;
    if (!binaries_find(arena, options->bin_folder, &scratch->bin_folder, error) ||
        !account_choose(&scratch->account, error))
        return false;
    folder_sweep(arena, &scratch->account);
    if (!watchdog_start(arena, &scratch->account, scratch->bin_folder, &scratch->watchdog,
                        &scratch->folder, error))
        return false;
    arena_defer(arena, stop_scratch, scratch);
    if (!fill_and_run(scratch, arena, options, error))
        return false;
    *out = scratch;
    return true;
}

const char *
scratch_version_text(const Scratch *scratch)
{
    return db_version_text(scratch->admin);
}

bool
scratch_make_database(Scratch *scratch, Arena *arena, const char *database, Error *error)
{
    const char *sql = arena_printf(arena, "CREATE DATABASE %s TEMPLATE template1 OWNER %s",
                                   quote_ident(arena, database), TEMPLATE_SANDBOX);

    return db_execute(scratch->admin, sql, error);
}

bool
scratch_connect(Scratch *scratch, Arena *arena, const char *database, Db **out, Error *error)
{
    return scratch_connect_as(scratch, arena, TEMPLATE_SANDBOX, database, true, out, error) ||
           breakdown_explain(&scratch->folder, error);
}
