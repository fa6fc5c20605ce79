/*
 * asked.h - which share of a table's rows has the value that a condition asks for.
 */
#ifndef TENFOLD_RULE_ASKED_H
#define TENFOLD_RULE_ASKED_H

#include "rule/access.h"

/* 0 to 1, by statistics; of a parameter the most that it can be, where that is below half; negative: not known. */
double asked_share(const Design *design, const AccessCondition *condition);

/* "state = x", "done", "gone IS NULL": a condition that few rows may pass, and mostly the same ones. */
bool asked_is_state(const Design *design, const AccessCondition *condition);

#endif
