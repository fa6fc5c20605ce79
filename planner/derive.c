/*
 * The expression is computed for each value that is known of its column: common ones with their
 * frequencies, bounds of the histogram with an equal share of the rest. If the bounds give as many
 * different results, the expression keeps values apart, as lower() does, and the results are the bounds of
 * its own histogram. If not, as with date_trunc(), there are about as few values as were found, and each
 * has the sum of its shares.
 */
#include "planner/derive.h"

#include "planner/attempt.h"
#include "planner/derive_step.h"
#include "planner/statistic.h"

#include <access/htup_details.h>
#include <access/table.h>
#include <access/transam.h>
#include <catalog/pg_statistic.h>
#include <catalog/pg_type.h>
#include <executor/executor.h>
#include <nodes/nodeFuncs.h>
#include <optimizer/optimizer.h>
#include <utils/array.h>
#include <utils/datum.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
#include <utils/typcache.h>

#include <math.h>

static const double KEPT_APART = 0.9;

typedef struct Computed
{
    Datum value;
    double share; /* of all rows */
    Datum source; /* the column's value */
    double position; /* share of the rows that have lower values of the column */
    bool is_common; /* came from a common value */
} Computed;

typedef struct Derivation
{
    const IndexTemplate *index;
    Node *expression;
    StatisticType type;
    AttrNumber source; /* the table's column */
    HeapTuple known; /* its statistics */
    Computed *results;
    int count;
    double nulls;
    double direction; /* 1: in the order of the column, -1: the other way round, 0: in neither */
    double distinct; /* results, where they are kept apart; 0: as many as values */
    HeapTuple tuple; /* the outcome */
} Derivation;

static bool
is_own_function(Oid function, void *context)
{
    (void) context;
    return function >= FirstNormalObjectId;
}

static bool
has_own_function(Node *node, void *context)
{
    if (node == NULL)
        return false;
    return check_functions_in_node(node, is_own_function, context) ||
           expression_tree_walker(node, has_own_function, context);
}

/* The expression of an index column; NULL for a plain column. */
static Node *
expression_of(const IndexOptInfo *info, AttrNumber column)
{
    ListCell *cell = list_head(info->indexprs);

    if (column < 1 || column > info->nkeycolumns || info->indexkeys[column - 1] != 0)
        return NULL;
    for (int i = 0; i < column - 1; i++)
        if (info->indexkeys[i] == 0)
            cell = lnext(info->indexprs, cell);
    return cell == NULL ? NULL : lfirst(cell);
}

/* The only column in it, or 0. */
static AttrNumber
only_column(Node *expression)
{
    List *columns = pull_var_clause(expression, 0);
    AttrNumber column = InvalidAttrNumber;
    ListCell *cell;

    foreach (cell, columns)
    {
        const Var *var = lfirst_node(Var, cell);

        if (column != InvalidAttrNumber && var->varattno != column)
            return InvalidAttrNumber;
        column = var->varattno;
    }
    return column;
}

typedef struct Machine
{
    EState *state;
    ExprContext *context;
    ExprState *expression;
    TupleTableSlot *slot;
} Machine;

static Machine
start_machine(const Derivation *derivation, Relation table)
{
    Machine machine = {.state = CreateExecutorState()};

    machine.context = GetPerTupleExprContext(machine.state);
    machine.expression = ExecPrepareExpr((Expr *) derivation->expression, machine.state);
    machine.slot = MakeSingleTupleTableSlot(RelationGetDescr(table), &TTSOpsVirtual);
    machine.context->ecxt_scantuple = machine.slot;
    return machine;
}

/* `is_null` tells of the value, and then of the result. */
static Datum
evaluate(const Derivation *derivation, Machine *machine, Datum value, bool *is_null)
{
    (void) ExecClearTuple(machine->slot);
    memset(machine->slot->tts_isnull, true,
           sizeof(bool) * (Size) machine->slot->tts_tupleDescriptor->natts);
    machine->slot->tts_values[derivation->source - 1] = value;
    machine->slot->tts_isnull[derivation->source - 1] = *is_null;
    (void) ExecStoreVirtualTuple(machine->slot);
    return ExecEvalExprSwitchContext(machine->expression, machine->context, is_null);
}

static void
compute(Derivation *derivation, Machine *machine, Datum value, bool is_null, double share,
        bool is_common)
{
    Computed *result = &derivation->results[derivation->count];

    *result = (Computed){.source = value, .share = share, .is_common = is_common};
    result->value = evaluate(derivation, machine, value, &is_null);
    if (is_null)
        derivation->nulls += share;
    else
    {
        result->value = datumCopy(result->value, get_typbyval(derivation->type.type),
                                  get_typlen(derivation->type.type));
        derivation->count++;
    }
    ResetExprContext(machine->context);
}

typedef struct Comparing
{
    const Derivation *derivation;
    Machine *machine;
} Comparing;

static bool
gives_the_same(void *context, Datum left, Datum right)
{
    const Comparing *comparing = context;
    const Derivation *derivation = comparing->derivation;
    bool nulls[2] = {false, false};
    Datum one = evaluate(derivation, comparing->machine, left, &nulls[0]);
    Datum other = evaluate(derivation, comparing->machine, right, &nulls[1]);

    return nulls[0] || nulls[1] ||
           datumIsEqual(one, other, get_typbyval(derivation->type.type),
                        get_typlen(derivation->type.type));
}

/* How many different values the column has. */
static double
distinct_of(const Derivation *derivation)
{
    double known = ((Form_pg_statistic) GETSTRUCT(derivation->known))->stadistinct;
    const RelationNumbers *table = configuration_numbers(derivation->index->relid);

    return known >= 0 || table == NULL ? known : -known * table->rows;
}

static void
measure_step(Derivation *derivation, Machine *machine, const AttStatsSlot *bounds)
{
    Comparing comparing = {.derivation = derivation, .machine = machine};
    double values = distinct_of(derivation);
    double results = derive_step_distinct(get_atttype(derivation->index->relid, derivation->source),
                                          bounds, values, gives_the_same, &comparing);

    if (results < KEPT_APART * values)
        derivation->distinct = results;
    ResetExprContext(machine->context);
}

static void
compute_all(Derivation *derivation)
{
    Relation table = table_open(derivation->index->relid, AccessShareLock);
    Machine machine = start_machine(derivation, table);
    AttStatsSlot common = {0};
    AttStatsSlot bounds = {0};
    double nulls = ((Form_pg_statistic) GETSTRUCT(derivation->known))->stanullfrac;
    double rest = 1 - nulls;

    (void) get_attstatsslot(&common, derivation->known, STATISTIC_KIND_MCV, InvalidOid,
                            ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS);
    (void) get_attstatsslot(&bounds, derivation->known, STATISTIC_KIND_HISTOGRAM, InvalidOid,
                            ATTSTATSSLOT_VALUES);
    derivation->results = palloc(sizeof(Computed) * (Size) (common.nvalues + bounds.nvalues + 2));
    for (int i = 0; i < common.nvalues; i++)
    {
        compute(derivation, &machine, common.values[i], false, common.numbers[i], true);
        rest -= common.numbers[i];
    }
    for (int i = 0; i < bounds.nvalues; i++)
        compute(derivation, &machine, bounds.values[i], false, Max(rest, 0) / bounds.nvalues,
                false);
    if (nulls > 0)
        compute(derivation, &machine, (Datum) 0, true, nulls, true);
    measure_step(derivation, &machine, &bounds);
    ExecDropSingleTupleTableSlot(machine.slot);
    FreeExecutorState(machine.state);
    table_close(table, NoLock);
}

typedef struct Order
{
    FmgrInfo *compare;
    Oid collation;
} Order;

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

/* Equal ones become one. How many bounds of the histogram there were, and how many different results. */
static void
merge(Derivation *derivation, Order *order, int *bounds, int *different)
{
    int count = 0;

    *bounds = *different = 0;
    for (int i = 0; i < derivation->count; i++)
    {
        const Computed *result = &derivation->results[i];
        Computed *last = count > 0 ? &derivation->results[count - 1] : NULL;

        *bounds += !result->is_common;
        if (last != NULL && compare_results(last, result, order) == 0)
        {
            last->share += result->share;
            last->is_common = last->is_common || result->is_common;
            continue;
        }
        *different += !result->is_common;
        derivation->results[count++] = *result;
    }
    derivation->count = count;
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

    if (length > 0)
        return length;
    for (int i = 0; i < derivation->count; i++)
    {
        double size = (double) datumGetSize(derivation->results[i].value, false, length);

        /* Short ones are stored with a header of one byte. */
        sum += length == -1 && size < VARATT_SHORT_MAX ? size - VARHDRSZ + VARHDRSZ_SHORT : size;
    }
    return sum / Max(derivation->count, 1);
}

/* What is common goes into one list, the others, still in order, are the bounds. */
static HeapTuple
tuple_of(const Derivation *derivation, bool is_apart)
{
    const FormData_pg_statistic *known = (Form_pg_statistic) GETSTRUCT(derivation->known);
    Size size = sizeof(Datum) * (Size) (derivation->count + 1);
    Computed *common = palloc(sizeof(Computed) * (Size) (derivation->count + 1));
    Datum *values = palloc(size);
    Datum *fractions = palloc(size);
    Datum *bounds = palloc(size);
    int common_count = 0;
    int bound_count = 0;
    Statistic statistic = {.null_fraction = derivation->nulls,
                           .width = (int) average_width(derivation),
                           .distinct = is_apart ? (double) known->stadistinct : derivation->count};

    for (int i = 0; i < derivation->count; i++)
        if (derivation->results[i].is_common || !is_apart)
            common[common_count++] = derivation->results[i];
        else
            bounds[bound_count++] = derivation->results[i].value;
    qsort(common, (size_t) common_count, sizeof(Computed), compare_shares);
    for (int i = 0; i < common_count; i++)
    {
        values[i] = common[i].value;
        fractions[i] = Float4GetDatum((float4) common[i].share);
    }
    if (is_apart && derivation->distinct > 0)
        statistic.distinct = derivation->distinct;
    set_correlation(derivation, &statistic);
    statistic.common_fractions =
        construct_array(fractions, common_count, FLOAT4OID, 4, true, TYPALIGN_INT);
    return statistic_make_of(&statistic, derivation->type, values, common_count, bounds,
                             bound_count);
}

static void
derive(void *argument)
{
    Derivation *derivation = argument;
    const TypeCacheEntry *type = lookup_type_cache(derivation->type.type, TYPECACHE_CMP_PROC_FINFO);
    Order order = {.compare = unconstify(FmgrInfo *, &type->cmp_proc_finfo),
                   .collation = derivation->type.collation};
    int bounds;
    int different;

    if (!OidIsValid(type->cmp_proc_finfo.fn_oid))
        return;
    compute_all(derivation);
    if (derivation->count == 0)
        return;
    set_positions(derivation);
    qsort_arg(derivation->results, (size_t) derivation->count, sizeof(Computed), compare_stably,
              &order);
    derivation->direction = direction(derivation);
    merge(derivation, &order, &bounds, &different);
    derivation->tuple = tuple_of(derivation, bounds > 0 && different >= KEPT_APART * bounds);
}

HeapTuple
derive_statistic(const IndexTemplate *index, AttrNumber column)
{
    Derivation derivation = {.index = index,
                             .expression = expression_of(index->by_varno[1], column)};
    Failure failure;

    if (derivation.expression == NULL || has_own_function(derivation.expression, NULL))
        return NULL;
    derivation.source = only_column(derivation.expression);
    if (derivation.source <= 0)
        return NULL;
    derivation.known = configuration_column(index->relid, derivation.source, false);
    if (derivation.known == NULL)
        return NULL;
    derivation.type.type = exprType(derivation.expression);
    derivation.type.collation = exprCollation(derivation.expression);
    return attempt(derive, &derivation, &failure) ? derivation.tuple : NULL;
}
