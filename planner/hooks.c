/*
 * Three traps. A hook that gives statistics must say that the user may see them (acl_ok), or the planner
 * uses them in equalities and silently not in ranges. Widths of columns are asked for through a hook of
 * their own. And the rows of a partial index are those of a query with its predicate: the planner is
 * asked for them within a plan, and must not want partial indexes to answer.
 */
#include "planner/hooks.h"

#include "planner/derive.h"
#include "planner/index_cost.h"

#include <access/genam.h>
#include <access/htup_details.h>
#include <access/transam.h>
#include <catalog/index.h>
#include <catalog/pg_am.h>
#include <catalog/pg_statistic.h>
#include <commands/explain.h>
#include <nodes/makefuncs.h>
#include <optimizer/optimizer.h>
#include <optimizer/paths.h>
#include <optimizer/plancat.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
#include <utils/relcache.h>
#include <utils/selfuncs.h>

#include <math.h>

static get_relation_info_hook_type previous_relation_info;
static get_relation_stats_hook_type previous_relation_stats;
static get_index_stats_hook_type previous_index_stats;
static get_attavgwidth_hook_type previous_width;
static explain_get_index_name_hook_type previous_index_name;

static bool is_counting; /* the rows of a partial index */

static bool
applies_to(Oid relid)
{
    return configuration_is_active() && relid >= FirstNormalObjectId && !harvest_is_running();
}

/* SELECT FROM table WHERE predicate. */
static Query *
query_of(Oid relid, const List *predicate)
{
    Query *query = makeNode(Query);
    RangeTblEntry *entry = makeNode(RangeTblEntry);
    RangeTblRef *reference = makeNode(RangeTblRef);

    entry->rtekind = RTE_RELATION;
    entry->relid = relid;
    entry->relkind = get_rel_relkind(relid);
    entry->rellockmode = AccessShareLock;
    entry->eref = makeAlias("t", NIL);
    entry->inFromCl = true;
    entry->inh = entry->relkind == RELKIND_PARTITIONED_TABLE;
    reference->rtindex = 1;
    query->commandType = CMD_SELECT;
    query->canSetTag = true;
    query->rtable = list_make1(entry);
    query->jointree = makeFromExpr(list_make1(reference),
                                   (Node *) make_ands_explicit((List *) copyObjectImpl(predicate)));
    return query;
}

static double
rows_of(Oid relid, const List *predicate)
{
    bool was_counting = is_counting;
    PlannedStmt *plan;

    is_counting = true;
    PG_TRY();
    {
        plan = planner(query_of(relid, predicate), "", 0, NULL);
    }
    PG_FINALLY();
    {
        is_counting = was_counting;
    }
    PG_END_TRY();
    return plan->planTree->plan_rows;
}

HeapTuple
hooks_statistic_of(Configuration *configuration, const IndexTemplate *index, AttrNumber column)
{
    HeapTuple volatile tuple = NULL;

    configuration_activate(configuration);
    PG_TRY();
    {
        tuple = derive_statistic(index, column);
    }
    PG_FINALLY();
    {
        configuration_activate(NULL);
    }
    PG_END_TRY();
    return tuple;
}

static double
rows_in(Configuration *configuration, Oid relid, const List *predicate)
{
    volatile double rows = 0;

    configuration_activate(configuration);
    PG_TRY();
    {
        const RelationNumbers *told = predicate == NIL ? configuration_numbers(relid) : NULL;

        rows = told != NULL && told->rows >= 0 ? told->rows : rows_of(relid, predicate);
    }
    PG_FINALLY();
    {
        configuration_activate(NULL);
    }
    PG_END_TRY();
    return rows;
}

double
hooks_rows_of_index(Configuration *configuration, const IndexTemplate *index)
{
    return rows_in(configuration, index->relid, index->by_varno[1]->indpred);
}

double
hooks_rows_of_present(Configuration *configuration, Oid indexoid)
{
    Relation index = index_open(indexoid, AccessShareLock);
    List *predicate = RelationGetIndexPredicate(index);

    index_close(index, AccessShareLock);
    return rows_in(configuration, IndexGetRelation(indexoid, false), predicate);
}

/* Numbers of an index: those told, and for what nobody told those of a freshly built one. */
static RelationNumbers
numbers_of(const IndexOptInfo *info, const IndexTemplate *index, RelationNumbers *told,
           const RelOptInfo *rel)
{
    RelationNumbers numbers = {.relid = info->indexoid, .rows = -1, .pages = -1, .tree_height = -1};

    if (told != NULL)
        numbers = *told;
    if (info->indpred == NIL)
        numbers.rows = rel->tuples;
    else if (numbers.rows < 0)
        numbers.rows = rows_of(index->relid, index->by_varno[1]->indpred);
    numbers.rows = Min(numbers.rows, rel->tuples);
    index_cost_guess(info, &numbers);
    if (told != NULL)
        *told = numbers; /* once is enough */
    return numbers;
}

static IndexOptInfo *
make_index(const IndexTemplate *index, RelationNumbers *told, RelOptInfo *rel)
{
    IndexOptInfo *info;
    RelationNumbers numbers;

    if (is_counting && index->by_varno[1]->indpred != NIL)
        return NULL;
    info = harvest_copy(index, rel);
    numbers = numbers_of(info, index, told, rel);
    info->tuples = numbers.rows;
    info->pages = (BlockNumber) Min(Max(numbers.pages, 1), MaxBlockNumber);
    info->tree_height = info->relam == BTREE_AM_OID ? numbers.tree_height : -1;
    index_cost_attach(info);
    return info;
}

/* The newest first, as the server has it: of two that cost the same the planner takes one by order. */
static void
set_indexes(RelOptInfo *rel, Oid relid)
{
    List *own = harvest_present(rel, relid);
    List *indexes = NIL;
    Configuration **chain;
    int count = configuration_chain(&chain);
    ListCell *cell;

    for (int i = 0; i < count; i++)
        foreach (cell, chain[i]->indexes)
        {
            HypotheticalIndex *hypothetical = lfirst(cell);
            IndexOptInfo *info;

            if (hypothetical->index->relid != relid)
                continue;
            info = make_index(hypothetical->index, &hypothetical->numbers, rel);
            if (info != NULL)
                indexes = lcons(info, indexes);
        }
    foreach (cell, own)
    {
        const IndexTemplate *index = lfirst(cell);
        RelationNumbers *told;
        IndexOptInfo *info;

        if (configuration_hides(index->indexoid))
            continue;
        told = configuration_index_numbers(index->indexoid);
        info = make_index(index, told, rel);
        if (info != NULL)
            indexes = lappend(indexes, info);
    }
    rel->indexlist = indexes;
}

static void
set_size(RelOptInfo *rel, Oid relid)
{
    const RelationNumbers *numbers = configuration_numbers(relid);

    if (numbers == NULL)
        return;
    if (numbers->pages >= 0)
        rel->pages = (BlockNumber) Min(numbers->pages, MaxBlockNumber);
    if (numbers->rows >= 0)
        rel->tuples = rint(numbers->rows);
    if (numbers->visible_fraction >= 0)
        rel->allvisfrac = Min(numbers->visible_fraction, 1);
}

static bool
is_absent(const RelOptInfo *rel, Oid relid)
{
    const RelationNumbers *numbers =
        rel->reloptkind == RELOPT_OTHER_MEMBER_REL ? configuration_numbers(relid) : NULL;

    return numbers != NULL && numbers->is_absent;
}

static void
relation_info(PlannerInfo *root, Oid relid, bool is_parent, RelOptInfo *rel)
{
    if (previous_relation_info != NULL)
        previous_relation_info(root, relid, is_parent, rel);
    if (is_parent || !applies_to(relid))
        return;
    if (is_absent(rel, relid))
        mark_dummy_rel(rel); /* as build_simple_rel() does with one that the conditions exclude */
    else
    {
        set_size(rel, relid);
        set_indexes(rel, relid);
    }
}

/* The tuple belongs to the configuration. */
static void
keep_tuple(HeapTuple tuple)
{
    (void) tuple;
}

static bool
give(HeapTuple tuple, VariableStatData *out)
{
    if (tuple == NULL)
        return false;
    out->statsTuple = tuple;
    out->freefunc = keep_tuple;
    out->acl_ok = true;
    return true;
}

static bool
relation_stats(PlannerInfo *root, RangeTblEntry *entry, AttrNumber column, VariableStatData *out)
{
    if (applies_to(entry->relid) &&
        give(configuration_column(entry->relid, column, entry->inh), out))
        return true;
    return previous_relation_stats != NULL && previous_relation_stats(root, entry, column, out);
}

static HeapTuple
derive(Oid indexoid, AttrNumber column)
{
    const IndexTemplate *index = harvest_find(indexoid);

    return index == NULL ? NULL : derive_statistic(index, column);
}

static bool
index_stats(PlannerInfo *root, Oid indexoid, AttrNumber column, VariableStatData *out)
{
    Oid owner = index_cost_owner(indexoid);

    if (applies_to(owner) && give(configuration_derived_column(owner, column, derive), out))
        return true;
    return previous_index_stats != NULL && previous_index_stats(root, indexoid, column, out);
}

static int32
width(Oid relid, AttrNumber column)
{
    HeapTuple tuple = applies_to(relid) ? configuration_column(relid, column, false) : NULL;

    if (tuple != NULL)
        return ((Form_pg_statistic) GETSTRUCT(tuple))->stawidth;
    return previous_width != NULL ? previous_width(relid, column) : 0;
}

static const char *
index_name(Oid indexoid)
{
    const IndexTemplate *index = harvest_find(indexoid);

    if (index != NULL && !index->is_there)
        return index->name;
    return previous_index_name != NULL ? previous_index_name(indexoid) : NULL;
}

void
hooks_install(void)
{
    previous_relation_info = get_relation_info_hook;
    get_relation_info_hook = relation_info;
    previous_relation_stats = get_relation_stats_hook;
    get_relation_stats_hook = relation_stats;
    previous_index_stats = get_index_stats_hook;
    get_index_stats_hook = index_stats;
    previous_width = get_attavgwidth_hook;
    get_attavgwidth_hook = width;
    previous_index_name = explain_get_index_name_hook;
    explain_get_index_name_hook = index_name;
}
