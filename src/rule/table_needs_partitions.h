/*
 * table_needs_partitions.h - for rules whose advice partitions make superfluous.
 */
#ifndef TENFOLD_RULE_TABLE_NEEDS_PARTITIONS_H
#define TENFOLD_RULE_TABLE_NEEDS_PARTITIONS_H

#include "design/design.h"

/* True when partitions by time are recommended for the table now. */
bool table_needs_partitions_soon(Arena *arena, const Design *design, const Table *table);

#endif
