/*
 * variable.h - a query of a PL/pgSQL function: its variables become parameters.
 *
 * The body of a function is text that PostgreSQL parses as SQL with names that only the function
 * knows. What they stand for says the caller; the rest of the text stays as it is written.
 */
#ifndef TENFOLD_SQL_VARIABLE_H
#define TENFOLD_SQL_VARIABLE_H

#include "base/error.h"

/* What is written in place of a reference "first" or "first.second" ("*" for all); NULL: it stays. */
typedef const char *(*VariableText)(void *context, const char *first, const char *second);

/* A function that the query calls; the schema is NULL where none is written. */
typedef struct VariableCall VariableCall;
struct VariableCall
{
    VariableCall *next;
    const char *schema;
    const char *name;
};

typedef struct VariableQuery
{
    const char *sql;
    const VariableCall *calls;
} VariableQuery;

/* Names that the query's own FROM defines are never variables. False when it does not parse. */
bool variable_replace(Arena *arena, const char *sql, VariableText text, void *context,
                      VariableQuery *out, Error *error) MUST_CHECK;

#endif
