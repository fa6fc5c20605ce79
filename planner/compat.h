/*
 * compat.h - where majors of PostgreSQL differ; the only file here that may ask which one it is.
 */
#ifndef TENFOLD_PLANNER_COMPAT_H
#define TENFOLD_PLANNER_COMPAT_H

#include <postgres.h>

/* The major that the module is built for. */
#define COMPAT_MAJOR (PG_VERSION_NUM / 10000)

#endif
