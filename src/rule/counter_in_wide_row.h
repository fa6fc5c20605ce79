/*
 * counter_in_wide_row.h - for rules that would name the same cause.
 */
#ifndef TENFOLD_RULE_COUNTER_IN_WIDE_ROW_H
#define TENFOLD_RULE_COUNTER_IN_WIDE_ROW_H

#include "design/design.h"

/* True when the rule has something to say about the table. */
bool counter_in_wide_row_speaks(Arena *arena, const Design *design, const Table *table);

#endif
