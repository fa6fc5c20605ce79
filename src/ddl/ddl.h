/*
 * ddl.h - from statements to the model, without a server.
 */
#ifndef TENFOLD_DDL_DDL_H
#define TENFOLD_DDL_DDL_H

#include "base/file.h"
#include "schema/schema.h"

/*
 * Reads the statements of one input into `schema` (several inputs: call it once for each, in order).
 * A statement that cannot be parsed or applied becomes a Problem with its place; the others are still
 * read. False only when the input as a whole is unusable (binary, UTF-16, not SQL at all).
 */
bool ddl_read(Schema *schema, const FileText *input, Error *error) MUST_CHECK;

/* Fills in sql and references from the text of an expression or query (as pg_get_expr prints it). */
bool ddl_read_expr(Arena *arena, const char *sql, Expr *out, Error *error) MUST_CHECK;
bool ddl_read_query(Arena *arena, const char *sql, Expr *out, Error *error) MUST_CHECK;

#endif
