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

/*
 * Several inputs that run one after the other on one connection: what exists is indexed once, settings
 * live on from one to the next. ddl_read() is a session of one input.
 */
typedef struct DdlSession DdlSession;

DdlSession *ddl_session_open(Schema *schema);

/* Like ddl_read(), but an input in which nothing was understood is only full of Problems. */
bool ddl_session_read(DdlSession *session, const FileText *input, Error *error) MUST_CHECK;

/* The runner's own BEGIN and COMMIT around what it sends. */
void ddl_session_begin(DdlSession *session);
void ddl_session_commit(DdlSession *session);

/* The connection ends and another begins: settings and temporary objects are gone. */
void ddl_session_reconnect(DdlSession *session);

/* Says what was skipped in all inputs. */
void ddl_session_close(DdlSession *session);

/* Fills in sql and references from the text of an expression or query (as pg_get_expr prints it). */
bool ddl_read_expr(Arena *arena, const char *sql, Expr *out, Error *error) MUST_CHECK;
bool ddl_read_query(Arena *arena, const char *sql, Expr *out, Error *error) MUST_CHECK;

#endif
