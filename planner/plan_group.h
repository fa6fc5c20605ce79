/*
 * plan_group.h - plans that see the same configuration, and share what it takes to see it: its settings, its
 * extended statistics, and a subtransaction that holds both.
 */
#ifndef TENFOLD_PLANNER_PLAN_GROUP_H
#define TENFOLD_PLANNER_PLAN_GROUP_H

#include "planner/configuration.h"

#include <utils/palloc.h>
#include <utils/resowner.h>

typedef struct PlanGroup
{
    Configuration *configuration; /* NULL: no group */
    int guc_level;
    bool is_open;
    MemoryContext memory;
    ResourceOwner owner;
} PlanGroup;

/* Errors leave the group to be closed. */
void plan_group_open(PlanGroup *group, Configuration *configuration);

/* Whatever was written goes; settings are as before. Nothing happens to a group that is not open. */
void plan_group_close(PlanGroup *group);

#endif
