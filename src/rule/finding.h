/*
 * finding.h - something true that matters at some scale, with its evidence and its way out.
 */
#ifndef TENFOLD_RULE_FINDING_H
#define TENFOLD_RULE_FINDING_H

#include "change/change.h"
#include "design/design.h"

typedef struct Rule Rule;

typedef enum Severity
{
    SEVERITY_ERROR, /* it breaks: inserts fail, data is wrong */
    SEVERITY_WARNING, /* it becomes slow or large */
    SEVERITY_REMARK /* worth knowing, rarely worth acting on alone */
} Severity;

/* When it bites, as far as growth is known. */
typedef enum Urgency
{
    URGENCY_UNKNOWN, /* no growth known: no words of urgency */
    URGENCY_NOW,
    URGENCY_12_MONTHS,
    URGENCY_36_MONTHS,
    URGENCY_LATER,
    URGENCY_NEVER /* it never matters at the growth known */
} Urgency;

/* A number that speaks for the finding: "rows now", 2,000,000, declared. */
typedef struct Evidence Evidence;
struct Evidence
{
    Evidence *next;
    const char *label;
    Quantity quantity;
    const char *unit; /* "rows", "bytes", "rows/day", "date" (a Day), "%"; or "" */
};
LIST_OF(Evidence);

/* What PostgreSQL's planner says of the changes, on the recommended schema. */
typedef enum PlannerWord
{
    PLANNER_SILENT, /* not asked; or what it said rests on nothing that is known */
    PLANNER_CONFIRMS, /* plans use them, and cost less */
    PLANNER_REFUSES
} PlannerWord;

/* A query that suffers. */
typedef struct QueryRef QueryRef;
struct QueryRef
{
    QueryRef *next;
    const WorkloadQuery *query;
};
LIST_OF(QueryRef);

typedef struct Finding Finding;
struct Finding
{
    Finding *next;
    const Rule *rule;
    Severity severity; /* usually the rule's */
    const Table *table; /* or NULL */
    const WorkloadQuery *query; /* that suffers most; or NULL */
    NameList queries; /* names of all that suffer; empty where it is not about queries */
    QueryRefList suffering; /* the same queries */
    Quantity
        ms_per_day; /* of their time what it explains; unknown without times. cost.c fills it */
    double share; /* the same, of the time of all statements: 0 to 1 */
    double
        cost; /* the same times growth, for ranking; where only calls are known, from rows read */
    const char *object; /* the finer object: column, index, constraint, sequence; or NULL */
    const char
        *object_id; /* stable: "public.tasks.id", "public.tasks(assignee_id)", an index name */
    Location location;
    const char *message; /* one line, names the object and the number that matters */
    const char *detail; /* further sentences; or NULL */
    EvidenceList evidence;
    Urgency urgency;
    bool is_at_end; /* so little is left that it comes first, though nobody knows the day */
    Day bites_on; /* DAY_NEVER when unknown or never */
    Quantity bites_at_rows; /* rows of the table at which it bites; or unknown */
    double weight; /* for ranking within a severity and urgency: bytes, rows or rows a day */
    ChangeList changes; /* the way out; empty when it needs a human decision */
    bool is_advised; /* the changes are recommended now; false: kept back, see `kept_back` */
    const char *kept_back; /* why the changes are not in the recommended schema; or NULL */
    const char *wanted; /* statements for the way out that is left to decide; or NULL */
    PlannerWord planner_word;
    bool is_ignored; /* silenced by the user */
};
LIST_OF(Finding);

typedef struct Findings
{
    Arena *arena;
    FindingList list;
    const Design *design;
    const struct TableUses *uses; /* of the workload, see table_use.h; NULL without one */
} Findings;

/* Adds a finding of a rule; message as printf. The caller completes the rest. */
Finding *finding_add(Findings *findings, const Rule *rule, const Table *table, const char *object,
                     Location location, const char *format, ...) PRINTF_LIKE(6, 7);

/* A further sentence. */
void finding_detail(Findings *findings, Finding *finding, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* A number with its source. */
void finding_evidence(Findings *findings, Finding *finding, const char *label, Quantity quantity,
                      const char *unit);

/* The finding of a rule about a table (or NULL) with this object_id: one for each cause; or NULL. */
Finding *finding_find(const Findings *findings, const Rule *rule, const Table *table,
                      const char *object_id);

/* Adds a query that suffers, once; the one that costs most becomes the finding's. */
void finding_query(Findings *findings, Finding *finding, const WorkloadQuery *query);

/* Says in detail and evidence which queries there are; rule_run_all() does it, at the end. */
void finding_tell_queries(Findings *findings, Finding *finding);

/* Sets bites_on and from it the urgency. */
void finding_bites_on(Findings *findings, Finding *finding, Day day);

/* Sets bites_at_rows and, where rows and growth of its table are known, date and urgency. */
void finding_bites_at_rows(Findings *findings, Finding *finding, double rows);

/* Adds a change to the way out and marks the finding advised. */
void finding_change(Finding *finding, Change *change);

/*
 * Strongest first: what breaks within 12 months or is at its end, what takes measured time by that time, the rest by
 * urgency, severity, cost, weight, then name; stable.
 */
void finding_sort(Findings *findings);

const char *severity_name(Severity severity);
const char *urgency_name(Urgency urgency);

#endif
