#include "planner/derive_result.h"

#include <access/htup_details.h>
#include <catalog/pg_statistic.h>
#include <catalog/pg_type.h>
#include <utils/array.h>
#include <utils/datum.h>
#include <utils/lsyscache.h>
#include <utils/typcache.h>

#include <math.h>

static const double KEPT_APART = 0.9;
static const double ABOVE_AVERAGE = 1.25;
static const double NEARLY_ALL = 1.5; /* results for each that was seen: all of these are common */

enum
{
    COMMON_MOST = 100,
    COMMON_DRAWN = 3,
    LETTERS_MOST = 8
};

double
derive_result_values(const Derivation *derivation)
{
    double known = ((Form_pg_statistic) GETSTRUCT(derivation->known))->stadistinct;
    const RelationNumbers *table = configuration_numbers(derivation->index->relid);

    return known >= 0 || table == NULL ? known : -known * table->rows;
}

static int
compare_results(const void *left, const void *right, void *order)
{
    const Order *by = order;

    return DatumGetInt32(FunctionCall2Coll(by->compare, by->collation,
                                           ((const Computed *) left)->value,
                                           ((const Computed *) right)->value));
}

/* Equal results stay in the order of their values. */
static int
compare_stably(const void *left, const void *right, void *order)
{
    int difference = compare_results(left, right, order);
    double before = ((const Computed *) left)->position;
    double behind = ((const Computed *) right)->position;

    return difference != 0 ? difference : (before > behind) - (before < behind);
}

static int
compare_sources(const void *left, const void *right, void *order)
{
    const Order *by = order;

    return DatumGetInt32(FunctionCall2Coll(by->compare, by->collation,
                                           ((const Computed *) left)->source,
                                           ((const Computed *) right)->source));
}

/* All the same where the column's values have no order. */
static void
set_positions(Derivation *derivation)
{
    const TypeCacheEntry *entry;
    Order order;
    double before = 0;
    int32 modifier;
    Oid type;

    get_atttypetypmodcoll(derivation->index->relid, derivation->source, &type, &modifier,
                          &order.collation);
    entry = lookup_type_cache(type, TYPECACHE_CMP_PROC_FINFO);
    order.compare = unconstify(FmgrInfo *, &entry->cmp_proc_finfo);
    if (!OidIsValid(entry->cmp_proc_finfo.fn_oid))
        return;
    qsort_arg(derivation->results, (size_t) derivation->count, sizeof(Computed), compare_sources,
              &order);
    for (int i = 0; i < derivation->count; i++)
    {
        derivation->sources += derivation->results[i].drawn > 0 &&
                               (i == 0 || compare_sources(&derivation->results[i - 1],
                                                          &derivation->results[i], &order) != 0);
        derivation->results[i].position = before + derivation->results[i].share / 2;
        before += derivation->results[i].share;
    }
}

/* How the order of the results goes with that of their values, as ANALYZE measures a correlation. */
static double
direction(const Derivation *derivation)
{
    double before = 0;
    double sum = 0;
    double squares = 0;
    double other_squares = 0;
    double all = 0;

    for (int i = 0; i < derivation->count; i++)
        all += derivation->results[i].share;
    for (int i = 0; i < derivation->count; i++)
    {
        const Computed *result = &derivation->results[i];
        double rank = before + result->share / 2 - all / 2;
        double position = result->position - all / 2;

        sum += result->share * rank * position;
        squares += result->share * rank * rank;
        other_squares += result->share * position * position;
        before += result->share;
    }
    return squares > 0 && other_squares > 0 ? sum / sqrt(squares * other_squares) : 0;
}

/* As far as the expression keeps the order of its column. */
static void
set_correlation(const Derivation *derivation, Statistic *statistic)
{
    AttStatsSlot slot = {0};

    if (!get_attstatsslot(&slot, derivation->known, STATISTIC_KIND_CORRELATION, InvalidOid,
                          ATTSTATSSLOT_NUMBERS) ||
        slot.nnumbers != 1)
        return;
    statistic->has_correlation = true;
    statistic->correlation = slot.numbers[0] * derivation->direction;
}

/* Equal ones become one. */
static void
merge_equal(Derivation *derivation, Order *order)
{
    Counts counts = {0};
    int count = 0;

    for (int i = 0; i < derivation->count; i++)
    {
        const Computed *result = &derivation->results[i];
        Computed *last = count > 0 ? &derivation->results[count - 1] : NULL;

        counts.draws += result->drawn;
        if (last == NULL || compare_results(last, result, order) != 0)
        {
            derivation->results[count++] = *result;
            continue;
        }
        last->share += result->share;
        last->drawn += result->drawn;
        last->is_common = last->is_common || result->is_common;
    }
    for (int i = 0; i < count; i++)
    {
        counts.different += derivation->results[i].drawn > 0;
        counts.once += derivation->results[i].drawn == 1;
        counts.twice += derivation->results[i].drawn == 2;
    }
    derivation->count = count;
    derivation->counts = counts;
}

static int
compare_shares(const void *left, const void *right)
{
    double one = ((const Computed *) left)->share;
    double other = ((const Computed *) right)->share;

    return (one < other) - (one > other);
}

static double
average_width(const Derivation *derivation)
{
    int16 length = get_typlen(derivation->type.type);
    double sum = 0;
    double shares = 0;

    if (length > 0)
        return length;
    for (int i = 0; i < derivation->count; i++)
    {
        const Computed *result = &derivation->results[i];
        double size = (double) datumGetSize(result->value, false, length);

        /* Short ones are stored with a header of one byte. */
        size = length == -1 && size < VARATT_SHORT_MAX ? size - VARHDRSZ + VARHDRSZ_SHORT : size;
        sum += result->share * size;
        shares += result->share;
    }
    return shares > 0 ? rint(sum / shares) : 0;
}

/* How many results there are; negative: a share of the rows. */
static double
results_of(const Derivation *derivation, bool is_apart)
{
    const RelationNumbers *table = configuration_numbers(derivation->index->relid);
    const Counts *counts = &derivation->counts;
    double values = derive_result_values(derivation);

    if (derivation->beginnings > 0)
        return Max(derivation->count, derivation->beginnings);
    if (is_apart)
        return derivation->distinct > 0
                   ? derivation->distinct
                   : (double) ((Form_pg_statistic) GETSTRUCT(derivation->known))->stadistinct;
    if (derivation->between > 1)
        return Max(derivation->count, Min(derivation->distinct, values));
    return Max(derivation->count,
               derive_count_distinct(counts, table == NULL ? 0 : table->rows, values));
}

static bool
is_common(const Derivation *derivation, const Computed *result, double average, double rows)
{
    if (derivation->between > 1)
        return derive_count_is_common(result->share, average, rows);
    return result->share > ABOVE_AVERAGE * average &&
           (result->is_common || result->drawn >= COMMON_DRAWN);
}

/* The most common ones go to the front. */
static int
count_common(Computed *results, int count, const Derivation *derivation, double distinct)
{
    const RelationNumbers *table = configuration_numbers(derivation->index->relid);
    double average = (1 - derivation->nulls) / Max(distinct, 1);
    int most = 0;

    qsort(results, (size_t) count, sizeof(Computed), compare_shares);
    if (count <= COMMON_MOST && distinct <= NEARLY_ALL * count)
        return count;
    for (int i = 0; i < count && most < COMMON_MOST; i++)
        if (is_common(derivation, &results[i], average, table == NULL ? 0 : table->rows))
        {
            Computed result = results[i];

            results[i] = results[most];
            results[most++] = result;
        }
    return most;
}

HeapTuple
derive_result_tuple(const Derivation *derivation, bool is_apart, Order *order)
{
    Size size = sizeof(Datum) * (Size) (derivation->count + 1);
    Computed *sorted = palloc(sizeof(Computed) * (Size) (derivation->count + 1));
    Datum *values = palloc(size);
    Datum *fractions = palloc(size);
    Datum *bounds = palloc(size);
    double distinct = results_of(derivation, is_apart);
    int common_count = 0;
    int bound_count = 0;
    Statistic statistic = {.null_fraction = derivation->nulls,
                           .width = (int) average_width(derivation),
                           .distinct = distinct};

    memcpy(sorted, derivation->results, sizeof(Computed) * (Size) derivation->count);
    if (!is_apart)
        common_count = count_common(sorted, derivation->count, derivation, distinct);
    else
    {
        for (int i = 0; i < derivation->count; i++)
            if (derivation->results[i].is_common)
                sorted[common_count++] = derivation->results[i];
        for (int i = 0, next = common_count; i < derivation->count; i++)
            if (!derivation->results[i].is_common)
                sorted[next++] = derivation->results[i];
        qsort(sorted, (size_t) common_count, sizeof(Computed), compare_shares);
    }
    for (int i = 0; i < common_count; i++)
    {
        values[i] = sorted[i].value;
        fractions[i] = Float4GetDatum((float4) sorted[i].share);
    }
    qsort_arg(sorted + common_count, (size_t) (derivation->count - common_count), sizeof(Computed),
              compare_results, order);
    for (int i = common_count; i < derivation->count; i++)
        bounds[bound_count++] = sorted[i].value;
    set_correlation(derivation, &statistic);
    statistic.common_fractions =
        construct_array(fractions, common_count, FLOAT4OID, 4, true, TYPALIGN_INT);
    return statistic_make_of(&statistic, derivation->type, values, common_count, bounds,
                             bound_count);
}

void
derive_result_merge(Derivation *derivation, Order *order)
{
    set_positions(derivation);
    qsort_arg(derivation->results, (size_t) derivation->count, sizeof(Computed), compare_stably,
              order);
    derivation->direction = direction(derivation);
    merge_equal(derivation, order);
}

static const char *
text_of(Datum value, int *length)
{
    const struct varlena *text = pg_detoast_datum_packed((struct varlena *) DatumGetPointer(value));

    *length = (int) VARSIZE_ANY_EXHDR(text);
    return VARDATA_ANY(text);
}

/* How many letters the result has, if it is the beginning of the value and less than all; or 0. */
static int
letters_taken(const Computed *result)
{
    int whole;
    int taken;
    const char *value = text_of(result->source, &whole);
    const char *text = text_of(result->value, &taken);

    return taken < whole && memcmp(value, text, (size_t) taken) == 0 ? taken : 0;
}

static bool
is_text(Oid type)
{
    char category;
    bool is_preferred;

    get_type_category_preferred(type, &category, &is_preferred);
    return category == TYPCATEGORY_STRING && get_typlen(type) == -1;
}

/* Results are in order, so that those that begin alike lie behind each other. */
void
derive_result_count_beginnings(Derivation *derivation)
{
    double different[LETTERS_MOST] = {0};
    const Computed *last = NULL;
    double letters = 0;
    int count = 0;

    if (!is_text(derivation->type.type) ||
        !is_text(get_atttype(derivation->index->relid, derivation->source)))
        return;
    for (int i = 0; i < derivation->count; i++)
    {
        const Computed *result = &derivation->results[i];
        int taken = letters_taken(result);
        int same = 0;
        int length = 0;

        if (result->drawn == 0)
            continue;
        if (last != NULL)
        {
            const char *before = text_of(last->value, &length);
            const char *text = text_of(result->value, &same);

            for (int most = Min(length, same), at = same = 0; at < most && text[at] == before[at];
                 at++)
                same++;
        }
        for (int at = same; at < LETTERS_MOST; at++)
            different[at]++;
        count += taken > 0;
        letters += taken;
        last = result;
    }
    if (count < KEPT_APART * derivation->counts.different || count < COMMON_DRAWN)
        return;
    derivation->beginnings =
        derive_count_beginnings(derivation->counts.draws, different, LETTERS_MOST, letters / count,
                                derive_result_values(derivation));
}
