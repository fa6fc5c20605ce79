/*
 * query_expand.c - what views stand for.
 *
 * Where a query reads a view, it reads what the view reads: the view's relations and the uses of
 * their columns are added, and each column of the view that the query uses is used again as the
 * column that it comes from. A view's meaning holds that of the views below it already. The trap:
 * views that join a view twice double at each level, so there is a bound.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

enum
{
    USES_MAXIMUM = 20000 /* of a query with all that its views add */
};

/* A view of FROM, and its relations as they were added to the query. */
typedef struct Expansion
{
    const QueryRelation *relation;
    const Query *meaning;
    QueryRelation **copies; /* in the order of meaning->relations */
} Expansion;

static const QueryRelation *
copy_of(const Expansion *expansion, const QueryRelation *relation)
{
    size_t at = 0;

    for (const QueryRelation *own = expansion->meaning->relations.first; own != NULL;
         own = own->next, at++)
    {
        if (own == relation)
            return expansion->copies[at];
    }
    return NULL;
}

static void
add_relations(Analysis *analysis, Expansion *expansion)
{
    const QueryRelationList *list = &expansion->meaning->relations;
    size_t at = 0;

    expansion->copies = arena_new_array(analysis->arena, QueryRelation *, list->count + 1);
    for (const QueryRelation *own = list->first; own != NULL; own = own->next)
    {
        QueryRelation *copy = arena_new_object(analysis->arena, QueryRelation);

        *copy = *own;
        copy->is_through_view = true;
        copy->is_nullable = copy->is_nullable || expansion->relation->is_nullable;
        expansion->copies[at++] = copy;
        list_append(&analysis->query->relations, copy);
    }
}

/* What the view returns is returned only if the query does. */
static void
add_uses(Analysis *analysis, const Expansion *expansion)
{
    for (const ColumnUse *own = expansion->meaning->uses.first; own != NULL; own = own->next)
    {
        uint32_t roles = own->roles & ~(uint32_t) (USE_RETURNED | USE_COMPUTED);
        ColumnUse *copy;

        if (roles == 0)
            continue;
        copy = arena_new_object(analysis->arena, ColumnUse);
        *copy = *own;
        copy->roles = roles;
        copy->relation = copy_of(expansion, own->relation);
        copy->is_through_view = true;
        list_append(&analysis->query->uses, copy);
    }
}

static const QueryColumn *
column_named(const Expansion *expansion, const RangeColumns *columns, const Column *column)
{
    const QueryColumn *found = expansion->meaning->columns.first;

    for (size_t at = 0; at < columns->count && found != NULL; at++, found = found->next)
    {
        if (columns->columns[at].column == column)
            return found;
    }
    return NULL;
}

static void
add_traced(Analysis *analysis, const Expansion *expansion, const ColumnUse *use,
           const QueryColumn *origin)
{
    ColumnUse *traced;

    if (origin->base_column == NULL)
        return;
    traced = arena_new_object(analysis->arena, ColumnUse);
    *traced = *use;
    traced->relation = copy_of(expansion, origin->base_relation);
    traced->table = origin->base_table;
    traced->view = NULL;
    traced->column = origin->base_column;
    traced->name = origin->base_column->name;
    traced->is_through_view = true;
    list_append(&analysis->query->uses, traced);
}

/* The use of a view's column is one of the column that it comes from, too; of a UNION, of all. */
static void
trace(Analysis *analysis, const Expansion *expansion, const ColumnUse *use)
{
    const RangeColumns *columns = query_view_columns(analysis->context, expansion->relation->view);
    const QueryColumn *origin = column_named(expansion, columns, use->column);

    if (origin == NULL)
        return;
    add_traced(analysis, expansion, use, origin);
    for (const QueryColumn *side = origin->sides; side != NULL; side = side->next)
        add_traced(analysis, expansion, use, side);
}

static void
trace_all(Analysis *analysis, const Expansion *expansion, const ColumnUse *last)
{
    for (const ColumnUse *use = analysis->query->uses.first; use != NULL; use = use->next)
    {
        if (use->relation == expansion->relation && use->column != NULL && !use->is_through_view)
            trace(analysis, expansion, use);
        if (use == last)
            break;
    }
}

/* Where a column comes from at last. */
static void
trace_column(Analysis *analysis, const Expansion *expansion, QueryColumn *at)
{
    const RangeColumns *columns = query_view_columns(analysis->context, expansion->relation->view);
    const QueryColumn *origin;

    if (at->relation != expansion->relation)
        return;
    origin = column_named(expansion, columns, at->column);
    if (origin == NULL || origin->base_column == NULL)
        return;
    at->base_relation = copy_of(expansion, origin->base_relation);
    at->base_table = origin->base_table;
    at->base_column = origin->base_column;
}

static void
trace_result(Analysis *analysis, const Expansion *expansion)
{
    for (QueryColumn *at = analysis->query->columns.first; at != NULL; at = at->next)
    {
        trace_column(analysis, expansion, at);
        for (const QueryColumn *side = at->sides; side != NULL; side = side->next)
            trace_column(analysis, expansion, (QueryColumn *) (uintptr_t) side);
    }
}

static void
expand(Analysis *analysis, const QueryRelation *relation, const ColumnUse *last)
{
    Expansion expansion = {.relation = relation};

    expansion.meaning = query_view_query(analysis->context, relation->view);
    if (expansion.meaning == NULL ||
        analysis->query->uses.count + expansion.meaning->uses.count > USES_MAXIMUM ||
        analysis->query->relations.count + expansion.meaning->relations.count > USES_MAXIMUM)
        return;
    add_relations(analysis, &expansion);
    add_uses(analysis, &expansion);
    trace_all(analysis, &expansion, last);
    trace_result(analysis, &expansion);
}

void
query_expand(Analysis *analysis)
{
    const QueryRelation *last_relation = analysis->query->relations.last;
    const ColumnUse *last_use = analysis->query->uses.last;

    for (const QueryRelation *at = analysis->query->relations.first; at != NULL; at = at->next)
    {
        if (at->view != NULL)
            expand(analysis, at, last_use);
        if (at == last_relation)
            break;
    }
}
