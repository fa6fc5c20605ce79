/*
 * What narrows a table is found from the outside in: constants and parameters first, then joins to
 * what they narrow. The trap: rows that are narrowed only through this table cannot narrow it, so
 * that each table is looked at as if the others did not know it.
 *
 * Reached is what an index narrows, in the same order: what the query can begin with without reading
 * a table whole, and what it can look up from there.
 */
#include "rule/access_internal.h"

bool
access_is_condition(const ColumnUse *use)
{
    return (use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON) && !use->is_in_or &&
           !use->is_outer && use->column != NULL && (!use->is_negated || use->roles == USE_BOOLEAN);
}

/* The column itself is compared, not something made of it. */
bool
access_is_bare(const ColumnUse *use)
{
    return use->function == NULL && use->cast == NULL && use->path == NULL;
}

/* "1 = ANY (ids)": no index finds the rows whose array holds a value, other than by @>. */
static bool
is_in_array(const ColumnUse *use)
{
    return (use->roles & USE_IN) != 0 && use->column != NULL && use->column->type.dimensions > 0;
}

bool
access_is_sargable(const ColumnUse *use)
{
    return access_is_condition(use) && (use->roles & ACCESS_SARGABLE) != 0 && access_is_bare(use) &&
           !is_in_array(use);
}

bool
access_has_few_values(const Schema *schema, const Column *column)
{
    const Type *type;

    if (column->type.dimensions > 0)
        return false;
    if (column->type.schema == NULL)
        return str_equal(column->type.name, "bool");
    type = schema_find_type(schema, column->type.schema, column->type.name);
    return type != NULL && type->kind == TYPE_ENUM;
}

/* number > 0, attempts >= 1: true of nearly every row. */
static bool
is_above_least(const ColumnUse *use)
{
    return (use->roles & USE_RANGE) != 0 && use->operation != NULL && *use->operation == '>' &&
           use->constant != NULL &&
           (strcmp(use->constant, "0") == 0 || strcmp(use->constant, "1") == 0);
}

/* No other column, and no sub-select that runs for each row, is in the same condition. */
static bool
stands_alone(const Query *query, const ColumnUse *use)
{
    for (const ColumnUse *at = query->uses.first; at != NULL; at = at->next)
        if (at->select == use->select && at->conjunct == use->conjunct && at->offset != use->offset)
            return false;
    for (const QuerySelect *at = query->selects.first; at != NULL; at = at->next)
        if (at->parent == use->select && at->conjunct == use->conjunct && at->is_correlated)
            return false;
    return use->conjunct != 0;
}

bool
access_is_fixed(const Query *query, const ColumnUse *use)
{
    return (use->roles & USE_EQUAL) != 0 &&
           (use->constant != NULL || use->parameter != NULL || stands_alone(query, use));
}

bool
access_is_weak(const Schema *schema, const Query *query, const ColumnUse *use)
{
    if ((use->roles & (USE_IS_NULL | USE_IS_NOT_NULL | USE_BOOLEAN)) != 0)
        return true;
    if (use->constant != NULL && *use->constant == '\0' && (use->roles & USE_EQUAL) != 0)
        return true;
    if ((use->roles & USE_EQUAL) != 0 && !access_is_fixed(query, use))
        return true;
    return is_above_least(use) || access_has_few_values(schema, use->column);
}

/* A LEFT JOIN keeps the rows of its left side, whatever its condition says. */
static bool
keeps_all(const ColumnUse *use)
{
    return use->clause == CLAUSE_ON && use->other->relation->is_nullable &&
           !use->relation->is_nullable;
}

static bool
is_equijoin(const ColumnUse *use)
{
    return (use->roles & USE_JOINED) != 0 && use->other != NULL && use->other->relation != NULL &&
           use->operation != NULL &&
           (strcmp(use->operation, "=") == 0 || strcmp(use->operation, "= ANY") == 0 ||
            strcmp(use->operation, "IN") == 0) &&
           !keeps_all(use);
}

/* A scalar or lateral sub-select runs for each row of the query around it. */
static bool
runs_per_row(const ColumnUse *use)
{
    return use->other->is_outer &&
           (use->select->kind == SELECT_SCALAR || use->select->kind == SELECT_FROM);
}

bool
access_is_looked_up(const ColumnUse *use)
{
    if (!access_is_sargable(use) || !is_equijoin(use))
        return false;
    return (use->relation->is_nullable && use->clause == CLAUSE_ON) ||
           (use->other->is_outer && use->select->kind == SELECT_EXISTS);
}

bool
access_set_has(const AccessSet *set, const QueryRelation *relation)
{
    if (relation->kind == RELATION_UNKNOWN)
        return true; /* the rows that a trigger is told of */
    for (size_t i = 0; i < set->count; i++)
        if (set->relations[i] == relation)
            return true;
    return false;
}

/* Conditions of the query around are not carried into a sub-select of this kind by a join. */
static bool
is_wall(const Query *query, const QuerySelect *select)
{
    size_t readers = 0;

    if (select->has_group || select->is_distinct || select->limit_kind != LIMIT_NONE ||
        select->offset_kind != LIMIT_NONE ||
        (select->set_operation != NULL && strcmp(select->set_operation, "UNION ALL") != 0))
        return true;
    if (select->kind != SELECT_CTE)
        return false;
    for (const QueryRelation *at = query->relations.first; at != NULL; at = at->next)
        readers += at->body == select;
    return readers > 1; /* computed once, for all of them */
}

/* GROUP BY and DISTINCT ON let those conditions through that are on their keys. */
static bool
is_no_key_of(const Query *query, const ColumnUse *use, const QuerySelect *select)
{
    uint32_t roles = select->is_distinct ? USE_DISTINCT : USE_GROUPED;
    bool has_keys = false;

    if (!select->is_distinct && !select->has_group)
        return false;
    for (const ColumnUse *at = query->uses.first; at != NULL; at = at->next)
    {
        if (at->select != select || (at->roles & roles) == 0)
            continue;
        if (at->relation == use->relation && at->column == use->column)
            return false;
        has_keys = true;
    }
    return has_keys;
}

bool
access_is_cut_before(const Query *query, const ColumnUse *use)
{
    for (const QuerySelect *at = use->relation->select; at != NULL && at != use->select;
         at = at->kind == SELECT_CTE ? NULL : at->parent)
        if (at->limit_kind != LIMIT_NONE || at->offset_kind != LIMIT_NONE ||
            is_no_key_of(query, use, at))
            return true;
    return false;
}

/* The relation is read on its own, before its rows meet those that the reference is compared with. */
static bool
is_behind_wall(const Query *query, const ColumnUse *use)
{
    for (const QuerySelect *at = use->relation->select; at != NULL && at != use->select;
         at = at->kind == SELECT_CTE ? NULL : at->parent)
        if (is_wall(query, at))
            return true;
    return false;
}

bool
access_narrows(const Schema *schema, const Query *query, const ColumnUse *use, const AccessSet *set)
{
    if (!access_is_sargable(use) || access_is_cut_before(query, use))
        return false;
    if ((use->roles & USE_JOINED) == 0)
        return !access_is_weak(schema, query, use);
    return is_equijoin(use) && (runs_per_row(use) || (access_set_has(set, use->other->relation) &&
                                                      !is_behind_wall(query, use)));
}

/* A view's column that stands for one of `except`. */
static bool
stands_for(const Query *query, const ColumnUse *use, const QueryRelation *except)
{
    if (use->relation->kind != RELATION_VIEW)
        return false;
    for (const ColumnUse *other = query->uses.first; other != NULL; other = other->next)
        if (other->relation == except && other->offset == use->offset && other->is_through_view)
            return true;
    return false;
}

/* Most references are of columns returned: those that may narrow a relation are few. */
typedef struct Candidates
{
    const ColumnUse **uses;
    size_t count;
    const ColumnUse **through; /* of tables behind views, which narrow those */
    size_t through_count;
} Candidates;

/* A view is narrowed when a table is that its rows come from. */
static bool
is_view_of(const Candidates *candidates, const ColumnUse *use, const AccessSet *set)
{
    if (use->relation->kind != RELATION_VIEW || use->is_through_view)
        return false;
    for (size_t i = 0; i < candidates->through_count; i++)
    {
        const ColumnUse *other = candidates->through[i];

        if (other->offset == use->offset && other->select == use->select &&
            access_set_has(set, other->relation))
            return true;
    }
    return false;
}

static bool
belongs(const Schema *schema, const Query *query, const Candidates *candidates,
        const ColumnUse *use, const AccessSet *set)
{
    if (is_view_of(candidates, use, set))
        return true;
    if (!access_narrows(schema, query, use, set))
        return false;
    return !set->is_reached || use->table == NULL || access_serving(use->table, query, use) != NULL;
}

static bool
may_belong(const ColumnUse *use, const QueryRelation *except)
{
    return use->relation != NULL && use->relation != except &&
           (access_is_sargable(use) ||
            (use->relation->kind == RELATION_VIEW && !use->is_through_view));
}

static Candidates
list_candidates(Arena *arena, const Query *query, const QueryRelation *except)
{
    Candidates candidates = {
        .uses = arena_new_array(arena, const ColumnUse *, query->uses.count + 1),
        .through = arena_new_array(arena, const ColumnUse *, query->uses.count + 1)};

    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
    {
        if (may_belong(use, except))
            candidates.uses[candidates.count++] = use;
        if (use->is_through_view && use->relation != NULL && !use->relation->is_nullable)
            candidates.through[candidates.through_count++] = use;
    }
    return candidates;
}

/* Adds what belongs to the set by now; what is in it, or cannot be any more, is no candidate. */
static void
add_belonging(const Schema *schema, const Query *query, const QueryRelation *except,
              Candidates *candidates, AccessSet *set)
{
    size_t kept = 0;

    for (size_t i = 0; i < candidates->count; i++)
    {
        const ColumnUse *use = candidates->uses[i];

        if (set->count == query->relations.count || access_set_has(set, use->relation))
            continue;
        if (belongs(schema, query, candidates, use, set) && !stands_for(query, use, except))
            set->relations[set->count++] = use->relation;
        else
            candidates->uses[kept++] = use;
    }
    candidates->count = kept;
}

AccessSet
access_set_of(Arena *arena, const Schema *schema, const Query *query, const QueryRelation *except,
              bool is_reached)
{
    AccessSet set = {.relations =
                         arena_new_array(arena, const QueryRelation *, query->relations.count + 1),
                     .is_reached = is_reached};
    Arena *work = arena_new(NULL, "access_set_of");
    Candidates candidates = list_candidates(work, query, except);
    size_t before;

    do
    {
        before = set.count;
        add_belonging(schema, query, except, &candidates, &set);
    } while (set.count > before);
    arena_free(work);
    return set;
}

/* The sub-select around the relation that groups its rows before the reference meets them. */
static const QuerySelect *
grouping(const ColumnUse *use)
{
    const QuerySelect *found = NULL;

    for (const QuerySelect *at = use->relation->select; at != NULL && at != use->select;
         at = at->kind == SELECT_CTE ? NULL : at->parent)
    {
        if (at->limit_kind != LIMIT_NONE || at->offset_kind != LIMIT_NONE || at->is_correlated ||
            at->command != QUERY_SELECT)
            return NULL;
        if (at->is_distinct || at->has_group)
            found = at;
    }
    return found;
}

bool
access_is_grouped_whole(Arena *arena, const Schema *schema, const Query *query,
                        const ColumnUse *use)
{
    AccessSet narrowed;

    if (!access_is_sargable(use) || !is_equijoin(use) || use->other->is_outer ||
        use->relation->select == use->select || grouping(use) == NULL)
        return false;
    narrowed = access_set_of(arena, schema, query, use->relation, false);
    return access_set_has(&narrowed, use->other->relation) &&
           use->other->relation->select == use->select &&
           !access_of(arena, schema, query, use->relation).is_narrowed;
}
