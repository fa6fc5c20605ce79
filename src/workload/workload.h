/*
 * workload.h - what the database is asked: queries by fingerprint, how often, how long, from where.
 *
 * Filled from query files (declared rates), statistics views, snapshots and recordings; what each query
 * means comes from query/. Rules see it through the Design.
 */
#ifndef TENFOLD_WORKLOAD_WORKLOAD_H
#define TENFOLD_WORKLOAD_WORKLOAD_H

#include "base/error.h"
#include "base/file.h"
#include "base/quantity.h"
#include "query/parameter.h"
#include "query/resolve.h"
#include "workload/fired.h"

/* "route" = "/tasks/:id": what a SQLCommenter or marginalia comment says. */
typedef struct QueryTag QueryTag;
struct QueryTag
{
    QueryTag *next;
    const char *key;
    const char *value;
};
LIST_OF(QueryTag);

/* What a call costs, on average. */
typedef enum Counter
{
    COUNTER_MS, /* execution time */
    COUNTER_ROWS, /* returned or changed */
    COUNTER_BLOCKS, /* shared blocks hit or read */
    COUNTER_BLOCKS_READ, /* those that were not in shared buffers */
    COUNTER_TEMP_BLOCKS, /* written to temporary files */
    COUNTER_WAL_BYTES,
    COUNTER_KINDS
} Counter;

/* When costs are planned for. */
typedef enum CostMoment
{
    COST_TODAY,
    COST_12_MONTHS,
    COST_36_MONTHS,
    COST_MOMENTS
} CostMoment;

/* Counters are those of one fingerprint over the window; rates are a day's. Unknown: QUANTITY_UNKNOWN. */
typedef struct WorkloadQuery WorkloadQuery;
struct WorkloadQuery
{
    WorkloadQuery *next;
    const char *name; /* "ListUsers" of "-- name: ListUsers :many"; else "query 12" */
    bool is_named; /* its file says so */
    bool is_for_one; /* the same: one row is asked for, sqlc's ":one" */
    bool is_nested; /* run by a function: its time is part of another statement's */
    const char *sql; /* parameters as $1 …, without ';' */
    const char *fingerprint; /* 16 hexadecimal digits: the same for constants of other values */
    ParameterText written; /* how its parameters were written, and where in the file they stand */
    QueryTagList tags;
    const char *place; /* in the application, as its tags say: see tag_place(); or NULL */
    Location location; /* line 0: from a server's statistics */
    Quantity calls_per_day;
    Quantity per_call[COUNTER_KINDS];
    Quantity ms_most; /* the slowest call of those counted */
    Quantity calls_per_transaction; /* the most seen in one: N+1; of recordings */
    Quantity calls_in_row; /* the most seen one after the other on one connection; of recordings */
    Quantity
        reads_after_write; /* transactions in which it read what was written before; of recordings */
    Quantity rows_read; /* a call, of tables that it reads whole; unknown where their rows are */
    Span growth; /* of a call's time in 12 months, when nothing is changed: 1 is as now */
    Span ms_in_12_months; /* a call, when nothing is changed */
    Span ms_with_fix; /* a call, now, when what is recommended is done */
    double cost
        [COST_MOMENTS]; /* of a call with what it fires, as PostgreSQL plans it; 0: not planned */
    double cost_with_fix[COST_MOMENTS]; /* the same on the recommended schema */
    double share; /* of the time of all statements, 0 to 1 */
    const Query *meaning; /* NULL when it is not understood */
    const char *not_understood; /* why; or NULL */
    Arena *resolved; /* of `meaning`, where it is the resolver's; or NULL */
    bool is_of_server; /* `meaning` is PostgreSQL's own, not the resolver's */
    FiredQueryList fired; /* what its writes and calls fire */
    const FiredQuery *fired_as; /* what it is where another query fires it; or NULL */
};
LIST_OF(WorkloadQuery);

/* A query that makes a foreign key search its children. */
typedef struct KeySearch KeySearch;
struct KeySearch
{
    KeySearch *next;
    const WorkloadQuery *query;
    const FiredQuery *fired;
};
LIST_OF(KeySearch);

typedef struct Workload
{
    Arena *arena;
    WorkloadQueryList queries; /* most time first where measured, then as read */
    Quantity window_days; /* that the counters cover */
    Quantity total_ms_per_day; /* of all statements, those left out included */
    size_t other_statements; /* not queries: BEGIN, SET, DDL … */
    size_t hidden_statements; /* of other users, whose texts may not be seen; their time counts */
    size_t evicted; /* pg_stat_statements dropped so many entries; 0 when it does not say */
    WorkloadQueryList fired; /* statements of functions, where not counted among the queries */
    Map *key_searches; /* KeySearchList by foreign key; NULL before workload_fire() */
    NameList unseen; /* what could not be seen: "query texts of other users" */
    const char *left_out; /* of these the sentence of workload_tell_left_out(); or NULL */
    ProblemList problems;
} Workload;

Workload *workload_new(Arena *arena);

/*
 * Adds the queries of a file: ';'-separated, with sqlc's and yesql's names, rates from comments
 * ("-- calls: 40k/day" or "-- rate:", "-- mean: 2.5 ms", "-- rows: 20"), parameters in any style. What cannot be read is a problem.
 */
bool workload_read_queries(Workload *workload, const FileText *input, Error *error) MUST_CHECK;

/* What a server counted of one statement. */
typedef struct MeasuredStatement
{
    const char *text; /* constants as $n; NULL: it may not be seen */
    bool is_nested; /* run by a function: its time is part of another statement's */
    bool is_window_assumed; /* nobody knows over how many days it was counted */
    double calls;
    double ms_most; /* the slowest call; 0: not known */
    double totals[COUNTER_KINDS];
    bool is_known[COUNTER_KINDS];
} MeasuredStatement;

/*
 * Adds a statement counted over so many days. What is no query, or asks the system's own catalogs,
 * counts with the other statements.
 */
void workload_add_measured(Workload *workload, const MeasuredStatement *statement, double days);

/* True when a file of statements is one of queries, not of DDL. */
bool workload_is_queries(const FileText *input);

/* Calls a day times milliseconds a call; unknown when either is. */
Quantity workload_ms_per_day(const WorkloadQuery *query);

/* True unless it was planned on the recommended schema and costs no fifth less there, now or later. */
bool workload_may_gain(const WorkloadQuery *query);

/* The time of all statements a day; that of the queries where nobody counted the others. */
Quantity workload_total_ms(const Workload *workload);

/* Fills in what understood queries fire: part of workload_understand(), again when meanings change. */
void workload_fire(Workload *workload, const Schema *schema);

/*
 * Where the names of its queries are looked up: nobody says which search_path an application sets, so it
 * is "public", then the other schemas with tables, those with most of them first.
 */
const char *workload_search_path(Arena *arena, const Schema *schema);

/* The queries that search the children of a foreign key, in the order of the workload. */
const KeySearchList *workload_key_searches(const Workload *workload, const Constraint *key);

/* Says anew among the unseen how many queries the memory for meanings had no room for. */
void workload_tell_left_out(Workload *workload);

/* Fills in what the queries mean on this schema, merges those of one fingerprint, orders by time, names. */
void workload_understand(Workload *workload, const Schema *schema);

#endif
