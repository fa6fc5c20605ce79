/*
 * The slots are filled in the order that ANALYZE has: common values, histogram, correlation, common
 * elements, counts of elements; of ranges their bounds and lengths. A slot names the operators that its values were compared with; without
 * them the planner does not find it.
 */
#include "planner/statistic.h"

#include <access/htup_details.h>
#include <access/relation.h>
#include <catalog/pg_collation.h>
#include <catalog/pg_operator.h>
#include <catalog/pg_statistic.h>
#include <catalog/pg_type.h>
#include <utils/builtins.h>
#include <utils/lsyscache.h>
#include <utils/memutils.h>
#include <utils/rel.h>
#include <utils/typcache.h>

#include <float.h>
#include <math.h>

typedef struct Row
{
    Datum values[Natts_pg_statistic];
    bool nulls[Natts_pg_statistic];
    int slot;
} Row;

StatisticType
statistic_type(Oid relid, AttrNumber column)
{
    Relation relation = relation_open(relid, AccessShareLock);
    StatisticType type;

    if (column <= 0 || column > RelationGetNumberOfAttributes(relation) ||
        TupleDescAttr(RelationGetDescr(relation), column - 1)->attisdropped)
        ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN), errmsg("there is no such column")));
    type.type = TupleDescAttr(RelationGetDescr(relation), column - 1)->atttypid;
    type.collation = TupleDescAttr(RelationGetDescr(relation), column - 1)->attcollation;
    relation_close(relation, AccessShareLock);
    return type;
}

static double
number_at(const ArrayType *numbers, int at)
{
    return ARR_ELEMTYPE(numbers) == FLOAT4OID ? ((const float4 *) ARR_DATA_PTR(numbers))[at]
                                              : ((const float8 *) ARR_DATA_PTR(numbers))[at];
}

/* An empty one has no dimension, and is no list to the planner. */
void
statistic_check_numbers(ArrayType *numbers, const char *what)
{
    bool is_list;

    if (numbers == NULL)
        return;
    is_list = ARR_NDIM(numbers) == 1 && !array_contains_nulls(numbers);
    for (int i = 0; is_list && i < ARR_DIMS(numbers)[0]; i++)
        is_list = isfinite(number_at(numbers, i));
    if (!is_list)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("the %s are no list of numbers", what)));
}

/* As it is stored; no value is as wide as memory can be had at once. */
static void
check_number(double number, double least, double most, const char *what)
{
    if (!(number >= least && number <= most))
        ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
                        errmsg("the %s cannot be %g", what, number)));
}

/* The planner would refuse them in each query that asks for the column, or count with what is no number. */
static void
check(const Statistic *statistic)
{
    check_number(statistic->null_fraction, -FLT_MAX, FLT_MAX, "share of nulls");
    check_number(statistic->width, 0, MaxAllocSize, "width");
    check_number(statistic->distinct, -FLT_MAX, FLT_MAX, "number of distinct values");
    check_number(statistic->correlation, -FLT_MAX, FLT_MAX, "correlation");
    check_number(statistic->range_empty, -FLT_MAX, FLT_MAX, "share of empty ranges");
    statistic_check_numbers(statistic->common_fractions, "fractions of common values");
    statistic_check_numbers(statistic->element_fractions, "fractions of elements");
    statistic_check_numbers(statistic->element_histogram, "numbers of elements");
}

static Datum
array_of(Oid type, Datum *values, int count)
{
    int16 length;
    bool is_by_value;
    char alignment;

    get_typlenbyvalalign(type, &length, &is_by_value, &alignment);
    return PointerGetDatum(construct_array(values, count, type, length, is_by_value, alignment));
}

/* The texts of a text[] as values of another type. NULL for none. */
static Datum *
values_of(ArrayType *texts, Oid type, int *count)
{
    Datum *values;
    bool *nulls;

    *count = 0;
    if (texts == NULL)
        return NULL;
    deconstruct_array(texts, TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, count);
    for (int i = 0; i < *count; i++)
    {
        if (nulls[i])
            ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                            errmsg("a value among statistics is null")));
        values[i] = statistic_value(type, TextDatumGetCString(values[i]));
    }
    return values;
}

static void
set_slot(Row *row, int kind, Oid operator, Oid collation, Datum numbers, Datum values)
{
    int slot = row->slot++;

    row->values[Anum_pg_statistic_stakind1 - 1 + slot] = Int16GetDatum((int16) kind);
    row->values[Anum_pg_statistic_staop1 - 1 + slot] = ObjectIdGetDatum(operator);
    row->values[Anum_pg_statistic_stacoll1 - 1 + slot] = ObjectIdGetDatum(collation);
    row->values[Anum_pg_statistic_stanumbers1 - 1 + slot] = numbers;
    row->nulls[Anum_pg_statistic_stanumbers1 - 1 + slot] = numbers == (Datum) 0;
    row->values[Anum_pg_statistic_stavalues1 - 1 + slot] = values;
    row->nulls[Anum_pg_statistic_stavalues1 - 1 + slot] = values == (Datum) 0;
}

static void
begin_row(Row *row, const Statistic *statistic, Oid relid, AttrNumber column, bool is_inherited)
{
    memset(row, 0, sizeof(*row));
    row->values[Anum_pg_statistic_starelid - 1] = ObjectIdGetDatum(relid);
    row->values[Anum_pg_statistic_staattnum - 1] = Int16GetDatum(column);
    row->values[Anum_pg_statistic_stainherit - 1] = BoolGetDatum(is_inherited);
    row->values[Anum_pg_statistic_stanullfrac - 1] =
        Float4GetDatum((float4) statistic->null_fraction);
    row->values[Anum_pg_statistic_stawidth - 1] = Int32GetDatum((int32) statistic->width);
    row->values[Anum_pg_statistic_stadistinct - 1] = Float4GetDatum((float4) statistic->distinct);
    for (int slot = 0; slot < STATISTIC_NUM_SLOTS; slot++)
    {
        row->nulls[Anum_pg_statistic_stanumbers1 - 1 + slot] = true;
        row->nulls[Anum_pg_statistic_stavalues1 - 1 + slot] = true;
    }
}

static HeapTuple
end_row(Row *row)
{
    Relation catalog = relation_open(StatisticRelationId, AccessShareLock);
    HeapTuple tuple = heap_form_tuple(RelationGetDescr(catalog), row->values, row->nulls);

    relation_close(catalog, AccessShareLock);
    return tuple;
}

/* Values compared as such: common ones, the histogram, and how they follow the order on disk. */
static void
add_scalar_slots(Row *row, const Statistic *statistic, StatisticType type, Datum *common,
                 int common_count, Datum *bounds, int bound_count)
{
    const TypeCacheEntry *operators =
        lookup_type_cache(type.type, TYPECACHE_EQ_OPR | TYPECACHE_LT_OPR);

    if (common_count > 0 && statistic->common_fractions != NULL &&
        ArrayGetNItems(ARR_NDIM(statistic->common_fractions),
                       ARR_DIMS(statistic->common_fractions)) == common_count &&
        OidIsValid(operators->eq_opr))
        set_slot(row, STATISTIC_KIND_MCV, operators->eq_opr, type.collation,
                 PointerGetDatum(statistic->common_fractions),
                 array_of(type.type, common, common_count));
    if (bound_count > 1 && OidIsValid(operators->lt_opr))
        set_slot(row, STATISTIC_KIND_HISTOGRAM, operators->lt_opr, type.collation, (Datum) 0,
                 array_of(type.type, bounds, bound_count));
    if (statistic->has_correlation && OidIsValid(operators->lt_opr))
    {
        Datum correlation = Float4GetDatum((float4) statistic->correlation);

        set_slot(row, STATISTIC_KIND_CORRELATION, operators->lt_opr, type.collation,
                 array_of(FLOAT4OID, &correlation, 1), (Datum) 0);
    }
}

/* Behind the fractions stand the least and the greatest, and the share of null elements. */
static Datum
with_limits(ArrayType *fractions, int count, bool is_search)
{
    int given = ArrayGetNItems(ARR_NDIM(fractions), ARR_DIMS(fractions));
    Datum *numbers = palloc(sizeof(Datum) * (size_t) (given + 3));
    float4 least = 1;
    float4 greatest = 0;

    if (given != count || count == 0 || array_contains_nulls(fractions))
        return PointerGetDatum(fractions); /* which the planner refuses */
    for (int i = 0; i < given; i++)
    {
        float4 fraction = ((float4 *) ARR_DATA_PTR(fractions))[i];

        numbers[i] = Float4GetDatum(fraction);
        least = Min(least, fraction);
        greatest = Max(greatest, fraction);
    }
    numbers[given] = Float4GetDatum(least);
    numbers[given + 1] = Float4GetDatum(greatest);
    numbers[given + 2] = Float4GetDatum(0);
    return array_of(FLOAT4OID, numbers, given + (is_search ? 2 : 3));
}

static void
add_element_slots(Row *row, const Statistic *statistic, StatisticType type)
{
    Oid base = getBaseType(type.type);
    bool is_search = base == TSVECTOROID;
    Oid element = is_search ? TEXTOID : get_element_type(base);
    Oid collation = is_search ? DEFAULT_COLLATION_OID : type.collation;
    const TypeCacheEntry *operators;
    Datum *values;
    int count;

    if (!OidIsValid(element) || statistic->elements == NULL || statistic->element_fractions == NULL)
        return;
    operators = lookup_type_cache(element, TYPECACHE_EQ_OPR);
    values = values_of(statistic->elements, element, &count);
    if (count > 0 && OidIsValid(operators->eq_opr))
        set_slot(row, STATISTIC_KIND_MCELEM, operators->eq_opr, collation,
                 with_limits(statistic->element_fractions, count, is_search),
                 array_of(element, values, count));
    if (statistic->element_histogram != NULL && !is_search && OidIsValid(operators->eq_opr))
        set_slot(row, STATISTIC_KIND_DECHIST, operators->eq_opr, collation,
                 PointerGetDatum(statistic->element_histogram), (Datum) 0);
}

/* Bounds of ranges and of multiranges are ranges; lengths are numbers, an empty one's share beside them. */
static void
add_range_slots(Row *row, const Statistic *statistic, StatisticType type)
{
    Oid base = getBaseType(type.type);
    Oid range = type_is_multirange(base) ? get_multirange_range(base) : base;
    Datum empty = Float4GetDatum((float4) statistic->range_empty);
    Datum *bounds;
    int count;

    if (!type_is_range(range) || statistic->range_bounds == NULL)
        return;
    bounds = values_of(statistic->range_bounds, range, &count);
    if (count > 1)
        set_slot(row, STATISTIC_KIND_BOUNDS_HISTOGRAM, InvalidOid, InvalidOid, (Datum) 0,
                 array_of(range, bounds, count));
    if (statistic->range_lengths != NULL && !array_contains_nulls(statistic->range_lengths))
        set_slot(row, STATISTIC_KIND_RANGE_LENGTH_HISTOGRAM, Float8LessOperator, InvalidOid,
                 array_of(FLOAT4OID, &empty, 1), PointerGetDatum(statistic->range_lengths));
}

HeapTuple
statistic_make(const Statistic *statistic, StatisticType type, Oid relid, AttrNumber column,
               bool is_inherited)
{
    Row row;
    int common_count;
    int bound_count;
    Datum *common;
    Datum *bounds;

    check(statistic);
    common = values_of(statistic->common, type.type, &common_count);
    bounds = values_of(statistic->bounds, type.type, &bound_count);
    begin_row(&row, statistic, relid, column, is_inherited);
    add_scalar_slots(&row, statistic, type, common, common_count, bounds, bound_count);
    add_element_slots(&row, statistic, type);
    add_range_slots(&row, statistic, type);
    return end_row(&row);
}

HeapTuple
statistic_make_of(const Statistic *statistic, StatisticType type, Datum *common, int common_count,
                  Datum *bounds, int bound_count)
{
    Row row;

    begin_row(&row, statistic, InvalidOid, 1, false);
    add_scalar_slots(&row, statistic, type, common, common_count, bounds, bound_count);
    return end_row(&row);
}
