/*
 * redundant.h - indexes that another index of the same table makes needless.
 */
#ifndef TENFOLD_RULE_REDUNDANT_H
#define TENFOLD_RULE_REDUNDANT_H

#include "design/design.h"

/*
 * The index that may take the place of this one: it does all that this one does, nothing names this one, and
 * reading the longer one costs little more. NULL when there is none, or a reason to keep both.
 */
const Index *redundant_successor(const Design *design, const Table *table, const Index *index);

#endif
