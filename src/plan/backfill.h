/*
 * backfill.h - values for the rows that are there, in batches.
 */
#ifndef TENFOLD_PLAN_BACKFILL_H
#define TENFOLD_PLAN_BACKFILL_H

#include "base/strbuf.h"

/*
 * Makes a procedure, calls it, drops it and analyses the table; psql runs it outside a transaction.
 * Names are SQL. Stopped half way it may run again: only rows that fulfil `where` are written.
 */
char *backfill_sql(Arena *arena, const char *table, const char *procedure, const char *set,
                   const char *where);

#endif
