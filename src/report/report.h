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

/* Several findings with one cause: "41 foreign keys without index", worst first. */
typedef struct Pain Pain;
struct Pain
{
    Pain *next;
    unsigned number;        /* as printed, from 1 */
    const Finding *worst;
    const Finding **findings;
    size_t finding_count;
    const char *headline;   /* what the verdict says in one line */
    const char *consequence; /* the second line: the number behind it */
    const char *way_out;    /* what ends it, or why nothing is done yet */
    bool is_fixed;          /* by the recommended schema */
};
LIST_OF(Pain);

/* A line of "next wall" or "leave alone". */
typedef struct Line Line;
struct Line
{
    Line *next;
    const char *label;
    const char *text;
    Provenance source;
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
    Quantity bytes_before;   /* table and indexes, now or on `day` */
    Quantity bytes_after;
    Quantity build_seconds;  /* all steps of the table */
};
LIST_OF(Impact);

typedef struct Report
{
    Arena *arena;
    const Design *design;
    const Findings *findings;
    const Schema *target;       /* the recommended schema */
    const ChangeList *changes;  /* composed */
    const ChangeList *dropped;  /* wishes that composition left out */
    const Plan *plan;
    PainList pains;
    LineList header;
    LineList walls;
    LineList leave_alone;
    LineList how_sure;
    ImpactList impacts;
    ProblemList problems;       /* of reading and of loading in the scratch server */
    const char *verdict;        /* one to three sentences */
    const char *server_used;    /* "PostgreSQL 15.20" of the scratch server; NULL without */
} Report;

typedef struct ReportStyle
{
    unsigned width;    /* columns; 80 unless the terminal is narrower or wider */
    bool has_colour;
    bool is_full;      /* the six parts too; false: the first screen */
    const char *show;  /* "all", or the number of one pain; NULL */
} ReportStyle;

Report *report_build(Arena *arena, const Design *design, const Findings *findings,
                     const Schema *target, const ChangeList *changes, const ChangeList *dropped,
                     const Plan *plan);

char *report_text(Arena *arena, const Report *report, const ReportStyle *style);
char *report_markdown(Arena *arena, const Report *report);
char *report_json(Arena *arena, const Report *report);

#endif
