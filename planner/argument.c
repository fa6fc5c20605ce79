#include "planner/argument.h"

#include <catalog/namespace.h>
#include <nodes/makefuncs.h>
#include <utils/builtins.h>
#include <utils/regproc.h>

char *
argument_text(FunctionCallInfo fcinfo, int at)
{
    return PG_ARGISNULL(at) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(at));
}

double
argument_number(FunctionCallInfo fcinfo, int at, double otherwise)
{
    return PG_ARGISNULL(at) ? otherwise : PG_GETARG_FLOAT8(at);
}

ArrayType *
argument_array(FunctionCallInfo fcinfo, int at)
{
    return PG_ARGISNULL(at) ? NULL : PG_GETARG_ARRAYTYPE_P(at);
}

Configuration *
argument_configuration(FunctionCallInfo fcinfo)
{
    const char *name = argument_text(fcinfo, 0);

    return configuration_find(name == NULL ? "" : name);
}

Datum
argument_result(FunctionCallInfo fcinfo, bool is_done, const Failure *failure)
{
    if (is_done)
        PG_RETURN_NULL();
    PG_RETURN_TEXT_P(cstring_to_text(failure->message));
}

Oid
argument_relation(const char *name)
{
    List *names = stringToQualifiedNameList(name);

    return RangeVarGetRelid(makeRangeVarFromNameList(names), AccessShareLock, false);
}
