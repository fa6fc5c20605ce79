/*
 * How sure all of it is: who said what, over which time, and what nobody saw.
 */
#include "report/report_internal.h"

/* " in tenfold.yaml and by --table": who said so. */
static const char *
declared_where(const Report *report)
{
    const ReportRun *run = report->run;
    const char *options = run->tables_in_options == 0 ? ""
                          : report->design->is_live   ? " or declared by --table"
                                                      : " by --table";

    if (run->tables_in_file == 0 || run->project_file == NULL)
        return options;
    return arena_printf(
        report->arena, " %s %s%s%s", report->design->is_live ? "or declared in" : "in",
        strrchr(run->project_file, '/') == NULL ? run->project_file
                                                : strrchr(run->project_file, '/') + 1,
        options[0] == '\0' ? "" : " and", options);
}

static void
add_sizes_source(Report *report)
{
    const Design *design = report->design;
    size_t tables = verdict_counted_tables(design);
    size_t known = verdict_tables_with_rows(design);

    if (known == 0)
        line_add(report, &report->how_sure, "How sure", "rows and growth: none known");
    else
        line_add(report, &report->how_sure, "How sure", "rows: %s for %zu of %zu table%s%s",
                 design->is_live ? "measured" : "declared", known, tables, tables == 1 ? "" : "s",
                 declared_where(report));
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

static void
add_not_seen(Report *report)
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
    if (report->design->workload == NULL)
        line_add(report, &report->how_sure, "", "not seen: queries%s",
                 report->design->is_live ? "" : " and live statistics");
    else if (!report->design->is_live)
        line_add(report, &report->how_sure, "", "not seen: live statistics");
}

/* How many queries were read, and how many of them are understood. */
static void
add_queries(Report *report)
{
    const Workload *workload = report->design->workload;
    size_t understood = 0;

    if (workload == NULL)
        return;
    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        understood += query->meaning != NULL;
    line_add(report, &report->how_sure, "", "queries: %zu read, %zu of them understood",
             workload->queries.count, understood);
}

void
how_sure_build(Report *report)
{
    add_sizes_source(report);
    add_readings(report);
    add_server_source(report);
    add_queries(report);
    add_not_seen(report);
}
