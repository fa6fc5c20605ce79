/*
 * access_internal.h - what the files of access share.
 */
#ifndef TENFOLD_RULE_ACCESS_INTERNAL_H
#define TENFOLD_RULE_ACCESS_INTERNAL_H

#include "rule/access.h"

enum
{
    ACCESS_SARGABLE = USE_EQUAL | USE_IN | USE_RANGE | USE_LIKE_PREFIX | USE_CONTAINMENT |
                      USE_FULL_TEXT | USE_IS_NULL | USE_IS_NOT_NULL | USE_BOOLEAN | USE_JOINED
};

/* Relations of a query. */
typedef struct AccessSet
{
    const QueryRelation **relations;
    size_t count;
    bool is_reached; /* narrowed through indexes; else: narrowed at all */
} AccessSet;

/* What is narrowed, or reached, without the help of `except`. */
AccessSet access_set_of(Arena *arena, const Schema *schema, const Query *query,
                        const QueryRelation *except, bool is_reached);
bool access_set_has(const AccessSet *set, const QueryRelation *relation);

/* True when the reference leaves rows out, by itself or by a join to one of the set. */
bool access_narrows(const Schema *schema, const Query *query, const ColumnUse *use,
                    const AccessSet *set);

/* True when the rows are looked up for each row of others: of LEFT JOIN, of EXISTS. */
bool access_is_looked_up(const ColumnUse *use);

/* True when the rows pass a LIMIT, or are grouped by other columns, before they meet the condition. */
bool access_is_cut_before(const Query *query, const ColumnUse *use);

/* An AND-ed part of WHERE or ON, of whatever kind. */
bool access_is_condition(const ColumnUse *use);

/* The column itself is compared, not something made of it. */
bool access_is_bare(const ColumnUse *use);

/* Leaves much of the table, in general. */
bool access_is_weak(const Schema *schema, const Query *query, const ColumnUse *use);

/* "= constant", parameter, or an expression or sub-select that is the same for all rows. */
bool access_is_fixed(const Query *query, const ColumnUse *use);

/* An index of the table that finds what a bare column is compared with; or NULL. */
const Index *access_serving(const Table *table, const Query *query, const ColumnUse *use);

#endif
