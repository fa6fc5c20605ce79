#include "planner/draw.h"

#include "planner/configuration.h"

#include <access/htup_details.h>
#include <access/table.h>
#include <catalog/pg_statistic.h>
#include <catalog/pg_type.h>
#include <lib/stringinfo.h>
#include <partitioning/partbounds.h>
#include <partitioning/partdesc.h>
#include <utils/array.h>
#include <utils/builtins.h>
#include <utils/lsyscache.h>
#include <utils/partcache.h>
#include <utils/rel.h>
#include <utils/syscache.h>

enum
{
    MEMBERS_MOST = 10 /* of = ANY ($1), as the planner assumes where it knows none */
};

static const double RECENT = 0.99;

/* What is known of the column: values as texts. */
typedef struct Known
{
    Oid type;
    AttStatsSlot common;
    AttStatsSlot bounds;
    double distinct; /* as in pg_statistic: below zero, times the rows */
} Known;

static bool
is_time(Oid type)
{
    Oid base = getBaseType(type);

    return base == TIMESTAMPOID || base == TIMESTAMPTZOID || base == DATEOID;
}

static char *
text_of(Oid type, Datum value)
{
    Oid output;
    bool is_varlena;

    getTypeOutputInfo(type, &output, &is_varlena);
    return OidOutputFunctionCall(output, value);
}

static Known
know(const ParameterUse *use)
{
    HeapTuple tuple = configuration_column(use->relid, use->column, use->is_inherited);
    Known known = {.type = get_atttype(use->relid, use->column)};

    if (tuple == NULL)
        tuple = SearchSysCacheCopy3(STATRELATTINH, ObjectIdGetDatum(use->relid),
                                    Int16GetDatum(use->column), BoolGetDatum(use->is_inherited));
    if (!HeapTupleIsValid(tuple))
        return known;
    known.distinct = ((Form_pg_statistic) GETSTRUCT(tuple))->stadistinct;
    (void) get_attstatsslot(&known.common, tuple, STATISTIC_KIND_MCV, InvalidOid,
                            ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS);
    (void) get_attstatsslot(&known.bounds, tuple, STATISTIC_KIND_HISTOGRAM, InvalidOid,
                            ATTSTATSSLOT_VALUES);
    return known;
}

/* How far into the histogram, 0 to 1. */
static char *
at_quantile(const Known *known, double quantile)
{
    int last = known->bounds.nvalues - 1;

    return last < 1 ? NULL : text_of(known->type, known->bounds.values[(int) (last * quantile)]);
}

/* Where most values are none of the common ones, none of these is usual: the planner's average is. */
static bool
are_most_common(const Known *known)
{
    return known->distinct >= 0 && known->distinct <= 2 * known->common.nvalues;
}

static char *
usual_value(const Known *known)
{
    if (known->bounds.nvalues > 1)
        return at_quantile(known, 0.5);
    if (known->common.nvalues > 0 && are_most_common(known))
        return text_of(known->type, known->common.values[known->common.nvalues / 2]);
    return NULL;
}

static char *
common_value(const Known *known)
{
    if (known->common.nvalues > 0)
        return text_of(known->type, known->common.values[0]);
    return usual_value(known);
}

/* An array of values: the common ones, or some from all over the histogram. */
static char *
members(const Known *known, bool is_worst)
{
    const AttStatsSlot *slot = (is_worst && known->common.nvalues > 0) || known->bounds.nvalues == 0
                                   ? &known->common
                                   : &known->bounds;
    int count = Min(slot->nvalues, MEMBERS_MOST);
    Datum values[MEMBERS_MOST];
    Oid array = get_array_type(known->type);
    int16 length;
    bool is_by_value;
    char alignment;

    if (count == 0 || !OidIsValid(array))
        return NULL;
    for (int i = 0; i < count; i++)
        values[i] = slot->values[slot == &known->common ? i : (slot->nvalues - 1) * i / count];
    get_typlenbyvalalign(known->type, &length, &is_by_value, &alignment);
    return text_of(array, PointerGetDatum(construct_array(values, count, known->type, length,
                                                          is_by_value, alignment)));
}

/* A value that every type of its kind reads. */
static char *
any_value(Oid type)
{
    char category;
    bool is_preferred;

    if (getBaseType(type) == UUIDOID)
        return "5f0c9a1e-0d5b-4c53-8a5e-3f1f0d6b7a20";
    get_type_category_preferred(type, &category, &is_preferred);
    switch (category)
    {
    case TYPCATEGORY_BOOLEAN:
        return "true";
    case TYPCATEGORY_NUMERIC:
        return "1";
    case TYPCATEGORY_STRING:
        return "a";
    case TYPCATEGORY_DATETIME:
        return is_time(type) ? "2026-01-01" : NULL;
    default:
        return NULL;
    }
}

/* A value in the last partition but one; times are asked for near their end. */
static char *
value_of_bounds(const PartitionKey key, const PartitionBoundInfo bounds, int at)
{
    Oid type = key->parttypid[at];

    if (bounds == NULL || bounds->ndatums == 0 || bounds->strategy == PARTITION_STRATEGY_HASH)
        return any_value(type);
    for (int i = bounds->ndatums - 1 - (bounds->ndatums > 2); i >= 0; i--)
        if (bounds->kind == NULL || bounds->kind[i][at] == PARTITION_RANGE_DATUM_VALUE)
            return text_of(type, bounds->datums[i][at]);
    return any_value(type);
}

static char *
partition_value(const ParameterUse *use)
{
    Relation relation = table_open(use->relid, AccessShareLock);
    PartitionKey key = RelationGetPartitionKey(relation);
    PartitionDesc partitions = RelationGetPartitionDesc(relation, true);
    char *value = NULL;

    for (int i = 0; key != NULL && i < key->partnatts; i++)
        if (key->partattrs[i] == use->column)
            value = value_of_bounds(key, partitions->boundinfo, i);
    table_close(relation, NoLock);
    return value;
}

static char *
in_array(const char *value)
{
    StringInfoData array;

    if (value == NULL)
        return NULL;
    initStringInfo(&array);
    appendStringInfoString(&array, "{\"");
    for (; *value != '\0'; value++)
    {
        if (*value == '"' || *value == '\\')
            appendStringInfoChar(&array, '\\');
        appendStringInfoChar(&array, *value);
    }
    appendStringInfoString(&array, "\"}");
    return array.data;
}

/* A one-sided comparison may mean anything: it stays open, except for what is recent. */
static char *
typical_end(const ParameterUse *use, const Known *known)
{
    bool is_wanted = use->is_partition_key ||
                     (is_time(known->type) && (use->is_span || use->role == PARAMETER_LEAST));

    if (!is_wanted)
        return NULL;
    return at_quantile(known, use->role == PARAMETER_LEAST ? RECENT : 1);
}

static char *
without_statistics(const ParameterUse *use)
{
    char *value;

    if (!use->is_partition_key)
        return NULL;
    value = partition_value(use);
    return use->role == PARAMETER_ONE_OF ? in_array(value) : value;
}

char *
draw_typical(const ParameterUse *use)
{
    Known known = know(use);
    char *value;

    switch (use->role)
    {
    case PARAMETER_EQUAL:
        value = usual_value(&known);
        break;
    case PARAMETER_ONE_OF:
        value = members(&known, false);
        break;
    case PARAMETER_LEAST:
    case PARAMETER_GREATEST:
        value = typical_end(use, &known);
        break;
    default:
        return NULL;
    }
    return value != NULL ? value : without_statistics(use);
}

char *
draw_worst(const ParameterUse *use)
{
    Known known = know(use);
    char *value;

    switch (use->role)
    {
    case PARAMETER_EQUAL:
        value = common_value(&known);
        break;
    case PARAMETER_ONE_OF:
        value = members(&known, true);
        break;
    case PARAMETER_LEAST:
        value = at_quantile(&known, 0);
        break;
    case PARAMETER_GREATEST:
        value = at_quantile(&known, 1);
        break;
    default:
        return NULL;
    }
    return value != NULL ? value : without_statistics(use);
}

char *
draw_count(bool is_offset, bool is_worst)
{
    if (is_offset)
        return is_worst ? "10000" : "0";
    return is_worst ? "1000" : "20";
}
