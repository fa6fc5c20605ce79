/*
 * depend.h - what hangs on a table's columns and has to be taken off while they change.
 *
 * Views, triggers and policies hold columns by number: they would go on reading the old column, or
 * forbid to alter it. They are dropped and made again in the same transaction.
 */
#ifndef TENFOLD_PLAN_DEPEND_H
#define TENFOLD_PLAN_DEPEND_H

#include "plan/plan_internal.h"

/* From one column name to another. */
typedef struct Renaming Renaming;
struct Renaming
{
    Renaming *next;
    const char *from;
    const char *to;
    const TypeName *type; /* of the second one, where there are two columns */
};
LIST_OF(Renaming);

void depend_rename(Arena *arena, RenamingList *list, const char *from, const char *to);
const char *depend_renamed(const RenamingList *list, const char *name);

/* The expression with its column names changed; `table` may qualify them. */
char *depend_rename_sql(Arena *arena, const RenamingList *list, const char *table, const char *sql);

/* True when the expression names one of the columns. */
bool depend_mentions(const Expr *expr, const RenamingList *columns);

/* What cannot be taken off and put on again, as a sentence; NULL when all can. */
const char *depend_obstacle(Planning *planning, const Table *table, const RenamingList *columns);

/*
 * Functions whose text inserts into the table without naming columns, "a, b"; NULL for none. They count
 * on an order of columns that a second column changes.
 */
const char *depend_positional_inserts(Planning *planning, const Table *table);

/* DROP and CREATE of all views on the tables, triggers and policies; either may be empty. */
typedef struct Dependents
{
    StrBuf drop;
    StrBuf create;
    StrBuf refresh; /* materialised views, filled after the transaction */
    StrBuf keep; /* remembers the server's text of views; part of drop in the end */
    size_t kept_views;
} Dependents;

Dependents depend_new(Planning *planning);
void depend_add_views(Planning *planning, Dependents *dependents, const TableList *tables);
void depend_add_rules(Planning *planning, Dependents *dependents, const Table *table,
                      const RenamingList *columns);

/* The GRANTs on a table or view that is made anew. */
void depend_add_grants(Planning *planning, StrBuf *out, const GrantList *grants, const char *schema,
                       const char *name);

#endif
