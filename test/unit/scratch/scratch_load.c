/*
 * A schema into the private server: extensions and their stand-ins, roles, and schemas that want harm.
 */
#include "base/file.h"
#include "ddl/ddl.h"
#include "scratch/scratch.h"
#include "tap.h"

#include <dirent.h>

/* Reads the text and loads it; what failed is shown. */
static LoadResult
load(Scratch *scratch, Arena *arena, const char *database, const char *sql, const NameList *without)
{
    Error error = {.arena = arena};
    Schema *schema = schema_new(arena);
    FileText text = {.name = "test.sql", .text = arena_strdup(arena, sql), .length = strlen(sql)};
    LoadResult result = {0};

    tap_ok(ddl_read(schema, &text, &error) &&
               scratch_load(scratch, arena, database, schema, without, &result, &error),
           "%s is loaded: %s", database, error.message == NULL ? "" : error.message);
    for (const LoadFailure *failure = result.failures.first; failure != NULL;
         failure = failure->next)
        printf("# %s: %s\n", failure->object, failure->message);
    return result;
}

/* One value of a database, as the sandbox's role sees it. */
static const char *
ask(Scratch *scratch, Arena *arena, const char *database, const char *sql)
{
    Error error = {.arena = arena};
    DbResult result;
    Db *db;

    if (!scratch_connect(scratch, arena, database, &db, &error) ||
        !db_query(db, arena, sql, NULL, 0, &result, &error))
        return error.message;
    return result.rows == 1 ? result.values[0] : "not one row";
}

static void
missing_extensions_get_stand_ins(Scratch *scratch, Arena *arena)
{
    LoadResult result =
        load(scratch, arena, "stand_ins",
             "CREATE SCHEMA gis; CREATE EXTENSION nowhere WITH SCHEMA gis;"
             "CREATE TABLE places (id bigint PRIMARY KEY, at gis.geometry(Point,4326), "
             "  area gis.geometry, name gis.odd UNIQUE);",
             NULL);

    tap_ok(result.failures.count == 0, "the table loads");
    tap_ok(result.stubbed_extensions.count == 1 &&
               str_equal(result.stubbed_extensions.first->text, "nowhere"),
           "the extension is named");
}

static void
missing_functions_get_stand_ins(Scratch *scratch, Arena *arena)
{
    LoadResult result = load(
        scratch, arena, "functions",
        "CREATE EXTENSION nowhere;"
        "CREATE TABLE t (id uuid DEFAULT new_uuid() PRIMARY KEY, name text DEFAULT lower(nano(12)),"
        "  at geometry(Point,4326), x float8 GENERATED ALWAYS AS (st_x(at)) STORED,"
        "  CHECK (is_valid(at)));"
        "CREATE INDEX i ON t (st_hash(at));"
        "CREATE INDEX refuses ON t (constant(1));",
        NULL);

    tap_ok(result.loaded == 2 && result.failures.count == 1, "the table and an index load");
    if (result.failures.count == 1)
        tap_equal(result.failures.first->message, "cannot accept a value of type any",
                  "what would run is refused");
}

static void
extensions_can_be_forced_out(Scratch *scratch, Arena *arena)
{
    static const char sql[] = "CREATE EXTENSION citext; CREATE TABLE t (a citext PRIMARY KEY);";
    NameList without = {0};
    LoadResult result = load(scratch, arena, "with_citext", sql, NULL);

    tap_ok(result.failures.count == 0, "it loads");
    if (result.stubbed_extensions.count == 0)
        tap_equal(ask(scratch, arena, "with_citext",
                      "SELECT typtype FROM pg_type WHERE typname = 'citext'"),
                  "b", "with the extension, where it is installed");
    name_list_add(arena, &without, "citext");
    result = load(scratch, arena, "without_citext", sql, &without);
    tap_ok(result.failures.count == 0 && result.stubbed_extensions.count == 1, "and without");
    tap_equal(ask(scratch, arena, "without_citext",
                  "SELECT typtype FROM pg_type WHERE typname = 'citext'"),
              "d", "then its type is a domain");
}

static void
dangerous_extensions_are_left_out(Scratch *scratch, Arena *arena)
{
    LoadResult result = load(scratch, arena, "dangerous",
                             "CREATE EXTENSION dblink; CREATE EXTENSION file_fdw;"
                             "CREATE EXTENSION plperlu; CREATE TABLE t (a int);",
                             NULL);

    tap_ok(result.stubbed_extensions.count == 3, "they are named");
    tap_equal(ask(scratch, arena, "dangerous",
                  "SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql'"),
              "0", "none is there");
}

static void
roles_have_no_rights(Scratch *scratch, Arena *arena)
{
    LoadResult result =
        load(scratch, arena, "roles",
             "CREATE TABLE t (a int); ALTER TABLE t OWNER TO postgres;"
             "ALTER TABLE t ENABLE ROW LEVEL SECURITY;"
             "CREATE POLICY p ON t TO app, postgres, pg_read_server_files USING (a > 0);"
             "GRANT pg_read_server_files TO app; GRANT ALL ON t TO app;",
             NULL);

    tap_ok(result.failures.count == 0, "a policy for roles loads");
    tap_equal(
        ask(scratch, arena, "roles",
            "SELECT count(*) FROM pg_auth_members AS m JOIN pg_roles AS r ON r.oid = m.member "
            "WHERE r.rolname IN ('app', 'postgres', 'tenfold_sandbox')"),
        "0", "no role is a member of another");
    tap_equal(ask(scratch, arena, "roles",
                  "SELECT count(*) FROM pg_roles WHERE rolname IN ('app', 'postgres') AND NOT "
                  "rolcanlogin AND NOT rolsuper"),
              "2", "they may not even log in");
}

static size_t
count_files(const char *folder)
{
    DIR *entries = opendir(folder);
    size_t count = 0;

    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        count += strncmp(entry->d_name, "tenfold_was_here", 16) == 0;
    if (entries != NULL)
        (void) closedir(entries);
    return count;
}

/* Each file of test/hostile wants to write /tmp/tenfold_was_here… or to wait for a minute or more. */
static void
hostile_schemas_do_no_harm(Scratch *scratch, Arena *arena)
{
    const char *folder = arena_printf(arena, "%s/test/hostile", getenv("TENFOLD_SOURCE"));
    DIR *entries = opendir(folder);
    size_t number = 0;

    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
    {
        Error error = {.arena = arena};
        time_t before = time(NULL);
        FileText text;

        if (strstr(entry->d_name, ".sql") == NULL ||
            !file_read(arena, arena_printf(arena, "%s/%s", folder, entry->d_name), &text, &error))
            continue;
        (void) load(scratch, arena, arena_printf(arena, "hostile_%zu", ++number), text.text, NULL);
        tap_ok(time(NULL) - before < 20, "%s: nobody waits", entry->d_name);
        tap_ok(count_files("/tmp") == 0, "%s: no file is made", entry->d_name);
    }
    if (entries != NULL)
        (void) closedir(entries);
    tap_ok(number >= 5, "there are hostile schemas: %zu", number);
    tap_equal(ask(scratch, arena, "roles", "SELECT 1"), "1", "the server is well");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    Error error = {.arena = arena};
    ScratchOptions options = {.statement_timeout_ms = 1000};
    Scratch *scratch;

    if (!scratch_start(arena, &options, &scratch, &error))
        tap_ok(false, "a server starts: %s", error.message);
    else
    {
        missing_extensions_get_stand_ins(scratch, arena);
        missing_functions_get_stand_ins(scratch, arena);
        extensions_can_be_forced_out(scratch, arena);
        dangerous_extensions_are_left_out(scratch, arena);
        roles_have_no_rights(scratch, arena);
        hostile_schemas_do_no_harm(scratch, arena);
    }
    arena_free(arena);
    return tap_done();
}
