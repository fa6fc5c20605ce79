/*
 * ddl_drop.h - dropping objects, and what goes with them.
 */
#ifndef TENFOLD_DDL_DDL_DROP_H
#define TENFOLD_DDL_DDL_DROP_H

#include "ddl/ddl_internal.h"

/* ---- ddl_depend.c: who uses what ---- */

bool ddl_depend_on_relation(Reader *reader, const Expr *expr, const char *space, const char *name);
bool ddl_depend_other_on(Reader *reader, const Other *other, const char *space, const char *name);
bool ddl_depend_on_column(const Expr *expr, const char *column);
bool ddl_depend_index_on_column(const Index *index, const char *column);
bool ddl_depend_is_type(const TypeName *used, const char *space, const char *name);
bool ddl_depend_routine_on_type(const Routine *routine, const char *space, const char *name);

/* A view that reads the relation; or NULL. */
View *ddl_depend_view(Reader *reader, const char *space, const char *name);

/* A foreign key of another table to this one, or, with a key, one that needs that key; or NULL. */
Constraint *ddl_depend_foreign_key(Reader *reader, const Table *table, const Index *key);

/* ---- ddl_drop_users.c: what stands in the way, or goes with an object ---- */

enum
{
    DROPS_MAX = 100000 /* what refuses to go does not keep us */
};

/*
 * True when nothing stands in the way: with CASCADE what uses the object is dropped first. A table
 * and a composite type count as REFERENCE_RELATION and are types as well.
 */
bool ddl_drop_users(Reader *reader, ReferenceKind kind, const char *space, const char *name,
                    bool is_cascade);

/* True for what the DROP at hand names. */
bool ddl_drop_is_doomed(Reader *reader, const void *object);

bool ddl_drop_view_uses_column(Reader *reader, const View *view, const Table *table,
                               const char *column);

/* ---- ddl_drop_table.c: the parts of a table, and a table ---- */

/* False, with a Problem, when foreign keys need the index and it is not CASCADE. */
bool ddl_drop_free_key(Reader *reader, const Table *table, const Index *key, bool is_cascade);

/* Drops a constraint of a table and, unless is_only, those of its children that come from it. */
void ddl_drop_constraint_of(Reader *reader, Table *table, Constraint *constraint, bool is_only);

/* ---- ddl_drop_column.c ---- */

void ddl_drop_column_of(Reader *reader, Table *table, Column *column, bool is_cascade);
bool ddl_drop_is_partition_key(const Table *table, const char *column);

/* ---- ddl_drop.c ---- */

void ddl_drop_view(Reader *reader, View *view, bool is_cascade);
void ddl_drop_routine(Reader *reader, Routine *routine, bool is_cascade);
void ddl_drop_type(Reader *reader, Type *type, bool is_cascade);

/* The other statements about a relation: rules, statistics, grants. */
void ddl_drop_others(Reader *reader, const char *space, const char *name);

#endif
