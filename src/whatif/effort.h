/*
 * effort.h - how long a plan may take: processor time by kinds of work, beside the planner's cost.
 *
 * Costs are made to choose between plans, with pages that come from disks. Between two sizes of a
 * database, or two plans, the ratio of efforts is closer to that of times. What a unit takes on a machine
 * comes from a measured time; only ratios are of use.
 */
#ifndef TENFOLD_WHATIF_EFFORT_H
#define TENFOLD_WHATIF_EFFORT_H

#include "schema/schema.h"
#include "stats/stats.h"
#include "whatif/plan_tree.h"

typedef struct Effort
{
    double us; /* microseconds of the process that answers, when all processes asked for help */
    double alone_us; /* when none does */
    double
        missed_us; /* part of them: pages that shared buffers do not hold, from the system's cache */
} Effort;

/* What a plan over tables of these sizes, with these settings, takes. */
Effort effort_of_plan(const PlanNode *plan, const Schema *schema, const Stats *stats);

/* Another effort, so many times. */
void effort_add(Effort *effort, const Effort *more, double times);

#endif
