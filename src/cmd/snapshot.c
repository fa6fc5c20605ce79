/*
 * snapshot.c - "tenfold snapshot": the evidence of a database in one file, or the script that writes it.
 */
#include "live/snapshot.h"

#include "base/log.h"
#include "cmd/source.h"
#include "cmd/table.h"

static const SnapshotOptions timeouts = {.statement_timeout_ms = 60000, .lock_timeout_ms = 2000};

static ExitCode
print_script(const Invocation *invocation, const SnapshotOptions *settings)
{
    StrBuf script = strbuf_new(invocation->arena);

    snapshot_script(&script, settings);
    fputs(script.text, stdout);
    return EXIT_OK;
}

static ExitCode
write_file(const Invocation *invocation, const SnapshotOptions *settings)
{
    Arena *arena = invocation->arena;
    Error error = {.arena = arena};
    const char *path = invocation_value(invocation, "output");
    SnapshotLack lack = {0};
    Db *db;

    if (path == NULL)
        path = "tenfold.snap";
    if (!source_connect(invocation, invocation->arguments.first->text, &db, &error) ||
        !snapshot_write(db, path, settings, arena, &lack, &error))
        return command_fail(&error);
    for (const Name *name = lack.refused.first; name != NULL; name = name->next)
        fprintf(stderr, "tenfold: not seen: %s\n", name->text);
    printf("written: %s\nquestions refused: %zu\n", path, lack.refused.count);
    printf("tables that this role may not read, so without column statistics: %zu\n", lack.unread);
    printf("read it with: tenfold analyze %s\n", path);
    return EXIT_OK;
}

static ExitCode
run(const Invocation *invocation)
{
    SnapshotOptions settings = timeouts;
    Error error = {.arena = invocation->arena};

    settings.without_values = invocation_flag(invocation, "no-values");
    if (invocation->arguments.count > 0)
        return write_file(invocation, &settings);
    if (invocation_value(invocation, "output") == NULL)
        return print_script(invocation, &settings);
    (void) error_set(&error, ERROR_USAGE, "--output needs a database"); /* always false */
    (void) error_hint(&error,
                      "The script is printed: tenfold snapshot > snapshot.sql."); /* the same */
    return command_fail(&error);
}

static const OptionSpec options[] = {
    {.name = "no-values",
     .kind = OPTION_FLAG,
     .help = "leave out common values and bounds of columns: they are your tables' data"},
    {.name = "output",
     .letter = 'o',
     .kind = OPTION_VALUE,
     .value_name = "FILE",
     .help = "the file to write (tenfold.snap)"},
    {.name = NULL},
};

const Command cmd_snapshot = {
    .name = "snapshot",
    .arguments = "[ADDRESS]",
    .summary = "put what a database knows of itself into one file",
    .description =
        "Prints a script for psql 13 to 18 that writes one file, a snapshot: the schema, sizes, "
        "counters of tables and indexes, column statistics, pg_stat_statements, settings, the "
        "node's role and its replicas. \"tenfold analyze\" reads that file wherever you like. So "
        "whoever holds the password reads a script, runs it and hands over a file; tenfold need "
        "not come near the database.\n\n"
        "The script only reads: in one read-only transaction, with lock and statement timeouts. It "
        "installs nothing and needs no superuser: a member of pg_monitor and pg_read_all_data sees "
        "everything (without the second, no column statistics of tables that it may not read), a "
        "bare role sees less, and the file says what.\n\n"
        "Of each column it reads how frequent its most common values are and, unless --no-values "
        "is given, the values themselves, which may be personal data. Texts of queries come from "
        "pg_stat_statements, which keeps $1 in place of constants; of statements that are no "
        "queries only the first word is read.\n\n"
        "With the ADDRESS of a database tenfold asks the same questions itself.\n\n"
        "Take a snapshot of each replica as well: an index that the primary never uses may serve "
        "queries there. Take a second one a week later: two of one node give the growth between "
        "them. \"tenfold analyze\" takes all of them together.",
    .examples = "tenfold snapshot > snapshot.sql\n"
                "psql -X -f snapshot.sql -v file=acme.snap acme\n"
                "tenfold snapshot postgresql://reader@db.example/acme -o acme.snap\n"
                "tenfold analyze acme.snap db/migrations\n"
                "tenfold analyze primary.snap replica.snap last-week.snap",
    .options = options,
    .run = run,
};
