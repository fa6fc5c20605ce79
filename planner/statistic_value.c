/*
 * A value of a domain is read as its base type reads it, which stores it alike: domain_in() would run the
 * CHECK, and with it functions of a stranger's. The same hides in arrays of domains, and in records and
 * ranges that hold some: arrays are read as those of the base type and renamed, the others are refused.
 */
#include "planner/statistic.h"

#include <access/tupdesc.h>
#include <catalog/pg_type.h>
#include <miscadmin.h>
#include <utils/array.h>
#include <utils/builtins.h>
#include <utils/lsyscache.h>
#include <utils/typcache.h>

static bool runs_check(Oid type);

static bool
row_runs_check(Oid type)
{
    TupleDesc row = lookup_rowtype_tupdesc(type, -1);
    bool is_found = false;

    for (int i = 0; i < row->natts && !is_found; i++)
        is_found =
            !TupleDescAttr(row, i)->attisdropped && runs_check(TupleDescAttr(row, i)->atttypid);
    ReleaseTupleDesc(row);
    return is_found;
}

/* True when reading a value of the type, which is no domain itself or is one, may run a CHECK. */
static bool
runs_check(Oid type)
{
    Oid element = get_element_type(type);

    check_stack_depth();
    if (OidIsValid(element))
        return runs_check(element);
    switch (get_typtype(type))
    {
    case TYPTYPE_DOMAIN:
        return true;
    case TYPTYPE_COMPOSITE:
        return row_runs_check(type);
    case TYPTYPE_RANGE:
        return runs_check(get_range_subtype(type));
    case TYPTYPE_MULTIRANGE:
        return runs_check(get_multirange_range(type));
    default:
        return false;
    }
}

static Datum
read_as(Oid type, const char *text)
{
    Oid input;
    Oid parameter;

    if (runs_check(type))
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                        errmsg("values of type %s hold some of a domain, whose CHECK reading "
                               "would run",
                               format_type_be(type))));
    getTypeInputInfo(type, &input, &parameter);
    return OidInputFunctionCall(input, pstrdup(text), parameter, -1);
}

Datum
statistic_value(Oid type, const char *text)
{
    Oid base = getBaseType(type);
    Oid element = get_element_type(base);
    Oid array;
    ArrayType *value;

    if (!OidIsValid(element) || getBaseType(element) == element)
        return read_as(base, text);
    array = get_array_type(getBaseType(element));
    if (!OidIsValid(array))
        ereport(ERROR,
                (errcode(ERRCODE_UNDEFINED_OBJECT),
                 errmsg("there are no arrays of type %s", format_type_be(getBaseType(element)))));
    value = DatumGetArrayTypePCopy(read_as(array, text));
    value->elemtype = element;
    return PointerGetDatum(value);
}
