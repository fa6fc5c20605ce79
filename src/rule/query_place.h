/*
 * query_place.h - what is asked together: which reads follow a write of the tables they read.
 *
 * Tags tell the place in the program, recordings the order within a transaction. Where neither is
 * known, nothing is known.
 */
#ifndef TENFOLD_RULE_QUERY_PLACE_H
#define TENFOLD_RULE_QUERY_PLACE_H

#include "rule/finding.h"
#include "rule/table_use.h"

/* A write from the same place to a table that the query reads, and which; NULL: none is known. */
const WorkloadQuery *query_place_writer(const Findings *findings, const WorkloadQuery *query,
                                        const Table **table);

/* The same for places of one resource: "tasks#show" and "tasks#create", /tasks/:id and /tasks. */
bool query_place_is_near_write(const Findings *findings, const WorkloadQuery *query);

/* A recording saw it read what its transaction had written. */
bool query_place_was_after_write(const WorkloadQuery *query);

/* Rows written a day in all tables that the query reads; unknown when that of one is. */
Quantity query_place_rows_written(const Findings *findings, const WorkloadQuery *query);

/* A SELECT of tables that the program asks, without FOR UPDATE and without what writes or differs at each call. */
bool query_place_is_plain_read(const WorkloadQuery *query);

#endif
