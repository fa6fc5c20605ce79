/*
 * Bounds of a histogram are far apart: that all their results differ says little. So the expression is
 * computed again a little further on, first at the distance of neighbours, then at twice that, and so on,
 * until results change somewhere: that distance, divided by how often they change, is the step.
 */
#include "planner/derive_step.h"

#include <catalog/pg_type.h>
#include <utils/date.h>
#include <utils/fmgrprotos.h>
#include <utils/numeric.h>
#include <utils/timestamp.h>

static const double CHANGES_ENOUGH = 0.3;
static const double NEIGHBOURS_APART = 0.9;

static bool
number_of(Oid type, Datum value, double *number)
{
    switch (type)
    {
    case INT2OID:
        *number = DatumGetInt16(value);
        return true;
    case INT4OID:
        *number = DatumGetInt32(value);
        return true;
    case DATEOID:
        *number = DatumGetDateADT(value);
        return true;
    case INT8OID:
    case TIMESTAMPOID:
    case TIMESTAMPTZOID:
        *number = (double) DatumGetInt64(value);
        return true;
    case FLOAT4OID:
        *number = DatumGetFloat4(value);
        return true;
    case FLOAT8OID:
        *number = DatumGetFloat8(value);
        return true;
    case NUMERICOID:
        *number = DatumGetFloat8(DirectFunctionCall1(numeric_float8, value));
        return true;
    default:
        return false;
    }
}

/* Within the type's range, because it lies between two of its values. */
static Datum
value_of(Oid type, double number)
{
    switch (type)
    {
    case INT2OID:
        return Int16GetDatum((int16) number);
    case INT4OID:
    case DATEOID:
        return Int32GetDatum((int32) number);
    case FLOAT4OID:
        return Float4GetDatum((float4) number);
    case FLOAT8OID:
        return Float8GetDatum(number);
    case NUMERICOID:
        return DirectFunctionCall1(float8_numeric, Float8GetDatum(number));
    default:
        return Int64GetDatum((int64) number);
    }
}

/* At how many of the bounds the result is another one so much further on. */
static double
changes_at(Oid type, const AttStatsSlot *bounds, double distance, DeriveSame is_same, void *context)
{
    int changes = 0;

    for (int i = 0; i < bounds->nvalues - 1; i++)
    {
        double number;

        if (number_of(type, bounds->values[i], &number))
            changes += !is_same(context, bounds->values[i], value_of(type, number + distance));
    }
    return (double) changes / (bounds->nvalues - 1);
}

double
derive_step_distinct(Oid type, const AttStatsSlot *bounds, double distinct, DeriveSame is_same,
                     void *context)
{
    Oid base = getBaseType(type);
    double least;
    double greatest;
    double distance;

    if (bounds->nvalues < 2 || distinct < 1 || !number_of(base, bounds->values[0], &least) ||
        !number_of(base, bounds->values[bounds->nvalues - 1], &greatest) || !(greatest > least))
        return distinct;
    distance = (greatest - least) / distinct;
    if (base != NUMERICOID && base != FLOAT4OID && base != FLOAT8OID)
        distance = Max(distance, 1);
    for (bool is_first = true; distance < greatest - least; distance *= 2, is_first = false)
    {
        double changes = changes_at(base, bounds, distance, is_same, context);

        if (is_first && changes >= NEIGHBOURS_APART)
            return distinct;
        if (changes >= CHANGES_ENOUGH)
            return Min(distinct, Max(1, (greatest - least) * changes / distance));
    }
    return distinct;
}
