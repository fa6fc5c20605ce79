/*
 * The expression is computed for each value that is known of its column: common ones with their frequencies, bounds of
 * the histogram with an equal share of the rest. If the bounds give as many different results, the expression keeps
 * values apart, as lower() does, and the results are the bounds of its own histogram. If not, what came once and
 * twice tells how many results there are, and what came often is common. Numbers and times also have values
 * between the bounds: where many of those give the same, as with date_trunc(), they tell of each result how many
 * rows it has, unless the bounds contradict, which they do where a column has no such values.
 */
#include "planner/derive.h"

#include "planner/attempt.h"
#include "planner/derive_result.h"
#include "planner/derive_step.h"

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
static const double GIVES_THE_SAME = 0.5; /* different results of values between bounds, at most */
static const int BETWEEN_MOST = 3000;

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
    return IsA(node, CoerceToDomain) || check_functions_in_node(node, is_own_function, context) ||
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

    *result =
        (Computed){.source = value, .share = share, .is_common = is_common, .drawn = !is_common};
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

static void
measure_step(Derivation *derivation, Machine *machine, const AttStatsSlot *bounds)
{
    Comparing comparing = {.derivation = derivation, .machine = machine};
    double values = derive_result_values(derivation);
    double results = derive_step_distinct(get_atttype(derivation->index->relid, derivation->source),
                                          bounds, values, gives_the_same, &comparing);

    if (results < KEPT_APART * values)
        derivation->distinct = results;
    ResetExprContext(machine->context);
}

/* The bounds, or the values between them. */
static int
draws_of(const Derivation *derivation, const AttStatsSlot *bounds, Datum **out)
{
    Oid type = get_atttype(derivation->index->relid, derivation->source);

    *out = bounds->values;
    if (derivation->between <= 1 || bounds->nvalues < 2)
        return bounds->nvalues;
    *out = palloc(sizeof(Datum) * (Size) (bounds->nvalues * derivation->between));
    return derive_step_between(type, bounds, derivation->between, *out);
}

/* One that comes again is no draw of its own. */
static void
compute_draws(Derivation *derivation, Machine *machine, const Datum *draws, int count, double rest)
{
    int16 length;
    bool is_by_value;
    int same = 1;

    get_typlenbyval(get_atttype(derivation->index->relid, derivation->source), &length,
                    &is_by_value);
    for (int i = 0; i < count; i++, same++)
    {
        if (i + 1 < count && datumIsEqual(draws[i], draws[i + 1], is_by_value, length))
            continue;
        compute(derivation, machine, draws[i], false, rest * same / count, false);
        same = 0;
    }
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
    Datum *draws;
    int count;

    (void) get_attstatsslot(&common, derivation->known, STATISTIC_KIND_MCV, InvalidOid,
                            ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS);
    (void) get_attstatsslot(&bounds, derivation->known, STATISTIC_KIND_HISTOGRAM, InvalidOid,
                            ATTSTATSSLOT_VALUES);
    count = draws_of(derivation, &bounds, &draws);
    derivation->is_regular =
        derive_step_is_regular(get_atttype(derivation->index->relid, derivation->source), &bounds);
    derivation->results = palloc(sizeof(Computed) * (Size) (common.nvalues + count + 2));
    for (int i = 0; i < common.nvalues; i++)
    {
        compute(derivation, &machine, common.values[i], false, common.numbers[i], true);
        rest -= common.numbers[i];
    }
    compute_draws(derivation, &machine, draws, count, Max(rest, 0));
    if (nulls > 0)
        compute(derivation, &machine, (Datum) 0, true, nulls, true);
    measure_step(derivation, &machine, &bounds);
    ExecDropSingleTupleTableSlot(machine.slot);
    FreeExecutorState(machine.state);
    table_close(table, NoLock);
}

static void
compute_and_merge(Derivation *derivation, Order *order)
{
    compute_all(derivation);
    derive_result_merge(derivation, order);
}

/* Takes values between the bounds where they tell more. */
static void
look_between(Derivation *derivation, Order *order)
{
    Derivation finer = *derivation;
    const Counts *counts = &finer.counts;

    if (derivation->counts.draws < 2)
        return;
    finer.between = Max(1, BETWEEN_MOST / (int) derivation->counts.draws);
    finer.count = 0;
    finer.nulls = 0;
    finer.sources = 0;
    finer.distinct = 0;
    compute_and_merge(&finer, order);
    if (counts->draws > derivation->counts.draws &&
        counts->different < GIVES_THE_SAME * finer.sources &&
        (finer.is_regular ||
         derive_count_is_alike(derivation->counts.draws, derivation->counts.different,
                               counts->different)))
        *derivation = finer;
}

static void
derive(void *argument)
{
    Derivation *derivation = argument;
    const TypeCacheEntry *type = lookup_type_cache(derivation->type.type, TYPECACHE_CMP_PROC_FINFO);
    Order order = {.compare = unconstify(FmgrInfo *, &type->cmp_proc_finfo),
                   .collation = derivation->type.collation};
    const Counts *counts = &derivation->counts;

    if (!OidIsValid(type->cmp_proc_finfo.fn_oid))
        return;
    derivation->between = 1;
    compute_and_merge(derivation, &order);
    if (derivation->count == 0 && derivation->nulls < KEPT_APART)
        return;
    look_between(derivation, &order);
    if (counts->draws > 0 && counts->different >= counts->draws)
        derive_result_count_beginnings(derivation);
    derivation->tuple =
        derive_result_tuple(derivation,
                            derivation->between == 1 && counts->draws > 0 &&
                                derivation->beginnings <= 0 && counts->different >= counts->draws,
                            &order);
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
