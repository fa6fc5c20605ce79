/*
 * partition.h - a table that becomes partitioned: what its planner and the switch share.
 */
#ifndef TENFOLD_PLAN_PARTITION_H
#define TENFOLD_PLAN_PARTITION_H

#include "plan/depend.h"

typedef struct Partitioning
{
    Planning *planning;
    const Table *table; /* as it is before */
    Table *target; /* as the model has it afterwards */
    const Column *key;
    const char *unit;
    Day boundary;
    const char *old_name; /* of the table that is there */
    const char *check_name;
    RenamingList indexes; /* from the name now to the name in the partition */
} Partitioning;

/* The first day of the next month, week or day. */
Day partition_unit_next(const char *unit, Day day);

/* A day as the literal of a bound. */
char *partition_bound(const Partitioning *partitioning, Day day);

/* True for a unique index without the partition key. */
bool partition_lacks_key(const Partitioning *partitioning, const Index *index);

/* The name that an index has until it takes the place of another. */
const char *partition_temporary(const Partitioning *partitioning, const char *name);

/* A name in the table's schema, as SQL. */
char *partition_named(const Partitioning *partitioning, const char *name);

/* The step in which the new table takes the name of the old one. */
void partition_switch_over(Partitioning *partitioning);

#endif
