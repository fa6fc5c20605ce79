/*
 * part_growth.c - queries that read every partition.
 *
 * Without a condition on the key of the partitions each of them is planned, locked and looked into: what a
 * lookup costs grows with their number. With one that is known only when the query runs (now(), a parameter
 * of a generic plan), all are planned and few are read; these are left alone.
 */
#include "grow/grow_internal.h"

static bool
has_condition(const WorkloadQuery *query, const Table *table)
{
    const IndexElement *key = table->partition_key->elements.first;

    for (const ColumnUse *use = query->meaning->uses.first; use != NULL; use = use->next)
        if (use->table == table && use->column != NULL && key != NULL &&
            str_equal(use->column->name, key->column) &&
            (use->roles & (USE_FILTERED | USE_JOINED)) != 0)
            return true;
    return false;
}

static const Table *
find_unpruned(const Growth *growth, const WorkloadQuery *query, const PlanNode *plan)
{
    const Stats *last = growth->moments[GROW_MOMENTS - 1].stats;

    for (const QueryRelation *at = query->meaning->relations.first; at != NULL; at = at->next)
    {
        const TableStats *stats = at->table == NULL || at->table->partition_key == NULL
                                      ? NULL
                                      : stats_find_table(last, at->table->schema, at->table->name);

        if (stats != NULL && stats->partitions > 1 && !has_condition(query, at->table) &&
            plan_tree_partitions(plan, at->table->name) >= stats->partitions_planned)
            return at->table;
    }
    return NULL;
}

void
part_growth_find(const Growth *growth, size_t query, QueryGrowth *out)
{
    const PlannedQuery *last = &price_of(&growth->prices, query, GROW_MOMENTS - 1)->typical;

    for (size_t i = 0; i < GROW_MOMENTS; i++)
    {
        const PlannedQuery *at = &price_of(&growth->prices, query, i)->typical;

        out->partitions[i] = at->is_planned ? plan_tree_partitions(at->plan, NULL) : 0;
    }
    if (out->query->meaning != NULL && out->partitions[GROW_MOMENTS - 1] > 1)
        out->unpruned = find_unpruned(growth, out->query, last->plan);
}
