/*
 * nodes.h - PostgreSQL's parse trees: the only door to the server's headers and libpg_query.
 *
 * A file that includes this defines TENFOLD_SERVER_HEADERS before any other include.
 */
#ifndef TENFOLD_SQL_NODES_H
#define TENFOLD_SQL_NODES_H

#ifndef TENFOLD_SERVER_HEADERS
#error "define TENFOLD_SERVER_HEADERS before including sql/nodes.h"
#endif

/* These are also names of ours; the server's get a prefix. */
#define Constraint PgConstraint
#define Expr PgExpr
#define Index PgIndex
#define Name PgName
#define PartitionKey PgPartitionKey
#define PublicationTable PgPublicationTable
#define Query PgQuery
#define TypeName PgTypeName

/* The library keeps these two for each thread; the server's headers say otherwise. */
#define CurrentMemoryContext pg_server_memory_context
#define PG_exception_stack pg_server_exception_stack

#include <pg_query.h>
#include <pg_query/pg_query_internal.h>

#include "common/keywords.h"
#include "nodes/nodeFuncs.h"
#include "nodes/nodes.h"
#include "nodes/parsenodes.h"
#include "nodes/primnodes.h"
#include "nodes/value.h"

#undef Constraint
#undef Expr
#undef Index
#undef Name
#undef PartitionKey
#undef PublicationTable
#undef Query
#undef TypeName
#undef CurrentMemoryContext
#undef PG_exception_stack

extern __thread MemoryContext CurrentMemoryContext;
extern __thread sigjmp_buf *PG_exception_stack;

/* Letters of catalog/pg_class.h and pg_attribute.h, whose names for them collide with ours. */
#define LETTER_TEMPORARY 't'
#define LETTER_UNLOGGED 'u'
#define LETTER_REPLICA_DEFAULT 'd'
#define LETTER_REPLICA_NOTHING 'n'
#define LETTER_REPLICA_FULL 'f'
#define LETTER_REPLICA_INDEX 'i'
#define LETTER_IDENTITY_ALWAYS 'a'

/* lfirst_node() for the two node types that we call otherwise. */
#define lfirst_constraint(cell) ((const PgConstraint *) lfirst(cell))
#define lfirst_type(cell) ((const PgTypeName *) lfirst(cell))

#endif
