/*
 * record.c - "tenfold record -- COMMAND": what a command does to a database that it is given.
 */
#include "cmd/table.h"

#include "cli/progress.h"
#include "cli/terminal.h"
#include "record/record.h"
#include "record/save.h"
#include "schema/schema.h"
#include "scratch/guest.h"

#include <jansson.h>
#include <unistd.h>

#define FOLDER "tenfold-recorded"
#define USER "recorder"
#define DATABASE "recorded"

enum
{
    PORT_MOST = 65535,
    SHOWN_MOST = 5
};

static const OptionSpec options[] = {
    {"out", 'o', OPTION_VALUE, "DIR", "write to this folder (./" FOLDER ")"},
    {"force", 0, OPTION_FLAG, NULL, "write there even if it holds other files"},
    {"env", 'e', OPTION_LIST, "NAME=TEMPLATE",
     "set this for the command too; {uri} {host} {port} {user} {password} {database} {socket} in "
     "it "
     "are replaced"},
    {"database", 0, OPTION_VALUE, "NAME", "the name of the database to make (" DATABASE ")"},
    {"user", 0, OPTION_VALUE, "NAME", "the name of the role that owns it (" USER ")"},
    {"port", 0, OPTION_VALUE, "PORT", "listen on this port of 127.0.0.1 (any that is free)"},
    {"keep-database", 0, OPTION_VALUE, "NAME",
     "write the schema of this database, not of the one with most tables"},
    {"json", 0, OPTION_FLAG, NULL,
     "print the summary as JSON; what the command prints goes to "
     "standard error"},
    {0},
};

/* The command may print to the terminal itself: a line that comes and goes would be in its way. */
static void
say(const char *what)
{
    if (!terminal_is(STDOUT_FILENO) || strncmp(what, "recording", 9) != 0)
        progress_set(what);
    else
        progress_set(NULL);
}

static bool
read_port(const Invocation *invocation, unsigned *port, Error *error)
{
    const char *text = invocation_value(invocation, "port");
    char *end = NULL;
    long number = text == NULL ? 0 : strtol(text, &end, 10);

    if (text != NULL && (end == text || *end != '\0' || number < 1 || number > PORT_MOST))
        return error_set(error, ERROR_USAGE, "\"%s\" is no port", text);
    *port = (unsigned) number;
    return true;
}

static bool
check_environment(const Invocation *invocation, Error *error)
{
    for (const Name *item = invocation_list(invocation, "env")->first; item != NULL;
         item = item->next)
        if (strchr(item->text, '=') == NULL || *item->text == '=')
        {
            error_set(error, ERROR_USAGE, "\"%s\" is no setting", item->text);
            return error_hint(error, "Write --env NAME=TEMPLATE, such as --env DB_PORT={port}.");
        }
    return true;
}

static bool
read_options(const Invocation *invocation, RecordOptions *out, Error *error)
{
    const char *user = invocation_value(invocation, "user");
    const char *database = invocation_value(invocation, "database");
    const char *folder = invocation_value(invocation, "out");

    *out = (RecordOptions){
        .command = &invocation->arguments,
        .environment = invocation_list(invocation, "env"),
        .user = user != NULL ? user : USER,
        .database = database != NULL ? database : DATABASE,
        .keep_database = invocation_value(invocation, "keep-database"),
        .folder = folder != NULL ? folder : FOLDER,
        .output = invocation_flag(invocation, "json") ? STDERR_FILENO : STDOUT_FILENO,
        .say = say,
    };
    if (guest_is_reserved(out->user))
        return error_set(error, ERROR_USAGE, "the role \"%s\" belongs to tenfold", out->user);
    return read_port(invocation, &out->port, error) && check_environment(invocation, error) &&
           save_check(out->folder, invocation_flag(invocation, "force"), error);
}

static const char *
plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static const char *
state_of(const Database *database)
{
    if (database->is_torn_down)
        return ", its tables were dropped at the end";
    return database->is_dropped ? ", dropped at the end" : "";
}

static void
print_databases(const RecordResult *result)
{
    for (const Database *item = result->recording->databases.first; item != NULL; item = item->next)
        if (item->changes > 0 || item->tables > 0)
            printf("  %c %s: %zu table%s, %zu change%s%s\n", item == result->database ? '*' : ' ',
                   item->name, item->tables, plural(item->tables), item->changes,
                   plural(item->changes), state_of(item));
}

static void
print_names(const char *what, const NameList *names)
{
    size_t shown = 0;

    if (names->count == 0)
        return;
    printf("  %s: ", what);
    for (const Name *name = names->first; name != NULL && shown < SHOWN_MOST; name = name->next)
        printf("%s%s", shown++ > 0 ? ", " : "", name->text);
    printf(names->count > shown ? " and %zu more\n" : "\n", names->count - shown);
}

static void
print_refused(const Recording *recording)
{
    size_t shown = 0;

    for (const Entry *entry = recording->failed.first; entry != NULL && shown < SHOWN_MOST;
         entry = entry->next, shown++)
        printf("  refused (%s)\n    %.*s\n", entry->reason, (int) strcspn(entry->text, "\n"),
               entry->text);
    if (recording->failed.count > shown)
        printf("  and %zu more, see migrations.sql\n", recording->failed.count - shown);
}

static void
print_summary(const RecordResult *result)
{
    const char *folder = result->folder;
    const Recording *recording = result->recording;

    printf("\nRecorded from PostgreSQL %s: %zu statement%s on %u connection%s, %zu refused\n",
           result->server, recording->statements, plural(recording->statements),
           recording->connections, plural(recording->connections), recording->failures);
    print_databases(result);
    printf("  %zu different %s; %zu call%s of the catalogs alone left out\n", result->queries,
           result->queries == 1 ? "query" : "queries", recording->catalog_calls,
           plural(recording->catalog_calls));
    if (recording->not_understood > 0)
        printf(recording->not_understood == 1 ? "  %zu query was not understood\n"
                                              : "  %zu queries were not understood\n",
               recording->not_understood);
    if (recording->blind_connections > 0)
        printf("  %zu connection%s only passed on: not PostgreSQL's protocol\n",
               recording->blind_connections, recording->blind_connections == 1 ? " was" : "s were");
    print_refused(recording);
    if (result->missing.count + result->extra.count > 0)
        puts("  migrations.sql alone does not make what the catalogs have (schema.sql is right):");
    print_names("  missing", &result->missing);
    print_names("  too much", &result->extra);
    printf("\n%s/ holds schema.sql, migrations.sql, queries.sql and tenfold.yaml\n"
           "  tenfold analyze %s\n",
           folder, folder);
}

static json_t *
json_names(const NameList *names)
{
    json_t *list = json_array();

    for (const Name *name = names->first; name != NULL; name = name->next)
        json_array_append_new(list, json_string(name->text));
    return list;
}

static json_t *
json_databases(const RecordResult *result)
{
    json_t *list = json_array();

    for (const Database *item = result->recording->databases.first; item != NULL; item = item->next)
        json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:b, s:b}", "name", item->name,
                                              "tables", (json_int_t) item->tables, "changes",
                                              (json_int_t) item->changes, "dropped",
                                              item->is_dropped || item->is_torn_down, "written",
                                              item == result->database));
    return list;
}

static json_t *
json_refused(const Recording *recording)
{
    json_t *list = json_array();

    for (const Entry *entry = recording->failed.first; entry != NULL; entry = entry->next)
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "reason", entry->reason, "statement", entry->text));
    return list;
}

static void
print_json(const RecordResult *result)
{
    const Recording *recording = result->recording;
    json_t *root = json_pack(
        "{s:i, s:s, s:s, s:i, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o}", "version", 1,
        "folder", result->folder, "server", result->server, "exit_code",
        result->outcome.signal != 0 ? 128 + result->outcome.signal : result->outcome.code,
        "statements", (json_int_t) recording->statements, "connections",
        (json_int_t) recording->connections, "refused", (json_int_t) recording->failures, "queries",
        (json_int_t) result->queries, "catalog_calls", (json_int_t) recording->catalog_calls,
        "not_understood", (json_int_t) recording->not_understood, "databases",
        json_databases(result), "refused_changes", json_refused(recording), "missing_in_migrations",
        json_names(&result->missing), "extra_in_migrations", json_names(&result->extra));
    char *text = json_dumps(root, JSON_INDENT(2));

    if (text != NULL)
        puts(text);
    free(text);
    json_decref(root);
}

static bool
has_failed(const Outcome *outcome)
{
    return outcome->is_started && (outcome->signal != 0 || outcome->code != 0);
}

/* What was recorded until then is written; that the command failed is said last. */
static ExitCode
report_outcome(const RecordResult *result, const char *folder)
{
    if (result->fault == NULL)
        return EXIT_OK;
    (void) fflush(stdout); /* its failure is reported at the end */
    fprintf(stderr, "tenfold: %s\n", result->fault);
    if (strcmp(result->folder, folder) != 0)
        fprintf(stderr, "tenfold: the recording in \"%s\" was kept; this one is in \"%s\"\n",
                folder, result->folder);
    return has_failed(&result->outcome) ? EXIT_COMMAND : EXIT_OK;
}

/* A command that failed before it sent anything. */
static ExitCode
report_error(const RecordResult *result, const Error *error)
{
    ExitCode code = command_fail(error);

    return error->code == ERROR_INPUT && has_failed(&result->outcome) ? EXIT_COMMAND : code;
}

static ExitCode
run(const Invocation *invocation)
{
    Error error = {.arena = invocation->arena};
    RecordOptions record_options;
    RecordResult result = {0};

    if (!read_options(invocation, &record_options, &error) ||
        !record_run(invocation->arena, &record_options, &result, &error))
    {
        progress_set(NULL);
        return report_error(&result, &error);
    }
    progress_set(NULL);
    if (invocation_flag(invocation, "json"))
        print_json(&result);
    else
        print_summary(&result);
    return report_outcome(&result, record_options.folder);
}

const Command cmd_record = {
    .name = "record",
    .arguments = "COMMAND…",
    .summary = "run your migrations or tests, and record what they send",
    .description =
        "Starts a private, throw-away PostgreSQL, runs COMMAND (the project's own migrations or "
        "its "
        "test suite) against it, and writes what the command really did there to a folder that "
        "\"tenfold analyze\" reads: the schema, the statements that made it, and the queries with "
        "their counts. So it works with every framework, and no database of yours is touched.\n\n"
        "The command finds the server by DATABASE_URL and by PGHOST, PGPORT, PGUSER, PGPASSWORD "
        "and "
        "PGDATABASE; TENFOLD_URI, TENFOLD_HOST, TENFOLD_PORT, TENFOLD_USER, TENFOLD_PASSWORD, "
        "TENFOLD_DATABASE and TENFOLD_SOCKET (a folder) say the same. For other names there is "
        "--env, "
        "and in the arguments of the command {uri}, {host}, {port}, {user}, {password}, {database} "
        "and {socket} are replaced. Options of tenfold stand before the command; put \"--\" "
        "between "
        "them.\n\n"
        "The folder gets schema.sql (the catalogs of the database with most tables, read before a "
        "test suite drops it), migrations.sql (what changed it, with its transactions; what was "
        "refused or rolled back as comments), queries.sql (queries with $1 for constants, how "
        "often "
        "they ran, how often in one transaction) and tenfold.yaml, which is yours afterwards. "
        "Constants and parameters of queries are never written.\n\n"
        "The role of the command owns its database and may make databases and roles. It is no "
        "superuser: nothing reaches files, programs or other servers from there. Installed "
        "extensions that are known to be harmless can be created all the same (one that PostgreSQL "
        "does not trust only by a statement that is sent alone). The command itself "
        "is yours and is trusted: it runs as you, with your environment. While it runs, any user "
        "of "
        "this machine can connect to the server's port on 127.0.0.1.\n\n"
        "Exit code 6 says that the command failed; what it did until then is recorded, and the "
        "files say so. Where a good recording stands, that one stays, and this one goes to "
        "NAME.failed. After Ctrl-C "
        "nothing is written, and neither the server nor the command is left.",
    .examples = "tenfold record -- python3 manage.py migrate\n"
                "tenfold record --out recorded -- bin/rails db:migrate\n"
                "tenfold record --env DB_HOST={host} --env DB_PORT={port} -- npm test\n"
                "tenfold record -- psql -f schema.sql {uri}\n"
                "tenfold analyze tenfold-recorded",
    .options = options,
    .runs_program = true,
    .run = run,
};
