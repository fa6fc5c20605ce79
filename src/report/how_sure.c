/*
 * How sure all of it is: who said what, over which time, and what nobody saw.
 */
#include "report/report_internal.h"

#include <math.h>

enum
{
    VERSION_TWO_NUMBERS = 100000, /* before it 90600 is 9.6 */
    VERSION_FIRST = 130000,
    VERSION_BEYOND = 190000
};

/* " in tenfold.yaml and by --table": where something was declared; "" when nothing was. */
static const char *
declared_where(const Report *report)
{
    const ReportRun *run = report->run;
    const char *options = run->tables_in_options == 0 ? "" : " by --table";

    if (run->tables_in_file == 0 || run->project_file == NULL)
        return options;
    return arena_printf(report->arena, " in %s%s%s",
                        strrchr(run->project_file, '/') == NULL
                            ? run->project_file
                            : strrchr(run->project_file, '/') + 1,
                        options[0] == '\0' ? "" : " and", options);
}

static size_t
count_measured(const Design *design)
{
    size_t count = 0;

    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
    {
        Quantity rows = design_rows(design, table);

        count += design_is_counted(design, table) && quantity_known(rows) &&
                 rows.source == PROVENANCE_MEASURED;
    }
    return count;
}

/* "measured for 19 of 20 tables, declared for 1 by --table". */
static const char *
sizes_text(const Report *report, size_t measured, size_t known, size_t tables)
{
    Arena *arena = report->arena;
    const char *where = declared_where(report);
    const char *plural = tables == 1 ? "" : "s";

    if (measured == 0)
        return arena_printf(arena, "declared for %zu of %zu table%s%s", known, tables, plural,
                            where);
    if (measured < known)
        return arena_printf(arena, "measured for %zu of %zu table%s, declared for %zu%s", measured,
                            tables, plural, known - measured, where);
    return arena_printf(arena, "measured for %zu of %zu table%s%s%s", known, tables, plural,
                        where[0] == '\0' ? "" : "; growth declared", where);
}

static void
add_sizes_source(Report *report)
{
    const Design *design = report->design;
    const char *label = costs_lead(report) ? "" : "How sure";
    size_t tables = verdict_counted_tables(design);
    size_t known = verdict_tables_with_rows(design);

    if (known == 0)
        line_add(report, &report->how_sure, label, "rows and growth: none known");
    else
        line_add(report, &report->how_sure, label, "rows: %s",
                 sizes_text(report, count_measured(design), known, tables));
    if (known > 0 && !design->is_live)
        line_add(report, &report->how_sure, "",
                 "bytes: page layout, assumed text widths; days: linear growth");
}

static void
add_readings(Report *report)
{
    const NameList *readings = report->run->readings;

    for (const Name *text = readings == NULL ? NULL : readings->first; text != NULL;
         text = text->next)
        line_add(report, &report->how_sure, "", "read: %s", text->text);
}

static void
add_server_source(Report *report)
{
    const ReportRun *run = report->run;

    if (run->server == NULL)
    {
        line_add(report, &report->how_sure, "", "schema: read without a server%s%s",
                 run->no_server_reason == NULL ? "" : ": ",
                 run->no_server_reason == NULL ? "" : run->no_server_reason);
        return;
    }
    line_add(report, &report->how_sure, "",
             run->objects_failed == 0 ? "schema: loaded whole in a private PostgreSQL %s"
             : run->objects_failed == 1
                 ? "schema: loaded in a private PostgreSQL %s; %zu statement was refused"
                 : "schema: loaded in a private PostgreSQL %s; %zu statements were refused",
             run->server, run->objects_failed);
    if (run->stubbed != NULL && run->stubbed->count > 0)
        line_add(report, &report->how_sure, "", "stand-ins were used for extensions: %s",
                 name_list_text(report->arena, run->stubbed));
    if (run->is_closure_checked && run->closure_faults->count == 0)
        line_add(report, &report->how_sure, "",
                 "recommended schema: loaded too; the %zu finding%s it ends %s gone",
                 run->closure_fixed, run->closure_fixed == 1 ? "" : "s",
                 run->closure_fixed == 1 ? "is" : "are");
    for (const Name *fault = run->is_closure_checked ? run->closure_faults->first : NULL;
         fault != NULL; fault = fault->next)
        line_add(report, &report->how_sure, "", "recommended schema: %s", fault->text);
}

/* "6 d 4 h", "5 h", "40 min". */
static char *
window_text(Arena *arena, double days)
{
    double hours = days * 24;
    int whole_days = (int) days;

    if (days >= 10)
        return arena_printf(arena, "%.0f d", days);
    if (days >= 1)
        return arena_printf(arena, "%d d %.0f h", whole_days, floor(hours - whole_days * 24.0));
    if (hours >= 1)
        return arena_printf(arena, "%.0f h", hours);
    return hours * 60 >= 1 ? arena_printf(arena, "%.0f min", hours * 60)
                           : arena_printf(arena, "%.0f s", hours * 3600);
}

static const char *
nodes_text(Arena *arena, const Stats *stats)
{
    if (stats->nodes_read > 1)
        return arena_printf(arena, "%zu nodes", stats->nodes_read);
    if (stats->replicas.source == PROVENANCE_MEASURED && stats->replicas.value < 1)
        return "the only node";
    return "this node only";
}

/* "planned by PostgreSQL 15.20, your settings". */
static const char *
planned_text(const Report *report)
{
    const Stats *stats = report->design->stats;

    return arena_printf(report->arena, "planned by PostgreSQL %s, %s settings",
                        report->run->planned_by, stats->settings.count > 0 ? "your" : "its own");
}

/* A snapshot may say any version; which catalogs it answered from nobody tried. */
static void
add_untried(Report *report)
{
    unsigned version = report->design->stats->server_version;

    if (version > 0 && (version < VERSION_FIRST || version >= VERSION_BEYOND))
        line_add(
            report, &report->how_sure, "",
            "your server is PostgreSQL %u.%u, and 13 to 18 are known: catalogs of others may say "
            "other things",
            version / 10000, version < VERSION_TWO_NUMBERS ? version / 100 % 100 : version % 10000);
}

/* Another major costs and chooses otherwise. */
static void
add_other_major(Report *report)
{
    const char *planner = report->run->planned_by;
    unsigned major = report->design->stats->server_version / 10000;

    if (planner != NULL && major > 0 && (unsigned) strtoul(planner, NULL, 10) != major)
        line_add(report, &report->how_sure, "",
                 "your server is PostgreSQL %u: its planner may choose other plans than %s does",
                 major, planner);
}

/* Who says how long queries take, and who what they will take. */
static void
add_times(Report *report)
{
    const Workload *workload = report->design->workload;
    const WorkloadQuery *first = costs_lead(report) ? report->costs.first->query : NULL;

    if (first == NULL)
        return;
    if (first->per_call[COUNTER_MS].source != PROVENANCE_MEASURED)
        line_add(report, &report->how_sure, "How sure", "now: declared in the files of queries");
    else if (!quantity_known(workload->window_days))
        line_add(report, &report->how_sure, "How sure",
                 "now: measured (an export of pg_stat_statements)");
    else
        line_add(report, &report->how_sure, "How sure",
                 "now: measured (pg_stat_statements, %s, %s)",
                 window_text(report->arena, workload->window_days.value),
                 nodes_text(report->arena, report->design->stats));
    line_add(report, &report->how_sure, "", "%s, with fix: %s",
             day_month_text(report->arena, day_add_months(report->design->today, HORIZON_NEAR)),
             report->run->planned_by != NULL && first->cost[COST_TODAY] > 0
                 ? planned_text(report)
                 : "reckoned from rows and growth, not planned");
}

static void
add_item(Report *report, NameList *items, const char *text)
{
    if (!name_list_contains(items, text))
        name_list_add(report->arena, items, text);
}

/* What a server did not tell: a problem without a place, with a hint what to grant. */
static void
add_refused(Report *report, NameList *items)
{
    for (const Problem *problem = report->design->schema->problems.first; problem != NULL;
         problem = problem->next)
        if (report->design->is_live && !problem->is_error && problem->location.file == NULL &&
            problem->hint != NULL)
            add_item(report, items, problem->message);
}

static void
add_unseen_queries(Report *report, NameList *items)
{
    const Workload *workload = report->design->workload;
    Arena *arena = report->arena;

    for (const Name *name = workload->unseen.first; name != NULL; name = name->next)
        add_item(report, items, name->text);
    if (workload->hidden_statements > 0 && !report->design->is_live)
        add_item(report, items,
                 arena_printf(arena, "texts of %zu statement%s of other users",
                              workload->hidden_statements,
                              workload->hidden_statements == 1 ? "" : "s"));
    if (workload->evicted > 0)
        add_item(report, items,
                 arena_printf(arena, "rare statements (pg_stat_statements made room %zu times)",
                              workload->evicted));
    if (costs_lead(report) &&
        report->costs.first->query->per_call[COUNTER_MS].source == PROVENANCE_MEASURED)
        add_item(report, items, "which part of the times is waiting for locks");
}

/* Statements and questions that failed; the verdict names the first. */
static void
add_failed(Report *report)
{
    size_t errors;

    (void) verdict_first_error(report, &errors); /* the verdict names it */
    if (errors > 0)
        line_add(report, &report->how_sure, "",
                 "%zu %s%s could not be %s: see the end of the report", errors,
                 report->design->is_live
                     ? "question"
                     : (errors == 1 ? "statement of the input" : "statements of the input"),
                 errors > 1 && report->design->is_live ? "s" : "",
                 report->design->is_live ? "answered" : "read");
}

static void
add_not_seen(Report *report)
{
    NameList items = {0};
    StrBuf text = strbuf_new(report->arena);

    if (report->design->workload == NULL)
        add_item(report, &items, "queries");
    if (!report->design->is_live && !costs_lead(report))
        add_item(report, &items, "live statistics");
    if (report->design->workload != NULL)
        add_unseen_queries(report, &items);
    add_refused(report, &items);
    for (const Name *name = items.first; name != NULL; name = name->next)
    {
        strbuf_separate(&text, "; ");
        strbuf_add(&text, name->text);
    }
    if (items.count > 0)
        line_add(report, &report->how_sure, "", "not seen: %s", text.text);
}

/* "40 understood by PostgreSQL 15.20", "39 understood, 38 of them by PostgreSQL 15.20" */
static const char *
understood_text(const Report *report, size_t understood, size_t by_server)
{
    const ReportRun *run = report->run;

    if (!run->are_queries_of_server)
        return arena_printf(report->arena, "%zu of them understood%s%s%s", understood,
                            run->queries_reason == NULL ? "" : " without PostgreSQL (",
                            run->queries_reason == NULL ? "" : run->queries_reason,
                            run->queries_reason == NULL ? "" : ")");
    if (understood == by_server)
        return arena_printf(report->arena, "%zu understood by PostgreSQL %s", by_server,
                            run->server);
    return arena_printf(report->arena, "%zu understood, %zu of them by PostgreSQL %s", understood,
                        by_server, run->server);
}

/* What is left of the time is not worth a word. */
static const double SHARE_OF_ALL = 0.995;

/* Costs without times. */
static void
add_plans(Report *report)
{
    size_t planned = 0;

    for (const WorkloadQuery *query = report->design->workload->queries.first; query != NULL;
         query = query->next)
        planned += query->cost[COST_TODAY] > 0;
    if (report->run->planned_by == NULL || planned == 0)
        return;
    line_add(report, &report->how_sure, "", "costs: %zu queries %s", planned, planned_text(report));
    add_other_major(report);
}

/* How many queries were read, and how many of them are understood. */
static void
add_queries(Report *report)
{
    const Workload *workload = report->design->workload;
    size_t understood = 0;
    size_t by_server = 0;
    double share = 0;

    if (workload == NULL)
        return;
    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        understood += query->meaning != NULL;
        by_server += query->meaning != NULL && query->is_of_server;
        share += query->meaning != NULL && !query->is_nested ? query->share : 0;
    }
    line_add(report, &report->how_sure, "", "queries: %zu read, %s%s", workload->queries.count,
             understood_text(report, understood, by_server),
             costs_lead(report) && share < SHARE_OF_ALL
                 ? arena_printf(report->arena, ": %.0f %% of the time", share * 100)
                 : "");
    if (!costs_lead(report))
        add_plans(report);
    else
        add_other_major(report);
}

/* Indexes that are advised because of queries: those alone the planner may refuse. */
static bool
is_for_queries(const Finding *finding)
{
    const Change *change = finding->changes.first;

    return finding->is_advised && !finding->is_ignored && finding->suffering.count > 0 &&
           (finding->rule->needs & NEEDS_QUERIES) != 0 && change != NULL &&
           (change->kind == CHANGE_ADD_INDEX || change->kind == CHANGE_REPLACE_INDEX);
}

/* Where nobody knows what a column holds, the planner refuses nothing: that is no confirmation. */
static void
add_judged(Report *report)
{
    size_t confirmed = 0;
    size_t open = 0;

    for (const Finding *finding = report->findings->list.first; finding != NULL;
         finding = finding->next)
    {
        confirmed += is_for_queries(finding) && finding->planner_word == PLANNER_CONFIRMS;
        open += is_for_queries(finding) && finding->planner_word == PLANNER_SILENT;
    }
    if (report->run->planned_by == NULL || open == 0)
        return;
    line_add(
        report, &report->how_sure, "",
        "indexes: %zu of %zu points confirmed by plans; of %zu too little is known to be planned",
        confirmed, confirmed + open, open);
}

void
how_sure_build(Report *report)
{
    add_times(report);
    add_sizes_source(report);
    add_readings(report);
    add_server_source(report);
    add_untried(report);
    add_queries(report);
    add_judged(report);
    add_failed(report);
    add_not_seen(report);
}
