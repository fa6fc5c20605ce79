/*
 * plan_tree.h - what PostgreSQL's planner chose, as a tree.
 *
 * The same for a plan of our planner module and for what EXPLAIN (FORMAT JSON) prints: both name things
 * with the same words.
 */
#ifndef TENFOLD_WHATIF_PLAN_TREE_H
#define TENFOLD_WHATIF_PLAN_TREE_H

#include "base/error.h"
#include "base/list.h"

/* One node. Texts are NULL where they say nothing about it. */
typedef struct PlanNode PlanNode;
LIST_OF(PlanNode);
struct PlanNode
{
    PlanNode *next; /* the node's next sibling */
    const char *type; /* "Index Scan", as EXPLAIN names it */
    const char *relation; /* "orders", or the function's or CTE's name */
    const char *schema; /* of the relation */
    const char *alias;
    const char *index; /* also one that does not exist, by the name it would have */
    const char *part_of; /* the relation is a partition of this table, or inherits from it */
    const char *part_alias; /* that table's alias */
    const char *index_of; /* the partitioned table's index that `index` is part of */
    const char *join; /* "Inner", "Left", "Semi", … */
    const char *strategy; /* of an aggregate: "Plain", "Sorted", "Hashed", "Mixed" */
    const char *operation; /* of ModifyTable: "Insert", "Update", "Delete", "Merge" */
    const char *role; /* "Outer", "Inner", "InitPlan", "SubPlan", … : what it is to its parent */
    const char *subplan; /* "SubPlan 1", "CTE recent" */
    double startup_cost;
    double total_cost;
    double rows; /* returned by one run of one process */
    double width_bytes;
    int workers; /* of Gather */
    bool is_parallel; /* shares its work with other processes */
    bool is_backward; /* reads its index from the end */
    bool has_condition; /* looks up by an index condition, hash, merge or join condition */
    bool has_filter; /* reads rows that it then throws away */
    PlanNodeList children;
};

/* Reads the JSON of a plan: a node, {"Plan": node}, or [{"Plan": node}] as EXPLAIN prints it. */
bool plan_tree_read(Arena *arena, const char *json, PlanNode **out, Error *error) MUST_CHECK;

/*
 * Two plans are the same when their nodes are: types, relations, join order and kinds, access paths and
 * the names of indexes. Costs, rows and the number of workers do not count, nor does how many partitions are
 * read the same way.
 */
uint64_t plan_tree_fingerprint(const PlanNode *plan);

/* The same for how each relation is read, and no more: join order, joins and sorts do not count. */
uint64_t plan_tree_access_fingerprint(const PlanNode *plan);

/*
 * How many children of an Append are read as `child` is: partitions of one table. 0 where an earlier one is
 * read so already, and 1 below any other node.
 */
size_t plan_tree_alike(const PlanNode *parent, const PlanNode *child);

/* Rows of these together. */
double plan_tree_rows_alike(const PlanNode *parent, const PlanNode *child);

/* How many partitions of a table the plan reads; NULL: of all tables. */
size_t plan_tree_partitions(const PlanNode *plan, const char *table);

/* One line for people: "Nested Loop (Index Scan orders_pkey on orders, Seq Scan on users)". */
char *plan_tree_text(Arena *arena, const PlanNode *plan);

#endif
