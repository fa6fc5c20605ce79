/*
 * compat.h - where majors of PostgreSQL differ; the only file here that may ask which one it is.
 */
#ifndef TENFOLD_PLANNER_COMPAT_H
#define TENFOLD_PLANNER_COMPAT_H

#include <postgres.h>

/* The major that the module is built for. */
#define COMPAT_MAJOR (PG_VERSION_NUM / 10000)

/* The number of this backend's current transaction; with <storage/proc.h>. */
#if PG_VERSION_NUM >= 170000
#define COMPAT_TRANSACTION (MyProc->vxid.lxid)
#else
#define COMPAT_TRANSACTION (MyProc->lxid)
#endif

/* ON of a MERGE: until 16 it stands with the join tree. Takes a Query. */
#if PG_VERSION_NUM >= 170000
#define COMPAT_MERGE_CONDITION(query) ((query)->mergeJoinCondition)
#else
#define COMPAT_MERGE_CONDITION(query) ((query)->jointree->quals)
#endif

/* What the columns of a grouped query stand for, from 18 an entry of the range table; or NIL. */
#if PG_VERSION_NUM >= 180000
#define COMPAT_GROUP_EXPRESSIONS(entry) ((entry)->rtekind == RTE_GROUP ? (entry)->groupexprs : NIL)
#else
#define COMPAT_GROUP_EXPRESSIONS(entry) ((entry) == NULL ? (List *) NULL : NIL)
#endif

#endif
