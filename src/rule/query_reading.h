/*
 * query_reading.h - how a query comes to the rows of a table that it reads.
 */
#ifndef TENFOLD_RULE_QUERY_READING_H
#define TENFOLD_RULE_QUERY_READING_H

#include "rule/query_group.h"

/* True for rows found by a key of one column: one, a list, or what other rows point to. */
bool query_reading_is_by_key(const Schema *schema, const Query *query,
                             const QueryRelation *relation);

/* True when the query says something of the column by name: in a condition or group, or, unless
 * `by_filter`, anywhere else. */
bool query_reading_minds(const Query *query, const Table *table, const Column *column,
                         bool by_filter);

/* The relation of the table that is read otherwise than by key, as the query itself writes it (or
 * also through its views); NULL when there is none. A target of INSERT or DELETE is none. */
const QueryRelation *query_reading_of(const Schema *schema, const Query *query, const Table *table,
                                      bool is_through_views);

/* Queries that read a table otherwise than by key, and those of them that mind a column or not. */
typedef struct Readers
{
    size_t count;
    size_t minding;
    WorkloadQueryRefs careless; /* as written in the query, not in its views */
} Readers;

Readers query_reading_readers(Findings *findings, const Table *table, const Column *column,
                              bool by_filter);

#endif
