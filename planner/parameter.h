/*
 * parameter.h - what the parameters of a query are compared with, and values for them.
 */
#ifndef TENFOLD_PLANNER_PARAMETER_H
#define TENFOLD_PLANNER_PARAMETER_H

#include "planner/compat.h"

#include <access/attnum.h>
#include <nodes/params.h>
#include <nodes/parsenodes.h>

typedef enum ParameterBinding
{
    PARAMETER_UNKNOWN,
    PARAMETER_TYPICAL,
    PARAMETER_WORST,
    PARAMETER_GIVEN
} ParameterBinding;

typedef enum ParameterRole
{
    PARAMETER_OTHER,
    PARAMETER_EQUAL,
    PARAMETER_LEAST, /* column > $1 */
    PARAMETER_GREATEST, /* column < $1 */
    PARAMETER_ONE_OF, /* column = ANY ($1) */
    PARAMETER_LIMIT,
    PARAMETER_OFFSET
} ParameterRole;

typedef struct ParameterUse
{
    Oid type; /* the parameter's */
    ParameterRole role;
    Oid relid; /* of the column; InvalidOid: none was found */
    AttrNumber column;
    bool is_inherited; /* the table with its children is meant */
    bool is_partition_key;
    char *of_predicate; /* the constant of a partial index with the same condition; or NULL */
    bool is_span; /* the column has a least and a greatest value */
} ParameterUse;

/* One entry for each parameter type. */
ParameterUse *parameter_uses(Query *query, const Oid *types, int count);

/*
 * Values for a plan; a key of partitions always gets one. `given` has `given_count` texts, NULL for
 * unknown. Writes what it took as texts to `texts`, NULL where it took none.
 */
ParamListInfo parameter_bind(const ParameterUse *uses, int count, ParameterBinding binding,
                             char *const *given, int given_count, char **texts);

#endif
