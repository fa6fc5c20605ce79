/*
 * The private server: it starts, answers, keeps its sandbox poor, and is gone afterwards.
 */
#include "base/file.h"
#include "scratch/scratch_internal.h"
#include "tap.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
start(Arena *arena, const ScratchOptions *options, Scratch **scratch)
{
    Error error = {.arena = arena};

    if (scratch_start(arena, options, scratch, &error))
        return true;
    printf("# %s\n# %s\n# %s\n", error.message, error.detail == NULL ? "" : error.detail,
           error.hint == NULL ? "" : error.hint);
    return false;
}

/* Folders named tenfold-* that hold a lock of somebody: others may run beside this test. */
static size_t
count_folders(const char *base)
{
    DIR *entries = opendir(base);
    size_t count = 0;

    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        count += strncmp(entry->d_name, "tenfold-", 8) == 0;
    if (entries != NULL)
        (void) closedir(entries);
    return count;
}

static void
a_server_starts_and_goes(Arena *outer, const char *base)
{
    Arena *arena = arena_new(outer, "run");
    ScratchOptions options = {0};
    Scratch *scratch;
    bool is_started = start(arena, &options, &scratch);

    tap_ok(is_started, "a server starts");
    if (!is_started)
        return;
    tap_ok(strchr(scratch_version_text(scratch), '.') != NULL, "it tells its version: %s",
           scratch_version_text(scratch));
    tap_ok(count_folders(base) == 1, "its folder is there");
    arena_free(arena);
    tap_ok(count_folders(base) == 0, "its folder is gone");
}

static void
no_server_is_said(Arena *outer)
{
    Arena *arena = arena_new(outer, "run");
    Error error = {.arena = arena};
    ScratchOptions options = {.bin_folder = "/nonexistent"};
    Scratch *scratch;

    tap_ok(!scratch_start(arena, &options, &scratch, &error) && error.code == ERROR_NO_SERVER,
           "without a server there is no scratch server");
    tap_equal(error.message, "there is no PostgreSQL server in folder \"/nonexistent\"",
              "the message names the folder");
    tap_ok(error.hint != NULL && strstr(error.hint, "--no-server") != NULL, "the hint a way on");
    arena_free(arena);
}

static void
an_unusable_cache_is_no_error(Arena *outer)
{
    Arena *arena = arena_new(outer, "run");
    ScratchOptions options = {.cache_folder = "/proc/nothing"};
    Scratch *scratch;

    tap_ok(start(arena, &options, &scratch), "a server starts without a cache");
    arena_free(arena);
}

static void
the_sandbox_is_poor(Arena *outer)
{
    static const char *const forbidden[] = {
        "SELECT pg_sleep(60)",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "SELECT pg_stat_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_create(0)",
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_terminate_backend(1)",
        "SELECT query_to_xml('SELECT 1', true, true, '')",
        "SELECT database_to_xml(true, true, '')",
        "SELECT set_config('statement_timeout', '0', false)",
        "SELECT pg_notify('a', 'b')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY (SELECT 1) TO '/tmp/tenfold-made'",
        "ALTER SYSTEM SET work_mem = '1MB'",
        "CREATE EXTENSION dblink",
        "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc', 'abs'",
        "CREATE FUNCTION f() RETURNS int LANGUAGE internal AS 'pg_sleep'",
        "CREATE ROLE other SUPERUSER",
        "CREATE DATABASE other",
        "SET ROLE tenfold",
        "SET SESSION AUTHORIZATION tenfold",
        "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()",
        "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1' PUBLICATION p",
        "SELECT 1; SELECT 2",
    };
    Arena *arena = arena_new(outer, "run");
    ScratchOptions options = {0};
    Error error = {.arena = arena};
    Scratch *scratch;
    Db *db;

    if (!start(arena, &options, &scratch) ||
        !scratch_make_database(scratch, arena, "empty", &error) ||
        !scratch_connect(scratch, arena, "empty", &db, &error) ||
        !db_execute(db, "SET default_transaction_read_only = off", &error))
    {
        tap_ok(false, "the sandbox opens: %s", error.message == NULL ? "" : error.message);
        arena_free(arena);
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(forbidden); i++)
    {
        DbResult answer;

        bool is_refused;

        error_clear(&error);
        is_refused = !db_query(db, arena, forbidden[i], NULL, 0, &answer, &error) &&
                     error.code == ERROR_STATEMENT && !str_equal(error.sqlstate, "25006");
        tap_ok(is_refused, "refused: %s (%s)", forbidden[i],
               error.message == NULL ? "done!" : error.message);
    }
    tap_ok(!file_exists("/tmp/tenfold-made"), "no file was made");
    arena_free(arena);
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    char base[] = "/tmp/tftest-XXXXXX";

    if (mkdtemp(base) == NULL || chmod(base, 01777) != 0)
        return 1;
    setenv("TMPDIR", base, 1);
    a_server_starts_and_goes(arena, base);
    no_server_is_said(arena);
    an_unusable_cache_is_no_error(arena);
    the_sandbox_is_poor(arena);
    arena_free(arena);
    tap_ok(rmdir(base) == 0, "nothing is left in the folder for temporary files");
    return tap_done();
}
