/* GROUP BY, windows, ORDER BY, DISTINCT: each names expressions of the target list. */
#include "planner/analyse.h"

#include <access/stratnum.h>
#include <nodes/nodeFuncs.h>
#include <optimizer/optimizer.h>
#include <optimizer/tlist.h>
#include <utils/lsyscache.h>

/* How an element of the list is ordered. */
typedef struct Place
{
    uint32 role;
    int position;
    const SortGroupClause *sort; /* or NULL */
} Place;

static bool
is_descending(const SortGroupClause *sort)
{
    Oid family, type;
    int16 strategy;

    return OidIsValid(sort->sortop) &&
           get_ordering_op_properties(sort->sortop, &family, &type, &strategy) &&
           strategy == BTGreaterStrategyNumber;
}

static void
note(UseNote *use, Place place)
{
    use->roles |= place.role;
    use->position = place.position;
    use->is_descending = place.sort != NULL && is_descending(place.sort);
    use->is_nulls_first = place.sort != NULL && place.sort->nulls_first;
}

/* What nothing but this names: the clause is its own, and so is the role. */
static void
element_of_its_own(const Analysis *analysis, const Level *level, UseNote *use, Place place)
{
    if (use->select != level->select)
        return;
    if (use->roles == 0 || use->roles == place.role)
        use->clause = analysis->clause;
    if ((use->roles & (ROLE_AGGREGATED | ROLE_FILTER_OTHER)) == 0)
        note(use, place);
}

/* What stands in the result, or an expression of its own. */
static void
element(Analysis *analysis, Level *level, const TargetEntry *target, Place place)
{
    const Value *value = &level->result.items[target->resno - 1];

    if (value->use != NULL && !target->resjunk)
    {
        note(value->use, place);
        return;
    }
    for (int i = value->first_use; i < value->end_use; i++)
    {
        UseNote *use = analysis->uses[i];

        if (target->resjunk)
            element_of_its_own(analysis, level, use, place);
        else if (place.role == ROLE_GROUPED && (use->roles & ROLE_AGGREGATED) == 0)
            note(use, place);
    }
}

static void
elements(Analysis *analysis, Level *level, List *sorts, uint32 role, bool is_sorted,
         const char *clause)
{
    const char *outer = analysis->clause;
    ListCell *cell;

    analysis->clause = clause;
    foreach (cell, sorts)
    {
        const SortGroupClause *sort = lfirst_node(SortGroupClause, cell);
        const TargetEntry *target =
            get_sortgroupclause_tle((SortGroupClause *) sort, level->query->targetList);
        Place place = {.role = role, .position = foreach_current_index(cell) + 1};

        place.sort = is_sorted ? sort : NULL;
        if (target->resno <= level->result.count)
            element(analysis, level, target, place);
    }
    analysis->clause = outer;
}

/* DISTINCT is about all that is returned. */
static void
distinct_all(Level *level)
{
    ListCell *cell;

    foreach (cell, level->query->targetList)
    {
        const TargetEntry *target = lfirst_node(TargetEntry, cell);
        UseNote *use = level->result.items[target->resno - 1].use;

        if (use != NULL && !target->resjunk)
            use->roles |= ROLE_DISTINCT;
    }
}

static void
windows(Analysis *analysis, Level *level)
{
    const char *clause = analysis->clause;
    ListCell *cell;

    foreach (cell, level->query->windowClause)
    {
        WindowClause *window = lfirst_node(WindowClause, cell);
        int mark = analysis->use_count;

        elements(analysis, level, window->partitionClause, ROLE_WINDOW_PARTITION, false, "window");
        elements(analysis, level, window->orderClause, ROLE_WINDOW_ORDER, true, "window");
        analysis->clause = "window";
        (void) analyse_expr(analysis, level, window->startOffset);
        (void) analyse_expr(analysis, level, window->endOffset);
        analyse_note_default(analysis, mark, ROLE_OTHER);
        analysis->clause = clause;
    }
}

/* What nothing names any more: columns that the grouping alone needs. */
static void
junk(Analysis *analysis, Level *level)
{
    ListCell *cell;

    foreach (cell, level->query->targetList)
    {
        const TargetEntry *target = lfirst_node(TargetEntry, cell);
        const Value *value = &level->result.items[target->resno - 1];

        for (int i = value->first_use; target->resjunk && i < value->end_use; i++)
            if (analysis->uses[i]->roles == 0)
                analysis->uses[i]->roles = ROLE_OTHER;
    }
}

void
analyse_order(Analysis *analysis, Level *level)
{
    Query *query = level->query;

    elements(analysis, level, query->groupClause, ROLE_GROUPED, false, "group");
    analyse_compare_condition(analysis, level, query->havingQual, "having");
    windows(analysis, level);
    elements(analysis, level, query->sortClause, ROLE_ORDERED, true, "order");
    if (query->hasDistinctOn)
        elements(analysis, level, query->distinctClause, ROLE_DISTINCT, false, "distinct");
    else if (query->distinctClause != NIL)
        distinct_all(level);
    junk(analysis, level);
}
