/*
 * confirm.h - what the planner thinks of advice about queries.
 *
 * An index that no plan of the workload uses to a gain on the recommended schema, today, in 12 or in 36
 * months, is kept back, where the numbers that the plans rest on are known.
 */
#ifndef TENFOLD_ADVISE_CONFIRM_H
#define TENFOLD_ADVISE_CONFIRM_H

#include "advise/planned.h"

/*
 * Adds costs before and after to findings about queries, and keeps back what is not confirmed; how many
 * those are. What was planned includes the recommended schema.
 */
size_t confirm_findings(const Planned *planned, Findings *findings,
                        const Recommendation *recommendation);

#endif
