/*
 * condition.h - which columns a condition of EXPLAIN compares: what an index could be made of.
 */
#ifndef TENFOLD_EXPLAIN_CONDITION_H
#define TENFOLD_EXPLAIN_CONDITION_H

#include "schema/schema.h"

typedef struct Condition
{
    NameList equal; /* columns compared with = or = ANY */
    NameList range; /* with < > <= >= */
    bool has_or; /* then no single index serves it */
    bool has_pattern; /* LIKE, ~ */
} Condition;

/* "((status = 'open'::text) AND (o.created_at > $1))" */
void condition_read(Arena *arena, const char *text, Condition *out);

/* "status, created_at": equality first, then one range; NULL when no plain index serves it. */
char *condition_index_columns(Arena *arena, const Condition *condition);

#endif
