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
    const char *expression; /* the first one compared with =, as an index would have it; or NULL */
    bool has_or; /* then no single index serves it */
    bool has_pattern; /* LIKE, ~ */
} Condition;

/* "((status = 'open'::text) AND (o.created_at > $1))" */
void condition_read(Arena *arena, const char *text, Condition *out);

/* "status, created_at": equality first, then one range; the expression where no column is compared.
 * NULL when no index serves it. */
char *condition_index_columns(Arena *arena, const Condition *condition);

/* The column of one side of a join condition, "(e.order_id = o.id)", by its alias; or NULL. */
char *condition_join_column(Arena *arena, const char *text, const char *alias);

/* "created_at DESC, id" of a sort key without qualifiers; NULL when it is not of plain columns. */
char *condition_order_columns(Arena *arena, const char *text);

#endif
