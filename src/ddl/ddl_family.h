/*
 * ddl_family.h - what a table and its children have together.
 *
 * Column.is_inherited and, of a CHECK, Constraint.is_inherited say that it is not declared here as
 * well; from how many parents it comes is counted when asked.
 */
#ifndef TENFOLD_DDL_DDL_FAMILY_H
#define TENFOLD_DDL_DDL_FAMILY_H

#include "ddl/ddl_internal.h"

/* How many direct parents have the column, or a CHECK of that name that is inherited. */
uint32_t ddl_family_column_parents(Reader *reader, const Table *table, const char *column);
uint32_t ddl_family_check_parents(Reader *reader, const Table *table, const char *name);

bool ddl_family_has_children(Reader *reader, const Table *table);

/* True, or a Problem when a parent outside of the family has it too, or ONLY leaves children out. */
bool ddl_family_may_change_column(Reader *reader, Table *table, const char *column,
                                  const char *verb, bool is_only);
bool ddl_family_may_rename_check(Reader *reader, Table *table, const char *name, bool is_only);

/* After a parent is gone: what no parent has any more is the table's own. */
void ddl_family_settle(Reader *reader, Table *child);

#endif
