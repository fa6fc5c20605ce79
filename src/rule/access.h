/*
 * access.h - how one query reaches the rows of one of its tables: conditions, and indexes for them.
 *
 * A condition is an AND-ed comparison of the bare column with something that does not depend on the
 * row: a constant, a parameter, or the rows of another relation that are few already.
 */
#ifndef TENFOLD_RULE_ACCESS_H
#define TENFOLD_RULE_ACCESS_H

#include "rule/finding.h"

typedef struct AccessCondition AccessCondition;
struct AccessCondition
{
    AccessCondition *next;
    const ColumnUse *use;
    const Index *index; /* whose first column serves it; or NULL */
    bool is_weak; /* leaves much of the table: a boolean, an enum, IS NULL, = '' */
    bool is_join; /* with rows that are narrowed, or one of an outer query */
    bool is_fixed; /* one value at a time: = constant, parameter, column of an outer query */
};
LIST_OF(AccessCondition);

typedef struct Access
{
    const Schema *schema;
    const Query *query;
    const QueryRelation *relation;
    const Table *table;
    AccessConditionList conditions;
    const Index *index; /* that serves one of them; or NULL */
    bool is_served; /* that serves one that is not weak */
    bool is_unique; /* at most one row fits */
    bool is_narrowed; /* one of the conditions is not weak */
} Access;

/* For a relation of kind RELATION_TABLE. */
Access access_of(Arena *arena, const Schema *schema, const Query *query,
                 const QueryRelation *relation);

/* The same as if `table`, a copy of the relation's, stood in its place: with other indexes. */
Access access_of_table(Arena *arena, const Schema *schema, const Query *query,
                       const QueryRelation *relation, const Table *table);

/* True when a bare column is compared in an AND-ed condition so that an index can serve it. */
bool access_is_sargable(const ColumnUse *use);

/* The same of one arm of an OR: an index, also one on an expression, that finds its rows; or NULL. */
const Index *access_arm_index(const Access *access, const ColumnUse *use);

/* Booleans and enums: no constant narrows them much. */
bool access_has_few_values(const Schema *schema, const Column *column);

/* True when the query's conditions say that this predicate of a partial index holds. */
bool access_implies(const Query *query, const QueryRelation *relation, const Expr *predicate);

/* A whole, or implied partial, index whose first element is an expression that calls `function` on
 * the column (any function when it is NULL); or NULL. */
const Index *access_expression_index(const Access *access, const char *column,
                                     const char *function);

/* True when a join asks for few rows of what a sub-select or view groups, or makes distinct, whole. */
bool access_is_grouped_whole(Arena *arena, const Schema *schema, const Query *query,
                             const ColumnUse *use);

/* The call around the column as it stands in the query, "lower(name)", fit for an index: immutable,
 * of this column and constants alone; NULL when it is not, or not certain. */
char *access_expression(Arena *arena, const char *sql, const ColumnUse *use);

/* The columns of the index that serves best: equality first, then one range. Empty when there is
 * nothing that an index could serve. */
NameList access_columns(Arena *arena, const Access *access);

/* The way out of a finding: an index on these columns. Kept back while the table's rows are unknown. */
void access_propose(Findings *findings, Finding *finding, const NameList *columns);

/* The same for an index on an expression of one column. */
void access_propose_expression(Findings *findings, Finding *finding, const char *column,
                               const char *expression);

#endif
