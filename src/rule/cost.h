/*
 * cost.h - which finding explains whose time.
 *
 * Time of a query that several findings explain is divided among them, never counted twice: those
 * that a change ends come first, then by the rows of their tables.
 */
#ifndef TENFOLD_RULE_COST_H
#define TENFOLD_RULE_COST_H

#include "rule/finding.h"

/* Fills ms_per_day, share and cost; advises what was kept back for want of such numbers. */
void cost_assign(Findings *findings);

/* True when so much measured time is explained that time decides the finding's place. */
bool cost_ranks(const Finding *finding);

#endif
