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

#include <math.h>

static const double CHANGES_ENOUGH = 0.3;
static const double NEIGHBOURS_APART = 0.9;
static const double REGULAR = 0.05; /* of the distance, off at most */
static const double GOLDEN = 0.61803398874989485; /* its multiples keep step with no other number */

/* False for 'infinity', which is no number to go on from. */
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
        return !DATE_NOT_FINITE(DatumGetDateADT(value));
    case INT8OID:
        *number = (double) DatumGetInt64(value);
        return true;
    case TIMESTAMPOID:
    case TIMESTAMPTZOID:
        *number = (double) DatumGetTimestamp(value);
        return !TIMESTAMP_NOT_FINITE(DatumGetTimestamp(value));
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
        return Int64GetDatum(number >= (double) PG_INT64_MAX ? PG_INT64_MAX : (int64) number);
    }
}

/* The bounds that are numbers: infinite ends stand aside. */
typedef struct Numbers
{
    const Datum *values;
    int count;
    double least;
    double greatest;
} Numbers;

static bool
numbers_of(Oid type, const AttStatsSlot *bounds, Numbers *numbers)
{
    int first = 0;
    int last = bounds->nvalues - 1;

    while (first < last && !number_of(type, bounds->values[first], &numbers->least))
        first++;
    while (first < last && !number_of(type, bounds->values[last], &numbers->greatest))
        last--;
    numbers->values = &bounds->values[first];
    numbers->count = last - first + 1;
    return first < last && numbers->greatest > numbers->least;
}

/* At which share of the bounds the result is another one so much further on, where there still are values. */
static double
changes_at(Oid type, const Numbers *numbers, double distance, DeriveSame is_same, void *context)
{
    int changes = 0;
    int count = 0;

    for (int i = 0; i < numbers->count - 1; i++)
    {
        double number;

        if (!number_of(type, numbers->values[i], &number) || number + distance > numbers->greatest)
            continue;
        count++;
        changes += !is_same(context, numbers->values[i], value_of(type, number + distance));
    }
    return count == 0 ? 0 : (double) changes / count;
}

double
derive_step_distinct(Oid type, const AttStatsSlot *bounds, double distinct, DeriveSame is_same,
                     void *context)
{
    Oid base = getBaseType(type);
    Numbers numbers = {0};
    double span;
    double distance;

    if (distinct < 1 || !numbers_of(base, bounds, &numbers))
        return distinct;
    span = numbers.greatest - numbers.least;
    distance = span / distinct;
    if (base != NUMERICOID && base != FLOAT4OID && base != FLOAT8OID)
        distance = Max(distance, 1);
    if (!(distance > 0))
        return distinct;
    for (bool is_first = true; distance < span; distance *= 2, is_first = false)
    {
        double changes = changes_at(base, &numbers, distance, is_same, context);

        if (is_first && changes >= NEIGHBOURS_APART)
            return distinct;
        if (changes >= CHANGES_ENOUGH)
            return Min(distinct, Max(1, span * changes / distance));
    }
    return distinct;
}

int
derive_step_between(Oid type, const AttStatsSlot *bounds, int each, Datum *out)
{
    Oid base = getBaseType(type);
    bool is_whole = base != NUMERICOID && base != FLOAT4OID && base != FLOAT8OID;
    int count = 0;

    for (int i = 0; i < bounds->nvalues - 1; i++)
    {
        double low;
        double high;

        if (!number_of(base, bounds->values[i], &low) ||
            !number_of(base, bounds->values[i + 1], &high) || !isfinite(high - low))
            return 0;
        for (int j = 0; j < each; j++)
        {
            double part = (count + 1) * GOLDEN;
            double number = low + (high - low) * (j + part - floor(part)) / each;

            number = is_whole ? floor(number) : number;
            out[count++] = value_of(base, number);
        }
    }
    return count;
}

bool
derive_step_is_regular(Oid type, const AttStatsSlot *bounds)
{
    Oid base = getBaseType(type);
    double first;
    double last;

    if (bounds->nvalues < 3 || !number_of(base, bounds->values[0], &first) ||
        !number_of(base, bounds->values[bounds->nvalues - 1], &last))
        return false;
    for (int i = 1; i < bounds->nvalues - 1; i++)
    {
        double number;
        double expected = first + (last - first) * i / (bounds->nvalues - 1);

        if (!number_of(base, bounds->values[i], &number) ||
            fabs(number - expected) > REGULAR * (last - first) / (bounds->nvalues - 1))
            return false;
    }
    return true;
}
