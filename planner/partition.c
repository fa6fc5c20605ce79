/*
 * Without this each month's partition would be taken to hold all months: a query for one day of a
 * partition by months would find a thirtieth of what it finds.
 */
#include "planner/partition.h"

#include "planner/statistic.h"

#include <access/htup_details.h>
#include <access/table.h>
#include <catalog/pg_statistic.h>
#include <catalog/pg_type.h>
#include <partitioning/partbounds.h>
#include <partitioning/partdesc.h>
#include <utils/array.h>
#include <utils/lsyscache.h>
#include <utils/partcache.h>
#include <utils/rel.h>

/* From, and up to but without; of the first column of the key. */
typedef struct Range
{
    FmgrInfo *compare;
    Oid collation;
    StatisticType type;
    Datum least;
    Datum end;
    bool has_least;
    bool has_end;
} Range;

static bool
find_range(Relation relation, Oid partition, AttrNumber column, Range *range)
{
    PartitionKey key = RelationGetPartitionKey(relation);
    PartitionDesc partitions = RelationGetPartitionDesc(relation, true);
    PartitionBoundInfo bounds = partitions->boundinfo;

    if (key == NULL || bounds == NULL || key->strategy != PARTITION_STRATEGY_RANGE ||
        key->partattrs[0] != column)
        return false;
    range->compare = &key->partsupfunc[0];
    range->collation = key->partcollation[0];
    range->type = (StatisticType){.type = key->parttypid[0], .collation = key->parttypcoll[0]};
    for (int i = 0; i < bounds->ndatums; i++)
    {
        if (bounds->indexes[i] < 0 || partitions->oids[bounds->indexes[i]] != partition)
            continue;
        range->has_end = bounds->kind[i][0] == PARTITION_RANGE_DATUM_VALUE;
        range->end = bounds->datums[i][0];
        range->has_least = i > 0 && bounds->kind[i - 1][0] == PARTITION_RANGE_DATUM_VALUE;
        range->least = i > 0 ? bounds->datums[i - 1][0] : (Datum) 0;
        return range->has_end || range->has_least;
    }
    return false;
}

static int
compare(const Range *range, Datum left, Datum right)
{
    return DatumGetInt32(FunctionCall2Coll(range->compare, range->collation, left, right));
}

static bool
is_before(const Range *range, Datum value)
{
    return range->has_least && compare(range, value, range->least) < 0;
}

static bool
is_behind(const Range *range, Datum value)
{
    return range->has_end && compare(range, value, range->end) >= 0;
}

/* The bounds inside, between the range's own ends; the share of the histogram that this is. */
static double
cut_bounds(const Range *range, const AttStatsSlot *slot, Datum *bounds, int *count)
{
    int inside = 0;
    int last = slot->nvalues - 1;

    *count = 0;
    if (last < 1)
        return 0;
    if (is_before(range, slot->values[last]) || is_behind(range, slot->values[0]))
        return 0;
    if (is_before(range, slot->values[0]))
        bounds[(*count)++] = range->least;
    for (int i = 0; i <= last; i++)
        if (!is_before(range, slot->values[i]) && !is_behind(range, slot->values[i]))
        {
            bounds[(*count)++] = slot->values[i];
            inside++;
        }
    if (is_behind(range, slot->values[last]))
        bounds[(*count)++] = range->end;
    return Min(1, Max(inside, 1) / (double) last);
}

static double
cut_common(const Range *range, const AttStatsSlot *slot, Datum *values, Datum *fractions,
           int *count)
{
    double share = 0;

    *count = 0;
    for (int i = 0; i < slot->nvalues; i++)
        if (!is_before(range, slot->values[i]) && !is_behind(range, slot->values[i]))
        {
            values[*count] = slot->values[i];
            fractions[(*count)++] = Float4GetDatum(slot->numbers[i]);
            share += slot->numbers[i];
        }
    return share;
}

static double
sum_of(const AttStatsSlot *slot)
{
    double sum = 0;

    for (int i = 0; i < slot->nnumbers; i++)
        sum += slot->numbers[i];
    return sum;
}

static HeapTuple
cut(const Range *range, HeapTuple known)
{
    const FormData_pg_statistic *form = (Form_pg_statistic) GETSTRUCT(known);
    Statistic statistic = {.width = form->stawidth};
    AttStatsSlot common = {0};
    AttStatsSlot bounds = {0};
    AttStatsSlot order = {0};
    Datum *values[3];
    int counts[2];
    double shares[2];
    double whole;

    (void) get_attstatsslot(&common, known, STATISTIC_KIND_MCV, InvalidOid,
                            ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS);
    (void) get_attstatsslot(&bounds, known, STATISTIC_KIND_HISTOGRAM, InvalidOid,
                            ATTSTATSSLOT_VALUES);
    for (int i = 0; i < 3; i++)
        values[i] = palloc(sizeof(Datum) * (Size) (common.nvalues + bounds.nvalues + 2));
    shares[0] = cut_common(range, &common, values[0], values[1], &counts[0]);
    shares[1] = cut_bounds(range, &bounds, values[2], &counts[1]) *
                Max(0, 1 - form->stanullfrac - sum_of(&common));
    whole = shares[0] + shares[1];
    if (whole <= 0)
        return NULL;
    for (int i = 0; i < counts[0]; i++)
        values[1][i] = Float4GetDatum((float4) (DatumGetFloat4(values[1][i]) / whole));
    statistic.common_fractions =
        construct_array(values[1], counts[0], FLOAT4OID, 4, true, TYPALIGN_INT);
    statistic.distinct =
        form->stadistinct > 0 ? Max(1, form->stadistinct * whole) : (double) form->stadistinct;
    if (get_attstatsslot(&order, known, STATISTIC_KIND_CORRELATION, InvalidOid,
                         ATTSTATSSLOT_NUMBERS) &&
        order.nnumbers == 1)
    {
        statistic.has_correlation = true;
        statistic.correlation = order.numbers[0];
    }
    return statistic_make_of(&statistic, range->type, values[0], counts[0], values[2], counts[1]);
}

HeapTuple
partition_statistic(Oid partition, Oid parent, AttrNumber column, HeapTuple statistic)
{
    Relation relation = table_open(parent, AccessShareLock);
    Range range;
    HeapTuple tuple = NULL;

    if (find_range(relation, partition, column, &range))
        tuple = cut(&range, statistic);
    table_close(relation, NoLock);
    return tuple;
}
