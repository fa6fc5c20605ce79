/*
 * statements.h - pg_stat_statements into the workload.
 */
#ifndef TENFOLD_LIVE_STATEMENTS_H
#define TENFOLD_LIVE_STATEMENTS_H

#include "live/answers.h"
#include "live/baseline.h"
#include "workload/workload.h"

/*
 * Adds the queries of pg_stat_statements, and what was not seen of them. Without the extension there
 * are none. Several nodes may be added one after the other; then workload_understand().
 */
bool statements_read(Answers *answers, const Baseline *baseline, Schema *schema, Workload *workload,
                     Error *error) MUST_CHECK;

#endif
