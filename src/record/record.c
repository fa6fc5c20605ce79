#include "record/record.h"

#include "base/stop.h"
#include "base/strbuf.h"
#include "record/look.h"
#include "record/relay.h"
#include "record/save.h"
#include "record/script.h"
#include "schema/print.h"
#include "scratch/extension.h"
#include "scratch/guest.h"

#include <unistd.h>

#define PASSWORD "recorded" /* the relay asks for none: it is for programs that insist on one */

enum
{
    STEP_MS = 200,
    LAST_ANSWERS_MS = 2000 /* that the server gets for what it was told before the command ended */
};

/* One run, as its parts see it. */
typedef struct Run
{
    Arena *arena;
    const RecordOptions *options;
    Scratch *scratch;
    Recording *recording;
    Relay *relay;
    Keeper *keeper;
    bool is_superuser; /* the guest, for the moment */
    double said; /* when progress was last told */
} Run;

static void
database_shrinks(void *context, Database *database)
{
    Run *run = context;

    look_before_loss(run->scratch, database);
}

/*
 * An extension that is harmless but not "trusted" needs a superuser to create it. The role is one for
 * that statement alone: the server has no other to run meanwhile, see relay.c.
 */
static void
extension_begins(void *context, const char *name)
{
    Run *run = context;
    Error ignored = {.arena = run->arena}; /* then the server refuses, and says so */

    if (name != NULL && extension_is_harmless(name))
        run->is_superuser = guest_set_superuser(run->scratch, run->options->user, true, &ignored);
}

static void
extension_ends(void *context)
{
    Run *run = context;
    Error error = {.arena = run->arena};

    if (run->is_superuser && !guest_set_superuser(run->scratch, run->options->user, false, &error))
        keeper_stop(run->keeper); /* a server that does not obey is gone, or lost */
    run->is_superuser = false;
}

static const char *
value_of(const Run *run, const char *name, size_t length)
{
    const RecordOptions *options = run->options;
    Arena *arena = run->arena;
    const char *port = arena_printf(arena, "%u", relay_port(run->relay));
    const struct
    {
        const char *name;
        const char *value;
    } values[] = {
        {"uri", arena_printf(arena, "postgresql://%s:" PASSWORD "@127.0.0.1:%s/%s", options->user,
                             port, options->database)},
        {"host", "127.0.0.1"},
        {"port", port},
        {"user", options->user},
        {"password", PASSWORD},
        {"database", options->database},
        {"socket", guest_folder(run->scratch)},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(values); i++)
        if (strlen(values[i].name) == length && strncmp(values[i].name, name, length) == 0)
            return values[i].value;
    return NULL;
}

/* Replaces {uri}, {port} …; other braces stay. */
static char *
fill_in(const Run *run, const char *template)
{
    StrBuf text = strbuf_new(run->arena);

    while (*template != '\0')
    {
        size_t length = *template == '{' ? strcspn(template + 1, "{}") : 0;
        const char *value =
            length > 0 && template[length + 1] == '}' ? value_of(run, template + 1, length) : NULL;

        if (value == NULL)
            strbuf_add_char(&text, *template ++);
        else
        {
            strbuf_add(&text, value);
            template += length + 2;
        }
    }
    return text.text;
}

static char *const *
environment_of(const Run *run)
{
    static const char *const fixed[] = {"DATABASE_URL={uri}",
                                        "PGHOST={host}",
                                        "PGPORT={port}",
                                        "PGUSER={user}",
                                        "PGPASSWORD={password}",
                                        "PGDATABASE={database}",
                                        "PGSSLMODE=disable",
                                        "PGGSSENCMODE=disable",
                                        "TENFOLD_URI={uri}",
                                        "TENFOLD_HOST={host}",
                                        "TENFOLD_PORT={port}",
                                        "TENFOLD_USER={user}",
                                        "TENFOLD_PASSWORD={password}",
                                        "TENFOLD_DATABASE={database}",
                                        "TENFOLD_SOCKET={socket}"};
    size_t count = ARRAY_LENGTH(fixed) + run->options->environment->count;
    char **settings = arena_new_array(run->arena, char *, count + 1);
    size_t at = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(fixed); i++)
        settings[at++] = fill_in(run, fixed[i]);
    for (const Name *item = run->options->environment->first; item != NULL; item = item->next)
        settings[at++] = fill_in(run, item->text);
    return settings;
}

static char *const *
arguments_of(const Run *run)
{
    char **arguments = arena_new_array(run->arena, char *, run->options->command->count + 1);
    size_t at = 0;

    for (const Name *word = run->options->command->first; word != NULL; word = word->next)
        arguments[at++] = fill_in(run, word->text);
    return arguments;
}

/* What would lead the command, or tenfold itself, to another server. */
static void
forget_other_servers(void)
{
    static const char *const names[] = {"PGHOSTADDR",          "PGSERVICE",        "PGOPTIONS",
                                        "PGPASSFILE",          "PGCHANNELBINDING", "PGREQUIREAUTH",
                                        "PGTARGETSESSIONATTRS"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        (void) unsetenv(names[i]); /* fails for names that are none */
}

static bool
open_server(Run *run, Error *error)
{
    const ScratchOptions scratch_options = {.is_roomy = true};
    RelayOptions relay_options = {.port = run->options->port,
                                  .is_reserved = guest_is_reserved,
                                  .is_wanted = extension_is_harmless};

    forget_other_servers();
    run->options->say("starting a private PostgreSQL");
    if (!scratch_start(run->arena, &scratch_options, &run->scratch, error) ||
        !guest_admit(run->scratch, run->arena, run->options->user, run->options->database, error))
        return false;
    relay_options.folder = guest_folder(run->scratch);
    relay_options.server = arena_printf(run->arena, "%s/.s.PGSQL.5432", relay_options.folder);
    return relay_open(run->arena, run->recording, &relay_options, &run->relay, error);
}

static void
say_progress(Run *run)
{
    double now = recording_seconds(run->recording);
    Arena *arena;

    if (now < run->said + STEP_MS / 1000.0)
        return;
    run->said = now;
    arena = arena_new(NULL, "say_progress");
    run->options->say(arena_printf(arena,
                                   "recording: statements %zu, databases %zu, connections %zu",
                                   run->recording->statements, run->recording->databases.count,
                                   relay_connections(run->relay)));
    arena_free(arena);
}

/* What the command said last may still be on its way through the server. */
static void
hear_last_answers(Run *run)
{
    double until = recording_seconds(run->recording) + LAST_ANSWERS_MS / 1000.0;

    while (relay_busy(run->relay) > 0 && recording_seconds(run->recording) < until &&
           !stop_requested())
        relay_step(run->relay, -1, STEP_MS / 10);
}

static bool
run_command(Run *run, Outcome *outcome, Error *error)
{
    char *const *arguments = arguments_of(run);

    if (!keeper_start(run->arena, arguments, environment_of(run), run->options->output,
                      &run->keeper, error))
        return false;
    while (!keeper_ended(run->keeper, outcome) && !stop_requested())
    {
        relay_step(run->relay, run->keeper->status, STEP_MS);
        say_progress(run);
    }
    if (!stop_requested())
        hear_last_answers(run);
    keeper_stop(run->keeper);
    if (stop_requested())
        return error_set(error, ERROR_INTERRUPTED, "interrupted");
    if (outcome->is_started)
        return true;
    return error_set(error, ERROR_USAGE, "could not run \"%s\": %s", arguments[0],
                     strerror(outcome->reason));
}

static bool
sent_nothing(const Run *run, const Outcome *outcome, Error *error)
{
    if (outcome->signal != 0)
        error_set(error, ERROR_INPUT, "the command was ended by signal %d (%s) and sent nothing",
                  outcome->signal, strsignal(outcome->signal));
    else
        error_set(error, ERROR_INPUT, "the command sent nothing to the private server");
    if (run->recording->no_database != NULL)
    {
        error_detail(error, "It asked for the database \"%s\", which does not exist there.",
                     run->recording->no_database);
        return error_hint(error, "Make it with --database %s.", run->recording->no_database);
    }
    if (outcome->code != 0)
        error_detail(error, "It ended with exit code %d.", outcome->code);
    return error_hint(error,
                      "It finds its database in another way: see --env and {uri} in \"tenfold "
                      "record --help\". Nothing was recorded in \"%s\".",
                      run->options->folder);
}

/* One line, whatever the words hold. */
static char *
command_text(const Run *run)
{
    StrBuf text = strbuf_new(run->arena);

    for (const Name *word = run->options->command->first; word != NULL; word = word->next)
    {
        strbuf_separate(&text, " ");
        for (const char *at = word->text; *at != '\0'; at++)
            strbuf_add_char(&text, (unsigned char) *at < ' ' ? ' ' : *at);
    }
    return text.text;
}

/* Why the recording may lack something; NULL: no reason. */
static const char *
fault_of(const Run *run, const RecordResult *result)
{
    const Outcome *outcome = &result->outcome;

    if (outcome->signal != 0)
        return arena_printf(run->arena, "the recorded command was ended by signal %d (%s)",
                            outcome->signal, strsignal(outcome->signal));
    if (outcome->code != 0)
        return arena_printf(run->arena, "the recorded command ended with exit code %d",
                            outcome->code);
    if (result->database->schema->tables.count == 0)
        return "the recorded command made no table";
    return NULL;
}

/* A recording that is not whole does not replace one that is. */
static const char *
folder_of(const Run *run, const RecordResult *result)
{
    const char *folder = run->options->folder;
    size_t length = strlen(folder);

    while (length > 1 && folder[length - 1] == '/')
        length--;
    if (result->fault == NULL || !save_is_whole(run->arena, folder))
        return folder;
    return arena_printf(run->arena, "%.*s.failed", (int) length, folder);
}

static void
begin_file(StrBuf *out, const Run *run, const RecordResult *result, const char *what)
{
    strbuf_printf(out, "-- " SAVE_MARK " by running: %s\n", command_text(run));
    if (result->fault != NULL)
        strbuf_printf(out, "-- " SAVE_FAULT "%s\n", result->fault);
    strbuf_printf(out, "-- %s\n", what);
}

static char *
project_text(const Run *run, const RecordResult *result)
{
    StrBuf out = strbuf_new(run->arena);

    strbuf_printf(&out, "# " SAVE_MARK " by running: %s\n", command_text(run));
    if (result->fault != NULL)
        strbuf_printf(&out, "# When this file was made: %s.\n", result->fault);
    strbuf_add(&out, "# This file is yours from now on: recording again leaves it as it is.\n");
    strbuf_add(&out, "name: '");
    for (const char *at = result->database->name; *at != '\0'; at++)
        strbuf_add(&out, *at == '\'' ? "''" : (char[]){*at, '\0'});
    strbuf_add(&out, "'\nschema: schema.sql\nqueries: queries.sql\n\n"
                     "# How large the tables are and how fast they grow cannot be recorded:\n"
                     "# tables:\n#   tasks: {rows: 2M, grows: 8k/day}\n");
    return out.text;
}

static bool
write_result(Run *run, RecordResult *result, Error *error)
{
    const PrintOptions print = {.with_comments = true, .with_grants = true};
    StrBuf schema = strbuf_new(run->arena);
    StrBuf changes = strbuf_new(run->arena);
    StrBuf queries = strbuf_new(run->arena);
    SaveFile files[] = {{.name = "schema.sql"},
                        {.name = "migrations.sql"},
                        {.name = "queries.sql"},
                        {.name = "tenfold.yaml", .is_users = true}};

    result->fault = fault_of(run, result);
    result->folder = folder_of(run, result);
    begin_file(&schema, run, result, "The schema as PostgreSQL's catalogs had it.");
    print_script(&schema, result->database->schema, &print);
    begin_file(&changes, run, result, "What changed the schema, as it was sent.");
    script_changes(&changes, result->database);
    begin_file(&queries, run, result,
               "The queries, with $1 for constants; those of catalogs left out.");
    script_queries(&queries, run->recording);
    files[0].text = schema.text;
    files[1].text = changes.text;
    files[2].text = queries.text;
    files[3].text = project_text(run, result);
    return look_compare(run->arena, changes.text, result->database->schema, &result->missing,
                        &result->extra, error) &&
           (result->folder == run->options->folder || save_check(result->folder, false, error)) &&
           save_files(result->folder, files, ARRAY_LENGTH(files), error);
}

bool
record_run(Arena *arena, const RecordOptions *options, RecordResult *out, Error *error)
{
    Run run = {.arena = arena, .options = options, .recording = recording_new(arena)};
    RecordResult result = {.recording = run.recording};

    run.recording->hooks = (RecordingHooks){.context = &run,
                                            .database_shrinks = database_shrinks,
                                            .extension_begins = extension_begins,
                                            .extension_ends = extension_ends};
    if (!open_server(&run, error) || !run_command(&run, &result.outcome, error))
        return false;
    *out = result;
    if (run.recording->statements == 0)
        return sent_nothing(&run, &result.outcome, error);
    options->say("reading the catalogs");
    result.server = scratch_version_text(run.scratch);
    if (!look_at_end(run.scratch, arena, run.recording, options->keep_database, &result.database,
                     error) ||
        !write_result(&run, &result, error))
        return false;
    result.queries = script_query_count(run.recording);
    *out = result;
    return true;
}
