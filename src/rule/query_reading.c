/*
 * query_reading.c - a condition that every search of a table makes, and one search does not, is
 * perhaps forgotten; who comes by key knows which row is meant.
 */
#include "rule/query_reading.h"

#include "rule/access.h"
#include "rule/key.h"
#include "rule/query_lookup.h"

/* Rows that others point to: id = other.user_id, id IN (…). */
static bool
is_pointed_to(const ColumnUse *use)
{
    return (use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON) && !use->is_negated &&
           !use->is_in_or && use->cast == NULL && use->function == NULL &&
           ((use->roles & (USE_IN | USE_JOINED)) != 0) &&
           str_equal(use->operation, "=") + str_equal(use->operation, "IN") +
                   str_equal(use->operation, "= ANY") >
               0;
}

/* A condition of its own by which the rows may be found first. */
static bool
is_search(const Schema *schema, const ColumnUse *use)
{
    return access_is_sargable(use) && (use->roles & USE_JOINED) == 0 &&
           (use->roles & (USE_IS_NULL | USE_IS_NOT_NULL | USE_BOOLEAN)) == 0 &&
           (use->constant != NULL || use->parameter != NULL || (use->roles & USE_IN) != 0) &&
           !access_has_few_values(schema, use->column);
}

bool
query_reading_is_by_key(const Schema *schema, const Query *query, const QueryRelation *relation)
{
    bool is_pointed = false;
    bool is_searched = false;

    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
    {
        bool is_key;

        if (use->relation != relation || use->is_outer)
            continue;
        is_key = key_of_one(relation->table, use->name) != NULL;
        if (is_key && is_search(schema, use) && (use->roles & (USE_EQUAL | USE_IN)) != 0)
            return true;
        is_pointed = is_pointed || (is_key && is_pointed_to(use));
        is_searched = is_searched || (!is_key && is_search(schema, use) &&
                                      (use->select == relation->select || use->is_through_view));
    }
    return is_pointed && !is_searched;
}

bool
query_reading_minds(const Query *query, const Table *table, const Column *column, bool by_filter)
{
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
    {
        bool is_filter =
            use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON || use->clause == CLAUSE_GROUP;

        if (use->table == table && use->column == column && !use->is_star && !use->is_whole_row &&
            (is_filter || !by_filter) && (use->roles & (USE_INSERTED | USE_CONFLICT)) == 0)
            return true;
    }
    return false;
}

const QueryRelation *
query_reading_of(const Schema *schema, const Query *query, const Table *table,
                 bool is_through_views)
{
    for (const QueryRelation *at = query->relations.first; at != NULL; at = at->next)
    {
        bool is_target = at->is_written && at->select != NULL &&
                         at->select->command != QUERY_UPDATE && at->select->command != QUERY_MERGE;

        if (at->table == table && at->kind == RELATION_TABLE && !is_target &&
            (is_through_views || !at->is_through_view) &&
            !query_reading_is_by_key(schema, query, at))
            return at;
    }
    return NULL;
}

/* Who finds a single row knows which one is meant. */
static bool
is_careless(const Schema *schema, const Query *query, const Table *table)
{
    const QueryRelation *relation = query_reading_of(schema, query, table, false);

    return relation != NULL && !query_lookup_is_single(query, relation);
}

Readers
query_reading_readers(Findings *findings, const Table *table, const Column *column, bool by_filter)
{
    const Workload *workload = findings->design->workload;
    const Schema *schema = findings->design->schema;
    Arena *arena = findings->arena;
    Readers readers = {0};

    readers.careless.items = arena_new_array(arena, const WorkloadQuery *, workload->queries.count);
    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        bool is_minding;

        if (query->meaning == NULL)
            continue;
        is_minding = query_reading_minds(query->meaning, table, column, by_filter);
        if (!(is_minding && by_filter) &&
            query_reading_of(schema, query->meaning, table, !by_filter) == NULL)
            continue;
        readers.count++;
        readers.minding += is_minding;
        if (!is_minding && is_careless(schema, query->meaning, table))
            readers.careless.items[readers.careless.count++] = query;
    }
    return readers;
}
