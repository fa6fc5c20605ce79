/*
 * autonumber.h - columns that hold another table's numbers by their name alone.
 */
#ifndef TENFOLD_RULE_AUTONUMBER_H
#define TENFOLD_RULE_AUTONUMBER_H

#include "design/design.h"

/* True when another table's column is named after this one ("build_id" of "builds") and has no
 * foreign key: it holds such numbers as far as names tell. */
bool autonumber_is_implied(const Design *design, const Table *table, const Table *other,
                           const Column *column);

#endif
