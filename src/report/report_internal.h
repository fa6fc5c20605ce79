/*
 * report_internal.h - how build.c fills a Report; not for other folders.
 */
#ifndef TENFOLD_REPORT_REPORT_INTERNAL_H
#define TENFOLD_REPORT_REPORT_INTERNAL_H

#include "report/page.h"
#include "report/report.h"
#include "rule/cost.h"

/* How far the report looks ahead, in months. */
enum
{
    HORIZON_NEAR = 12,
    HORIZON_FAR = 36
};

/* Groups findings by cause into report->pains, strongest first, and numbers them. */
void pains_build(Report *report);

/* True when every change of the finding is part of the recommended schema. */
bool pains_is_fixed(const Report *report, const Finding *finding);

/* What the report calls it: what stands among the remarks is a remark, whatever its rule says. */
Severity pains_severity(const Pain *pain, const Finding *finding);

/* " (db/schema.sql:12)", without the folder that was given; "" when it has no place. */
char *location_text(const Report *report, const Location *location);

/* report->costs, of pains that time ranks and of other queries that take much of it. */
void costs_build(Report *report);

/* cost_note.c: what to say of a query without a point; what a unit of cost takes in half of the queries. */
const char *cost_note(Arena *arena, const WorkloadQuery *query, double usual_ms);
double cost_note_usual_ms(Arena *arena, const Workload *workload);

/* Adds a query to a list that is kept in the order of time, once. */
void costs_add_query(Arena *arena, QueryRefList *list, const WorkloadQuery *query);

/* True when a change that is advised for the query itself is behind the point. */
bool costs_is_helped(const WorkloadQuery *query, const Pain *pain);

/* True when so much time is known that the screen is about it. */
bool costs_lead(const Report *report);

/* "Two queries take 90 % of the database time (6.9 h a day); each reads a whole table. …" */
char *costs_text(const Report *report);

/* True when calls a day are more than a short count stretched to one. */
bool costs_has_day(const Report *report);

/* Milliseconds of all statements a day that are measured, and what is left of them with the fixes. */
bool costs_load(const Report *report, double *ms_now, double *ms_fixed);

/* What the comments of queries say of who asks: most time first. */
typedef struct Endpoint Endpoint;
struct Endpoint
{
    Endpoint *next;
    const char *name; /* "/tasks/:id", "tasks#show" */
    size_t queries;
    double calls_per_day;
    double ms_per_day;
    double share;
};
LIST_OF(Endpoint);

EndpointList cost_table_endpoints(const Report *report);

/* The table of the first screen, and that of the whole report with the cost of each endpoint. */
void cost_table_write(Page *page, const Report *report, unsigned pains_told);
void cost_table_write_all(Page *page, const Report *report);

/* "0.4 ms", "221 ms", "1.2 s"; "0.4-0.7 s", "< 1 ms". */
char *ms_text(Arena *arena, double ms);
char *span_text(Arena *arena, Span span);

/* Title, growth lines, verdict, walls, leave alone, how sure. */
void verdict_build(Report *report);

/* Tables that count, and those of them whose rows are known. */
size_t verdict_counted_tables(const Design *design);
size_t verdict_tables_with_rows(const Design *design);

/* What stops the service within 12 months, or is at its end on a day not known: it comes before what takes time. */
bool verdict_is_outage(const Pain *pain);

/* False for what is slow by its look, beside measured time of which it takes next to nothing. */
bool verdict_is_felt(const Report *report, const Pain *pain);

/* The first statement or question of the input that failed, and how many did; NULL when none. */
const Problem *verdict_first_error(const Report *report, size_t *count);

/* report->how_sure. */
void how_sure_build(Report *report);

/* report->walls. */
void walls_build(Report *report);

/* report->leave_alone. */
void leave_alone_build(Report *report);

/* Part six; and what queries cost before and after, where they were planned. */
void impact_build(Report *report);
void impact_queries_write(Page *page, const Report *report);

/* Part five; a rule's price once, with the tables that pay it. */
void trade_offs_write(Page *page, const Report *report);

/* "5 indexes added, 2 dropped, 3 columns widened"; NULL when there is no change. */
char *impact_changes_text(Arena *arena, const ChangeList *changes);

/* The first screen and the six parts, on a page of either format. */
void screen_write(Page *page, const Report *report, const ReportStyle *style);
void parts_write(Page *page, const Report *report, const ReportStyle *style);

/* Adds a line to a list; text as printf. */
void line_add(Report *report, LineList *list, const char *label, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* "rows now 9.0M (declared)". */
char *evidence_text(Arena *arena, const Evidence *evidence);

/* "under 1 s", "40 s", "3 min", "2.1 h". */
char *seconds_text(Arena *arena, double seconds);

#endif
