/*
 * An index finds the rows of one value; how many they are, the value decides. "workspace_id = $1" reads
 * the rows of a workspace, and so does a join to a workspace that is found by its key, and a join to
 * tasks of a workspace reads comments in proportion.
 *
 * Silent where the value does not matter: the table is read whole for any of them, one row fits, LIMIT
 * ends the reading in the order of the index, or a constant is compared.
 */
#include "rule/reach.h"

#include "rule/access.h"
#include "rule/key.h"

#include <math.h>

enum
{
    DEPTH_MOST = 4 /* joins that are followed */
};

typedef struct Search
{
    Arena *arena;
    const Design *design;
    const Query *query;
} Search;

static Reach reach_relation(const Search *search, const QueryRelation *relation, int depth);

static bool
is_one_row(const Search *search, const QueryRelation *relation)
{
    return relation != NULL && relation->kind == RELATION_TABLE && relation->table != NULL &&
           access_of(search->arena, search->design->schema, search->query, relation).is_unique;
}

/* One value that is not known beforehand: a parameter's, or the key of a row that is found. */
static bool
is_one_value(const Search *search, const AccessCondition *condition)
{
    const ColumnUse *use = condition->use;

    if (condition->is_weak)
        return false;
    if (condition->is_join)
        return use->other != NULL && is_one_row(search, use->other->relation);
    return (use->roles & USE_EQUAL) != 0 && use->parameter != NULL;
}

static const AccessCondition *
value_on(const Search *search, const Access *access, const char *column)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (column != NULL && strcmp(at->use->name, column) == 0 && is_one_value(search, at))
            return at;
    return NULL;
}

static bool
is_constant_on(const Access *access, const char *column)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (column != NULL && strcmp(at->use->name, column) == 0 &&
            (at->use->roles & USE_EQUAL) != 0 && at->use->constant != NULL)
            return true;
    return false;
}

/* LIMIT, and nothing asks for all rows: they come in the order of the index, or in any. */
static bool
is_cut_short(const Access *access, const IndexElement *next)
{
    const QuerySelect *select = access->relation->select;

    if (select == NULL || select->limit_kind == LIMIT_NONE || select->has_group ||
        select->is_distinct)
        return false;
    for (const ColumnUse *use = access->query->uses.first; use != NULL; use = use->next)
        if (use->select == select && (use->roles & USE_ORDERED) != 0 && use->position == 1)
            return next != NULL && next->column != NULL && use->relation == access->relation &&
                   strcmp(next->column, use->name) == 0 && use->function == NULL;
    return !select->has_order;
}

/* One more column of the index; unknown how many rows where its values are. */
static void
narrow(const Search *search, Reach *reach, const char *column)
{
    Skew skew = skew_of(search->design->stats, search->design->schema, reach->table, column);

    if (!skew.is_known)
    {
        reach->is_known = false;
        return;
    }
    if (reach->column == NULL || skew.largest > 20 * skew.typical)
    {
        reach->column = column;
        reach->skew = skew;
        reach->typical_rows *= skew.typical;
        reach->largest_rows *= skew.largest;
        return;
    }
    reach->typical_rows *= skew.typical;
    reach->largest_rows *= skew.typical;
}

/* By one index: the columns that it begins with, as far as one value of each is asked for. */
static Reach
reach_index(const Search *search, const Access *access, const Index *index, double rows)
{
    const IndexElement *element = index->elements.first;
    Reach reach = {.is_known = true,
                   .table = access->table,
                   .skewed_table = access->table,
                   .typical_rows = rows,
                   .largest_rows = rows};

    for (; element != NULL; element = element->next)
    {
        if (is_constant_on(access, element->column))
            continue; /* the same for any parameter */
        if (value_on(search, access, element->column) == NULL)
            break;
        narrow(search, &reach, element->column);
    }
    reach.is_known = reach.is_known && reach.column != NULL && !is_cut_short(access, element);
    return reach;
}

/* By a foreign key to a relation that is narrowed itself: in proportion to its rows. */
static Reach
reach_join(const Search *search, const Access *access, double rows, int depth)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
    {
        const Constraint *key = key_foreign_key(access->table, at->use->name);
        const QueryRelation *parent = at->is_join ? at->use->other->relation : NULL;
        double parent_rows;
        Reach reach;

        if (parent == NULL || parent->table == NULL || key == NULL || at->index == NULL ||
            strcmp(key->ref_table, parent->table->name) != 0)
            continue;
        parent_rows = design_rows(search->design, parent->table).value;
        reach = reach_relation(search, parent, depth + 1);
        if (!reach.is_known || parent_rows < 1)
            continue;
        reach.typical_rows *= rows / parent_rows;
        reach.largest_rows *= rows / parent_rows;
        reach.table = access->table;
        return reach;
    }
    return (Reach){0};
}

static Reach
reach_relation(const Search *search, const QueryRelation *relation, int depth)
{
    Quantity rows = design_rows(search->design, relation->table);
    Reach best = {0};
    Access access;

    if (!quantity_known(rows) || depth > DEPTH_MOST)
        return best;
    access = access_of(search->arena, search->design->schema, search->query, relation);
    if (access.is_unique)
        return best;
    for (const AccessCondition *at = access.conditions.first; at != NULL; at = at->next)
    {
        Reach reach;

        if (at->index == NULL || !is_one_value(search, at))
            continue;
        reach = reach_index(search, &access, at->index, rows.value);
        if (!reach.is_known)
            return (Reach){0}; /* it may be the index that is used */
        if (!best.is_known || reach.typical_rows < best.typical_rows)
            best = reach;
    }
    return best.is_known ? best : reach_join(search, &access, rows.value, depth);
}

Reach
reach_of(Arena *arena, const Design *design, const Query *query)
{
    const Search search = {arena, design, query};
    Reach best = {0};

    for (const QueryRelation *relation = query->relations.first; relation != NULL;
         relation = relation->next)
    {
        Reach reach;

        if (relation->kind != RELATION_TABLE || relation->table == NULL ||
            (query->command == QUERY_INSERT && relation->is_written))
            continue;
        reach = reach_relation(&search, relation, 0);
        if (reach.is_known && (!best.is_known || reach.largest_rows > best.largest_rows))
            best = reach;
    }
    return best;
}
