/*
 * declare.h - what a user says about one table: in the project file or on the command line.
 */
#ifndef TENFOLD_STATS_DECLARE_H
#define TENFOLD_STATS_DECLARE_H

#include "stats/stats.h"

/* The entry for "tasks", "app.tasks" or "\"My.App\".tasks"; NULL when that is no name. */
TableStats *declare_table(Stats *stats, const char *name);

/*
 * Sets the value of a key ("rows", "grows", "inserts", "updates", "deletes", "retention",
 * "row_bytes"). False when the text does not fit; `expected` then says what would, as a phrase. A NULL
 * table only asks.
 */
bool declare_value(TableStats *table, const char *key, const char *text, const char **expected);

#endif
