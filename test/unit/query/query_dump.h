/*
 * query_dump.h - what a query means, as one line of text.
 */
#ifndef TENFOLD_TEST_QUERY_DUMP_H
#define TENFOLD_TEST_QUERY_DUMP_H

#include "query/resolve.h"

/* A schema of some tables, types, functions and views; see query_dump.c. */
Schema *query_dump_schema(Arena *arena);

/* "id bigint, name text"; problems follow after " ! ". */
char *query_dump_columns(Arena *arena, const Schema *schema, const char *sql);

/* "users.id equal =$1; users.name returned", in the order of the uses. */
char *query_dump_uses(Arena *arena, const Schema *schema, const char *sql);
char *query_dump_uses_of(Arena *arena, const Query *query);

/* "1 bigint users.id, 2 text" */
char *query_dump_parameters(Arena *arena, const Schema *schema, const char *sql);

/* "top limit 3; exists correlated not" */
char *query_dump_selects(Arena *arena, const Schema *schema, const char *sql);

/* "table users as u first; table posts left nullable" */
char *query_dump_relations(Arena *arena, const Schema *schema, const char *sql);

/* All of it, for two meanings of one query to be compared; the uses are sorted. */
char *query_dump_query(Arena *arena, const Query *query);

#endif
