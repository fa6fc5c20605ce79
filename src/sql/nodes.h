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

#include <pg_query.h>
#include <pg_query/pg_query_internal.h>

#include "common/keywords.h"
#include "nodes/nodeFuncs.h"
#include "nodes/nodes.h"
#include "nodes/parsenodes.h"
#include "nodes/primnodes.h"
#include "nodes/value.h"

#endif
