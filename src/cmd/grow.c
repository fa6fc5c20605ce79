#include "cmd/pager.h"
#include "cmd/subject.h"
#include "cmd/table.h"

#include "cli/progress.h"
#include "grow/grow.h"
#include "report/grow_report.h"
#include "stats/rate.h"

#include <math.h>

#define DATABASE_TODAY "today"

enum
{
    WIDEST = 160 /* room for names of indexes, two plans side by side */
};

static const double DAYS_A_MONTH = 365.2425 / 12;
static const int MONTHS_USUAL = 36;
static const double MONTHS_MOST = 1200;
static const double FACTOR_MOST = 1e6;

static const OptionSpec options[] = {
    SOURCE_OPTIONS,
    {"to", 0, OPTION_VALUE, "TARGET", "how far to look: 36mo, \"5 years\", or 100x the rows"},
    {"objective", 0, OPTION_VALUE, "100ms", "tell when queries pass this time"},
    {"cores", 0, OPTION_VALUE, "N", "cores of the database server"},
    {"disks", 0, OPTION_VALUE, "N", "disks of the database server (1)"},
    {"all", 'a', OPTION_FLAG, NULL, "list every query, plan, table and key"},
    {"json", 0, OPTION_FLAG, NULL, "print it as JSON"},
    {"no-server", 0, OPTION_FLAG, NULL, "use no scratch server: queries are not planned"},
    {"without-extension", 0, OPTION_LIST, "NAME", "stand in for this extension even if installed"},
    {"today", 0, OPTION_VALUE, "YYYY-MM-DD", "take this day for today"},
    {0},
};

/* What one run makes. */
typedef struct Run
{
    const Invocation *invocation;
    Subject subject;
    GrowOptions options;
    Scratch *scratch;
    const char *not_planned; /* why; or NULL */
    Growth *growth;
} Run;

/* "36mo", "3 years", "100x". */
static bool
read_target(const char *text, GrowOptions *out, Error *error)
{
    char *end;
    double number = strtod(text, &end);
    double days;

    out->months = MONTHS_USUAL;
    if (end != text && str_equal(end, "x") && number > 1 && number <= FACTOR_MOST)
    {
        out->factor = number;
        return true;
    }
    if (end != text && str_equal(end, "mo"))
        days = number * DAYS_A_MONTH;
    else if (!rate_parse_period(text, &days))
        return error_set(error, ERROR_USAGE,
                         "\"%s\" is no target, as 36mo, \"3 years\" or 100x would be", text);
    out->months = (int) round(days / DAYS_A_MONTH);
    if (out->months < 6 || days / DAYS_A_MONTH > MONTHS_MOST)
        return error_set(error, ERROR_USAGE, "--to looks ahead from 6 months to 100 years");
    return true;
}

static bool
read_count(const Invocation *invocation, const char *name, double *out, Error *error)
{
    const char *text = invocation_value(invocation, name);
    char *end;

    if (text == NULL)
        return true;
    *out = strtod(text, &end);
    if (end != text && *end == '\0' && *out >= 1 && *out <= 10000)
        return true;
    return error_set(error, ERROR_USAGE, "\"%s\" is no number of %s", text, name);
}

/* What the command line says comes before what the project file says. */
static bool
read_options(Run *run, Error *error)
{
    const Project *project = &run->subject.source.project;
    const char *to = invocation_value(run->invocation, "to");
    const char *objective = invocation_value(run->invocation, "objective");

    run->options = (GrowOptions){.objective_ms = project->objective_ms,
                                 .cores = project->cores,
                                 .disks = project->disks > 0 ? project->disks : 1};
    if (objective != NULL && !rate_parse_ms(objective, &run->options.objective_ms))
        return error_set(error, ERROR_USAGE, "\"%s\" is no time, as 100ms or 2s would be",
                         objective);
    return read_target(to == NULL ? "36mo" : to, &run->options, error) &&
           read_count(run->invocation, "cores", &run->options.cores, error) &&
           read_count(run->invocation, "disks", &run->options.disks, error);
}

/* Loads the schema without its rows, and has PostgreSQL say what the queries mean. */
static bool
ask_server(Run *run, Error *error)
{
    Arena *arena = run->invocation->arena;
    const ScratchOptions scratch_options = {.without_comments = true};
    LoadResult loaded;

    progress_set("loading the schema into a private PostgreSQL");
    if (!scratch_start(arena, &scratch_options, &run->scratch, error) ||
        !scratch_load(run->scratch, arena, DATABASE_TODAY, run->subject.source.schema,
                      &run->subject.without_extensions, &loaded, error))
        return false;
    return subject_understand(&run->subject, run->scratch, arena, DATABASE_TODAY, &loaded,
                              &run->not_planned, error);
}

/* Without a server sizes are still worth having; the report says that nothing was planned. */
static bool
go_on_without(Run *run, Error *error)
{
    if (error->code != ERROR_NO_SERVER)
        return false;
    run->not_planned = arena_strdup(run->invocation->arena, error->message);
    error_clear(error);
    return true;
}

static bool
ask_if_possible(Run *run, Error *error)
{
    if (run->subject.source.workload == NULL)
        return true;
    if (invocation_flag(run->invocation, "no-server"))
        run->not_planned = "--no-server";
    else if (!design_has_growth(run->subject.design))
        run->not_planned = "of no table the rows are known: --table NAME=ROWS,+N/day "
                           "declares them, a snapshot measures them";
    return run->not_planned != NULL || ask_server(run, error) || go_on_without(run, error);
}

static void
tell_progress(void *arena, size_t done, size_t total)
{
    progress_set(
        arena_printf(arena, "planning every query at every size: %zu %%", 100 * done / total));
}

/* Partitions that larger moments have are added to the schema that is loaded. */
static bool
open_planner(const Run *run, WhatIf **out, Error *error)
{
    Arena *arena = run->invocation->arena;
    const Schema *schema = run->growth->larger->schema;

    return scratch_add_partitions(run->scratch, arena, DATABASE_TODAY, schema, error) &&
           whatif_open(run->scratch, arena, DATABASE_TODAY, schema, out, error);
}

static bool
plan(Run *run, Error *error)
{
    WhatIf *whatif;

    run->growth = grow_start(run->invocation->arena, run->subject.design, &run->options);
    if (run->subject.source.workload != NULL && run->not_planned == NULL)
    {
        progress_set("planning every query at every size");
        if (open_planner(run, &whatif, error))
        {
            whatif_on_progress(whatif, tell_progress, run->invocation->arena);
            if (!grow_plan(run->growth, whatif, error) && !go_on_without(run, error))
                return false;
        }
        else if (!go_on_without(run, error))
            return false;
    }
    run->growth->not_planned = run->not_planned;
    return true;
}

static void
print(const Run *run)
{
    const Invocation *invocation = run->invocation;
    const GrowStyle style = {
        .width = invocation->width > WIDEST ? WIDEST : invocation->width,
        .has_colour = invocation->has_colour,
        .shows_all = invocation_flag(invocation, "all"),
    };

    progress_set(NULL);
    if (invocation_flag(invocation, "json"))
        fputs(grow_json(invocation->arena, run->growth), stdout);
    else
        pager_print(invocation, grow_text(invocation->arena, run->growth, &style));
}

static ExitCode
run_grow(const Invocation *invocation)
{
    Error error = {.arena = invocation->arena};
    Run run = {.invocation = invocation};

    progress_set("reading");
    if (!subject_read(invocation, &run.subject, &error) || !read_options(&run, &error))
    {
        progress_set(NULL);
        return command_fail(&error);
    }
    if (!ask_if_possible(&run, &error) || !plan(&run, &error))
    {
        progress_set(NULL);
        return command_fail(&error);
    }
    print(&run);
    return subject_is_whole(&run.subject) ? EXIT_OK : EXIT_INPUT;
}

const Command cmd_grow = {
    .name = "grow",
    .arguments = "SOURCE…",
    .summary = "show queries, tables and keys at the size of next year",
    .description =
        "Plans every query as PostgreSQL will plan it when the database has grown: what it costs "
        "today, in a year and in three, how its cost follows the rows, which plans change and "
        "when, "
        "and whether the change is certain or a toss-up. Beside that: sizes of tables and their "
        "indexes, the days on which they outgrow the cache, memory and disk, and on which keys run "
        "out of numbers.\n\n"
        "SOURCE is what \"tenfold analyze\" takes. Growth is what is measured between snapshots, "
        "or "
        "declared in the project file or by --table; without any, sizes are 2 to 100 times "
        "today's.\n\n"
        "No row of data is needed: the schema is loaded empty into a private, throw-away "
        "PostgreSQL, "
        "and its planner is told statistics of the future. No query is executed. Times are told "
        "only "
        "where some are measured, as ranges: measured time times the ratio of costs. Queries with "
        "parameters are planned with a typical value and, on a line of their own, with the "
        "largest.",
    .examples = "tenfold grow examples/tracker\n"
                "tenfold grow schema.sql --queries queries.sql --table tasks=2M,+8k/day\n"
                "tenfold grow acme.snap --to 5years --objective 100ms\n"
                "tenfold grow postgresql://reader@db.example/acme --to 100x --json",
    .options = options,
    .run = run_grow,
};
