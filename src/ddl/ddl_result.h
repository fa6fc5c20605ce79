/*
 * ddl_result.h - the columns that a query gives to a view or table, by what query/ says of it.
 */
#ifndef TENFOLD_DDL_DDL_RESULT_H
#define TENFOLD_DDL_DDL_RESULT_H

#include "ddl/ddl_internal.h"

/*
 * The columns in the model's memory. False, with a Problem, when PostgreSQL would refuse the query. Where
 * a type is not known, the column's type has no name.
 */
bool ddl_result(Reader *reader, const void *query, const NameList *names, ColumnList *out);

/* The types that are not known become text, with a Problem for each. */
void ddl_result_settle(Reader *reader, ColumnList *columns);

/* False, with a Problem, when CREATE OR REPLACE VIEW may not go from the one to the other. */
bool ddl_result_may_replace(Reader *reader, const ColumnList *old, const ColumnList *new);

/* True when the query of the view needs the column; of a query that is not understood: false. */
bool ddl_result_uses(Reader *reader, const View *view, const Table *table, const char *column,
                     bool *is_known);

#endif
