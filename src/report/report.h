/*
 * report.h - the verdict and the six parts, as data.
 *
 * build.c fills it from a Design, its Findings, the recommended schema and the plan; text.c,
 * markdown.c and json.c write it. No renderer decides anything.
 */
#ifndef TENFOLD_REPORT_REPORT_H
#define TENFOLD_REPORT_REPORT_H

#include "plan/plan.h"
#include "rule/rule.h"
#include "scratch/scratch.h"

/* Several findings with one cause: "41 foreign keys without index", worst first. */
typedef struct Pain Pain;
struct Pain
{
    Pain *next;
    unsigned number; /* as printed, from 1 */
    const Finding *worst;
    const Finding **findings;
    size_t finding_count;
    const char *headline; /* what the verdict says in one line */
    const char *consequence; /* the second line: the number behind it */
    const char *way_out; /* what ends it, or why nothing is done yet */
    bool is_fixed; /* by the recommended schema */
    bool is_remark; /* not worth a place on the first screen */
    double share; /* of the time of all statements that it explains; 0 unless time ranks it */
    QueryRefList queries; /* that it slows down, most time first; empty unless time ranks it */
};
LIST_OF(Pain);

/* A query that takes time, with the point that explains it. */
typedef struct CostRow CostRow;
struct CostRow
{
    CostRow *next;
    const WorkloadQuery *query;
    const Pain *pain; /* NULL: nothing in the schema was found to make it slow */
    const char *note; /* of a query without a point: what there is to say; or NULL */
};
LIST_OF(CostRow);

/* A line of "next wall", "leave alone" or "how sure". */
typedef struct Line Line;
struct Line
{
    Line *next;
    const char *label;
    const char *text;
};
LIST_OF(Line);

/* Part six, one row a table that a change touches. */
typedef struct Impact Impact;
struct Impact
{
    Impact *next;
    const Table *table;
    const char *reads;
    unsigned indexes_before; /* written per insert */
    unsigned indexes_after;
    Quantity bytes_before; /* table and indexes, now or on `day` */
    Quantity bytes_after;
    Quantity build_seconds; /* all steps of the table */
};
LIST_OF(Impact);

/* What was done to be sure, for "How sure". */
typedef struct ReportRun
{
    const char *server; /* "15.20" of the scratch server; NULL: none was used */
    const char *no_server_reason; /* why none was used; or NULL */
    size_t objects_failed; /* statements of the schema that the scratch server refused */
    const LoadFailureList *failures;
    const NameList *stubbed; /* extensions that were stood in for */
    bool are_queries_of_server; /* PostgreSQL itself said what queries mean */
    const char *queries_reason; /* why it did not, though a server ran; or NULL */
    const char *planned_by; /* "15.20": whose planner says what queries cost; NULL: nobody's */
    bool is_closure_checked;
    size_t closure_fixed; /* findings that the recommended schema ends, seen to be gone */
    const NameList *closure_faults; /* what is wrong with it; empty when it closes */
    const char *project_file; /* or NULL */
    const char *folder; /* the one folder that was given: places are told from there; or NULL */
    size_t tables_in_file; /* whose rows the project file declares */
    size_t tables_in_options; /* declared by --table */
    const NameList *readings; /* how folders of migrations were taken; or NULL */
    bool wants_multiples; /* growth as 10x, 100x, 1000x too */
} ReportRun;

typedef struct Report
{
    Arena *arena;
    const Design *design;
    const Findings *findings;
    const Schema *target; /* the recommended schema */
    const ChangeList *changes; /* composed */
    const ChangeList *dropped; /* wishes that composition left out */
    const Plan *plan;
    PainList pains;
    CostRowList costs; /* where times are known: rows of one point stand together */
    LineList unproved; /* what is wrong with the recommended schema: before all else */
    LineList header;
    LineList walls; /* the next limits, earliest first */
    LineList leave_alone;
    LineList how_sure;
    ImpactList impacts;
    size_t remark_count; /* pains that stay off the first screen */
    const ReportRun *run;
    const char *title; /* "acme_prod   PostgreSQL 15.9, 5 tables, 2.1 GB, RAM 8 GB" */
    const char *verdict; /* one to three sentences */
} Report;

typedef struct ReportStyle
{
    unsigned width; /* columns; 80 unless the terminal is narrower or wider */
    bool has_colour;
    bool is_brief; /* the first screen only */
    bool shows_all; /* every finding and every remark, not the first few of a group */
} ReportStyle;

/* Everything that the report is made from. */
typedef struct ReportInput
{
    const Design *design;
    const Findings *findings;
    const Schema *target; /* the recommended schema */
    const ChangeList *changes; /* composed */
    const ChangeList *dropped; /* wishes that composition left out */
    const Plan *plan;
    const ReportRun *run;
} ReportInput;

/* False when something of that severity or worse stands in the report; remarks are remarks. */
bool report_passes(const Report *report, Severity limit);

Report *report_build(Arena *arena, const ReportInput *input);

char *report_text(Arena *arena, const Report *report, const ReportStyle *style);
char *report_markdown(Arena *arena, const Report *report);
char *report_json(Arena *arena, const Report *report);

#endif
