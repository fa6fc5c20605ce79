/*
 * explain.h - what EXPLAIN says about a query: a tree of nodes, with what each did.
 *
 * Times are milliseconds, buffers are blocks of 8 kB. A number that EXPLAIN leaves out is 0, as it means.
 */
#ifndef TENFOLD_EXPLAIN_EXPLAIN_H
#define TENFOLD_EXPLAIN_EXPLAIN_H

#include "base/error.h"
#include "base/file.h"
#include "base/list.h"

/* "Index Cond": "(id = 1)". */
typedef struct ExplainText ExplainText;
struct ExplainText
{
    ExplainText *next;
    const char *label; /* as in EXPLAIN's JSON */
    const char *text;
};
LIST_OF(ExplainText);

typedef struct ExplainNode ExplainNode;
LIST_OF(ExplainNode);
struct ExplainNode
{
    ExplainNode *next; /* its parent's next child */
    const ExplainNode *parent;
    const char *type; /* "Index Scan", as JSON names it: "Aggregate" for HashAggregate */
    const char *relationship; /* "Outer", "Inner", "InitPlan", "SubPlan", "Member" … */
    const char *subplan; /* "CTE recent", "SubPlan 1"; or NULL */
    const char *relation; /* also a function's or CTE's name; or NULL */
    const char *schema;
    const char *alias;
    const char *index;
    const char *join; /* "Inner", "Left", "Anti" …; or NULL */
    const char *strategy; /* of aggregates and set operations: "Hashed", "Sorted" … */
    const char *partial; /* "Partial", "Finalize" */
    const char *operation; /* of ModifyTable: "Insert" … */
    const char *direction; /* of index scans: "Backward" */
    const char *sort_method; /* "external merge" */
    const char *sort_space; /* "Disk" or "Memory" */
    bool is_parallel;
    bool has_cost;
    bool has_actual; /* EXPLAIN ANALYZE: rows and loops are known */
    bool has_timing; /* and times are, too */
    bool is_never_executed;
    double startup_cost;
    double total_cost;
    double plan_rows; /* of one loop */
    double width_bytes;
    double actual_startup_ms; /* of one loop */
    double actual_ms;
    double actual_rows;
    double loops;
    double rows_removed_by_filter; /* the next three: of one loop */
    double rows_removed_by_join_filter;
    double rows_removed_by_recheck;
    double heap_fetches;
    double exact_blocks;
    double lossy_blocks;
    double hash_batches;
    double memory_kb; /* of a hash table, peak */
    double sort_kb;
    double disk_kb; /* of a hash aggregate */
    double workers_planned;
    double workers_launched;
    double shared_hit;
    double shared_read;
    double temp_read;
    double temp_written;
    double subplans_removed; /* of an Append: partitions cut away as it began */
    ExplainTextList texts; /* all that is said besides: conditions, keys, output */
    ExplainNodeList children;
    /* By explain_time(): */
    double inclusive_ms; /* of all loops, on the wall's clock */
    double exclusive_ms; /* without its children */
};

/* "for constraint orders_customer_fkey": fired after the plan. */
typedef struct ExplainTrigger ExplainTrigger;
struct ExplainTrigger
{
    ExplainTrigger *next;
    const char *name;
    const char *constraint; /* or NULL */
    const char *relation; /* or NULL */
    double ms;
    double calls;
};
LIST_OF(ExplainTrigger);

typedef struct Explain
{
    const char *query; /* the SQL, where it is printed along; or NULL */
    ExplainNode *root;
    ExplainTriggerList triggers;
    ExplainTextList settings; /* that differ from the default */
    bool has_execution_ms;
    bool is_cut; /* text that was executed, and does not end as such */
    double planning_ms;
    double execution_ms;
    double jit_ms;
    double total_ms; /* by explain_time(): of the execution, or of the root */
} Explain;

/*
 * Reads text or JSON, also within the frame of a client or the words of a log. An error names the line,
 * and what was expected there.
 */
bool explain_read(Arena *arena, const FileText *file, Explain *out, Error *error) MUST_CHECK;

/* What a node says under a label; or NULL. */
const char *explain_text_of(const ExplainNode *node, const char *label);

/* "Parallel Index Scan using orders_pkey on orders o", as the text format has it. */
char *explain_node_name(Arena *arena, const ExplainNode *node);

#endif
