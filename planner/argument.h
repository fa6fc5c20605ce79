/*
 * argument.h - arguments and results of the functions that SQL calls.
 */
#ifndef TENFOLD_PLANNER_ARGUMENT_H
#define TENFOLD_PLANNER_ARGUMENT_H

#include "planner/attempt.h"
#include "planner/configuration.h"

#include <fmgr.h>
#include <utils/array.h>

/* NULL, or `otherwise`, for null. */
char *argument_text(FunctionCallInfo fcinfo, int at);
double argument_number(FunctionCallInfo fcinfo, int at, double otherwise);
ArrayType *argument_array(FunctionCallInfo fcinfo, int at);

/* The configuration that the first argument names; an error when there is none. */
Configuration *argument_configuration(FunctionCallInfo fcinfo);

/* The relation of a quoted and qualified name; an error when there is none. */
Oid argument_relation(const char *name);

/* Null when all went well, or the message. */
Datum argument_result(FunctionCallInfo fcinfo, bool is_done, const Failure *failure);

#endif
