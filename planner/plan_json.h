/*
 * plan_json.h - a plan as JSON, in the words of EXPLAIN (FORMAT JSON) and without its conditions.
 */
#ifndef TENFOLD_PLANNER_PLAN_JSON_H
#define TENFOLD_PLANNER_PLAN_JSON_H

#include "planner/compat.h"

#include <lib/stringinfo.h>
#include <nodes/plannodes.h>

/* Adds the root node and all below it. Conditions are told as present, not what they are. */
void plan_json_write(StringInfo out, const PlannedStmt *statement);

#endif
