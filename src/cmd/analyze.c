#include "cmd/pager.h"
#include "cmd/subject.h"
#include "cmd/table.h"

#include "advise/closure.h"
#include "advise/confirm.h"
#include "advise/forecast.h"
#include "base/file.h"
#include "cli/progress.h"
#include "report/report.h"

#include <strings.h>

#define DATABASE_TODAY "today"
#define DATABASE_TARGET "target"
#define DATABASE_CONFIRMED "confirmed"

static const OptionSpec options[] = {
    SOURCE_OPTIONS,
    {"brief", 'b', OPTION_FLAG, NULL, "print the first screen only"},
    {"all", 'a', OPTION_FLAG, NULL, "name every finding, not the first few of a group"},
    {"multiples", 0, OPTION_FLAG, NULL, "growth as 10x and 100x too, not only as dates"},
    {"json", 0, OPTION_FLAG, NULL, "print the report as JSON"},
    {"markdown", 0, OPTION_FLAG, NULL, "print the report as Markdown"},
    {"target", 0, OPTION_VALUE, "FILE", "write the recommended schema as DDL"},
    {"migration", 0, OPTION_VALUE, "FILE", "write the migration as a psql script"},
    {"fail-on", 0, OPTION_VALUE, "SEVERITY",
     "exit with 1 on a finding that severe: error, warning, remark; what the report has among "
     "its remarks is a remark"},
    {"no-server", 0, OPTION_FLAG, NULL, "use no scratch server: nothing is loaded or proved"},
    {"without-extension", 0, OPTION_LIST, "NAME", "stand in for this extension even if installed"},
    {"today", 0, OPTION_VALUE, "YYYY-MM-DD", "take this day for today"},
    {0},
};

/* What one run makes; the steps below fill it from top to bottom. */
typedef struct Analysis
{
    const Invocation *invocation;
    Subject subject;
    Findings *findings;
    Recommendation recommendation;
    Plan *plan;
    Scratch *scratch; /* with today's schema in "today"; NULL: no server */
    LoadResult loaded;
    Planned *planned; /* NULL: the planner was not asked, or knew nothing */
    const char *database; /* of the recommended schema */
    LoadResult target_loaded;
    Closure closure;
    ReportRun run;
} Analysis;

static bool
read_source(Analysis *analysis, Error *error)
{
    if (!subject_read(analysis->invocation, &analysis->subject, error))
        return false;
    analysis->run.readings = &analysis->subject.source.readings;
    analysis->run.project_file = analysis->subject.source.project.file;
    analysis->run.tables_in_file = analysis->subject.source.tables_in_file;
    analysis->run.tables_in_options = invocation_list(analysis->invocation, "table")->count;
    if (analysis->invocation->arguments.count == 1 &&
        file_is_folder(analysis->invocation->arguments.first->text))
        analysis->run.folder = analysis->invocation->arguments.first->text;
    analysis->run.wants_multiples = invocation_flag(analysis->invocation, "multiples");
    return true;
}

/* Loads today's schema into a server of our own, and has it say what queries mean. */
static bool
ask_server(Analysis *analysis, Error *error)
{
    Arena *arena = analysis->invocation->arena;
    const ScratchOptions scratch_options = {.without_comments = true};
    Scratch *scratch;

    if (!scratch_start(arena, &scratch_options, &scratch, error))
        return false;
    if (!scratch_load(scratch, arena, DATABASE_TODAY, analysis->subject.source.schema,
                      &analysis->subject.without_extensions, &analysis->loaded, error) ||
        !subject_understand(&analysis->subject, scratch, arena, DATABASE_TODAY, &analysis->loaded,
                            &analysis->run.queries_reason, error))
        return false;
    analysis->run.are_queries_of_server =
        analysis->subject.source.workload != NULL && analysis->run.queries_reason == NULL;
    analysis->run.server = scratch_version_text(scratch);
    analysis->run.objects_failed = analysis->loaded.failures.count;
    analysis->run.failures = &analysis->loaded.failures;
    analysis->run.stubbed = &analysis->loaded.stubbed_extensions;
    analysis->scratch = scratch;
    return true;
}

/* Without a server the report is still worth having; it says that nothing was proved. */
static bool
go_on_without(Analysis *analysis, Error *error)
{
    if (error->code != ERROR_NO_SERVER)
        return false;
    analysis->scratch = NULL;
    analysis->run.server = NULL;
    analysis->run.are_queries_of_server = false;
    analysis->run.no_server_reason = arena_strdup(analysis->invocation->arena, error->message);
    error_clear(error);
    return true;
}

static bool
ask_if_possible(Analysis *analysis, Error *error)
{
    if (invocation_flag(analysis->invocation, "no-server"))
    {
        analysis->run.no_server_reason = "--no-server";
        return true;
    }
    progress_set("loading the schema into a private PostgreSQL");
    return ask_server(analysis, error) || go_on_without(analysis, error);
}

/* Plans are worth having, and a report without them is, too. */
static bool
go_on_unplanned(Analysis *analysis, Error *error)
{
    if (error->code == ERROR_NO_SERVER || error->code == ERROR_INTERRUPTED)
        return false;
    analysis->planned = NULL;
    analysis->run.planned_by = NULL;
    error_clear(error);
    return true;
}

/* What queries take now and in a year: planned, where there is a planner; else reckoned. */
static bool
forecast(Analysis *analysis, Error *error)
{
    if (analysis->subject.source.workload == NULL)
        return true;
    forecast_growth(analysis->subject.design, analysis->subject.source.workload);
    if (analysis->scratch == NULL || !analysis->run.are_queries_of_server)
        return true;
    progress_set("planning the queries at the size of next year");
    if (!planned_today(analysis->invocation->arena, analysis->scratch, DATABASE_TODAY,
                       analysis->subject.design, &analysis->planned, error))
        return go_on_unplanned(analysis, error) || go_on_without(analysis, error);
    if (analysis->planned != NULL)
        analysis->run.planned_by = analysis->run.server;
    return true;
}

static bool
recommend(Analysis *analysis, Error *error)
{
    analysis->findings = rule_run_all(analysis->invocation->arena, analysis->subject.design);
    return recommend_choose(analysis->invocation->arena, analysis->findings, RECOMMEND_ADVISED,
                            &analysis->recommendation, error);
}

static bool
load_target(Analysis *analysis, const char *database, Error *error)
{
    analysis->database = database;
    return scratch_load(analysis->scratch, analysis->invocation->arena, database,
                        analysis->recommendation.target, &analysis->subject.without_extensions,
                        &analysis->target_loaded, error);
}

/* The same queries on the recommended schema; how many findings the planner does not confirm. */
static bool
plan_target(Analysis *analysis, size_t *refused, Error *error)
{
    Arena *arena = analysis->invocation->arena;
    const char *unavailable = NULL;

    *refused = 0;
    if (analysis->planned == NULL)
        return true;
    if (!scratch_load_planner(analysis->scratch, arena, analysis->database, &unavailable, error))
        return false;
    if (unavailable != NULL ||
        !planned_target(analysis->planned, analysis->scratch, analysis->database,
                        &analysis->recommendation, error))
        return unavailable != NULL || go_on_unplanned(analysis, error);
    *refused = confirm_findings(analysis->planned, analysis->findings, &analysis->recommendation);
    return true;
}

/* Loads the recommended schema as well. What the planner does not confirm is not part of it. */
static bool
confirm(Analysis *analysis, Error *error)
{
    size_t refused;

    if (!load_target(analysis, DATABASE_TARGET, error) || !plan_target(analysis, &refused, error))
        return false;
    return refused == 0 || (recommend_choose(analysis->invocation->arena, analysis->findings,
                                             RECOMMEND_ADVISED, &analysis->recommendation, error) &&
                            load_target(analysis, DATABASE_CONFIRMED, error));
}

/* The recommended schema in the server: planned, then read back and judged. */
static bool
prove(Analysis *analysis, Error *error)
{
    Arena *arena = analysis->invocation->arena;

    if (analysis->subject.source.workload != NULL)
        forecast_fix(analysis->subject.design, analysis->subject.source.workload,
                     analysis->recommendation.target);
    if (analysis->scratch == NULL || analysis->recommendation.changes.count == 0)
        return true;
    progress_set("proving the recommended schema");
    if (!confirm(analysis, error) ||
        !closure_check(arena, analysis->scratch, analysis->findings, &analysis->recommendation,
                       &analysis->loaded, analysis->database, &analysis->target_loaded,
                       &analysis->closure, error))
        return go_on_without(analysis, error);
    analysis->run.is_closure_checked = true;
    analysis->run.closure_fixed = analysis->closure.fixed;
    analysis->run.closure_faults = &analysis->closure.faults;
    return true;
}

static bool
make_plan(Analysis *analysis, Error *error)
{
    analysis->plan = plan_make(analysis->invocation->arena, analysis->subject.design,
                               &analysis->recommendation.changes, error);
    return analysis->plan != NULL;
}

static bool
write_files(const Analysis *analysis, Error *error)
{
    static const PrintOptions print = {
        .with_owners = true, .with_comments = true, .with_grants = true};
    const char *target = invocation_value(analysis->invocation, "target");
    const char *migration = invocation_value(analysis->invocation, "migration");
    Arena *arena = analysis->invocation->arena;

    if (target != NULL)
    {
        StrBuf script = strbuf_new(arena);

        print_script(&script, analysis->recommendation.target, &print);
        if (!file_write(target, script.text, script.length, error))
            return false;
    }
    if (migration != NULL)
    {
        const char *script = plan_script(arena, analysis->plan);

        if (!file_write(migration, script, strlen(script), error))
            return false;
    }
    return true;
}

static const Report *
print_report(const Analysis *analysis)
{
    const Invocation *invocation = analysis->invocation;
    const ReportStyle style = {
        .width = invocation->width > 100 ? 100 : invocation->width,
        .has_colour = invocation->has_colour,
        .is_brief = invocation_flag(invocation, "brief"),
        .shows_all = invocation_flag(invocation, "all"),
    };
    const ReportInput input = {
        .design = analysis->subject.design,
        .findings = analysis->findings,
        .target = analysis->recommendation.target,
        .changes = &analysis->recommendation.changes,
        .dropped = &analysis->recommendation.dropped,
        .plan = analysis->plan,
        .run = &analysis->run,
    };
    const Report *report = report_build(invocation->arena, &input);

    progress_set(NULL);
    if (invocation_flag(invocation, "json"))
        fputs(report_json(invocation->arena, report), stdout);
    else if (invocation_flag(invocation, "markdown"))
        fputs(report_markdown(invocation->arena, report), stdout);
    else
        pager_print(invocation, report_text(invocation->arena, report, &style));
    return report;
}

/* The severity of --fail-on; false when it is none. */
static bool
choose_limit(const Invocation *invocation, bool *is_given, Severity *limit, Error *error)
{
    const char *text = invocation_value(invocation, "fail-on");

    *is_given = text != NULL;
    for (Severity severity = SEVERITY_ERROR; text != NULL && severity <= SEVERITY_REMARK;
         severity++)
        if (strcasecmp(text, severity_name(severity)) == 0)
        {
            *limit = severity;
            return true;
        }
    return text == NULL ||
           error_set(error, ERROR_USAGE, "\"%s\" is no severity: error, warning or remark", text);
}

static bool
check_format(const Invocation *invocation, Error *error)
{
    if (!invocation_flag(invocation, "json") || !invocation_flag(invocation, "markdown"))
        return true;
    return error_set(error, ERROR_USAGE, "--json and --markdown exclude each other");
}

static ExitCode
run(const Invocation *invocation)
{
    Error error = {.arena = invocation->arena};
    Analysis analysis = {.invocation = invocation};
    const Report *report;
    bool has_limit;
    Severity limit = SEVERITY_ERROR;

    progress_set("reading");
    if (!check_format(invocation, &error) ||
        !choose_limit(invocation, &has_limit, &limit, &error) || !read_source(&analysis, &error) ||
        !ask_if_possible(&analysis, &error) || !forecast(&analysis, &error) ||
        !recommend(&analysis, &error) || !prove(&analysis, &error) ||
        !make_plan(&analysis, &error) || !write_files(&analysis, &error))
    {
        progress_set(NULL);
        return command_fail(&error);
    }
    report = print_report(&analysis);
    if (has_limit && !report_passes(report, limit))
        return EXIT_FINDINGS;
    return subject_is_whole(&analysis.subject) && report->unproved.count == 0 ? EXIT_OK
                                                                              : EXIT_INPUT;
}

const Command cmd_analyze = {
    .name = "analyze",
    .arguments = "SOURCE…",
    .summary = "say what breaks at scale, and the way out",
    .description =
        "Reads a PostgreSQL schema and says what will break as it grows, when, and what ends it: "
        "first a verdict on one screen, then six parts: pain points, recommended schema, indexes, "
        "migration strategy, trade-offs, and expected impact on reads, writes and storage.\n\n"
        "SOURCE is one or more SQL files such as pg_dump -s writes (\"-\" for standard input), a "
        "folder of migrations (\"tenfold migrations\" shows it), a folder with a tenfold.yaml, or "
        "a "
        "postgresql:// address. A database is only read: in one "
        "read-only transaction, with lock and statement timeouts, without superuser rights.\n\n"
        "It may also be one or more snapshots of a database (\"tenfold snapshot\"): of several "
        "nodes, "
        "whose counters add up, and of several days, which give the growth between them. A folder "
        "of "
        "migrations or SQL files beside snapshots or an address tell in which file and line each "
        "object is made. Statistics from elsewhere stand beside the schema as CSV with a header: "
        "pg_stat_statements, pg_class, pg_stats, pg_stat_user_tables, pg_stat_user_indexes, with "
        "any "
        "columns; those that pg_dump of "
        "PostgreSQL "
        "18 writes are read where they stand.\n\n"
        "Where it is known how long queries take (a snapshot, a database, such an export, \"-- "
        "mean:\" "
        "in files of queries), the verdict is about them: what takes the time, why, and what a "
        "call "
        "takes now, in a year, and with what is recommended.\n\n"
        "The schema is loaded into a private, throw-away PostgreSQL, which says what the queries "
        "mean, and proves that the recommended schema loads, takes the same queries and ends what "
        "it promises to end. Nothing of the input is executed there: only DDL printed from "
        "tenfold's own model, as a role without privileges, with the bodies of functions taken "
        "out. Queries are analysed, and never run.",
    .examples = "tenfold analyze schema.sql\n"
                "pg_dump -s acme | tenfold analyze - --table tasks=2M,+8k/day --ram 8GB\n"
                "tenfold analyze db/migrations --until 20260101\n"
                "tenfold analyze examples/tracker --brief\n"
                "tenfold analyze acme.snap db/migrations\n"
                "tenfold analyze schema.sql pg_stat_statements.csv pg_stats.csv\n"
                "tenfold analyze postgresql://reader@db.example/acme --markdown",
    .options = options,
    .run = run,
};
