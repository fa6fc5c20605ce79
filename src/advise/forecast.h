/*
 * forecast.h - what a call of a query will take: in a year, and with what is recommended.
 *
 * Reckoned from what each query reads of its tables, and how they grow: assumed, as a span. Whoever knows
 * better (the planner) fills the same fields instead; docs/design/first_screen.md says how it is reckoned.
 */
#ifndef TENFOLD_ADVISE_FORECAST_H
#define TENFOLD_ADVISE_FORECAST_H

#include "design/design.h"

/* Fills rows_read, growth and ms_in_12_months of the queries that are understood. */
void forecast_growth(const Design *design, Workload *workload);

/* Fills ms_with_fix of the queries that read less on the recommended schema. */
void forecast_fix(const Design *design, Workload *workload, const Schema *target);

#endif
