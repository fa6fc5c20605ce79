/*
 * baseline.h - what the counters of a node were earlier: a later look less this gives rates.
 */
#ifndef TENFOLD_LIVE_BASELINE_H
#define TENFOLD_LIVE_BASELINE_H

#include "base/quantity.h"
#include "live/answers.h"

typedef struct Baseline Baseline;

typedef struct TableCounters
{
    double inserts;
    double updates;
    double deletes;
} TableCounters;

typedef struct StatementCounters
{
    double calls;
    double values[6]; /* totals, in the order of Counter */
} StatementCounters;

/* Reads the counters of a snapshot; nothing of the schema. */
bool baseline_read(Answers *answers, Arena *arena, Baseline **out, Error *error) MUST_CHECK;

/*
 * The days from the baseline to `at`, and false when the counters (of tables, or of statements) were
 * reset in between: they then counted anew since `since`. Both are seconds of the epoch.
 */
bool baseline_table_days(const Baseline *baseline, double since, double at, double *days);
bool baseline_statement_days(const Baseline *baseline, double since, double at, double *days);

/* What was counted then; NULL when nothing was. */
const TableCounters *baseline_table(const Baseline *baseline, const char *schema, const char *name);
const StatementCounters *baseline_statement(const Baseline *baseline, const char *key);

/*
 * How far a sequence was then, which no reset of counters touches, and the seconds of the epoch of that
 * reading; unknown without.
 */
Quantity baseline_sequence(const Baseline *baseline, const char *schema, const char *name);
double baseline_read_at(const Baseline *baseline);

/* What one statement is known by, on one node: user, queryid and level. */
char *baseline_statement_key(Arena *arena, const DbResult *row);

/* The counters of a row of pg_stat_statements; unknown ones count 0. */
StatementCounters baseline_statement_counters(const DbResult *row);

#endif
