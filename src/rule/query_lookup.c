/*
 * query_lookup.c - a relation has one row when a unique index is compared by = with values, or with
 * columns of relations that have one row.
 */
#include "rule/query_lookup.h"

/* The relations of one SELECT that are known to have one row. */
typedef struct Singles
{
    const Query *query;
    const QuerySelect *select;
    const QueryRelation *items[16];
    size_t count;
} Singles;

static bool
is_single(const Singles *singles, const QueryRelation *relation)
{
    for (size_t i = 0; i < singles->count; i++)
        if (singles->items[i] == relation)
            return true;
    return false;
}

/* Holds for every row that the SELECT finds, whatever the parameters are. */
static bool
is_certain(const Singles *singles, const ColumnUse *use)
{
    return use->select == singles->select && !use->is_in_or && use->cast == NULL &&
           use->path == NULL && (use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON);
}

/* = with something that has one value for the whole SELECT. */
static bool
is_fixed(const Singles *singles, const ColumnUse *use)
{
    if (!is_certain(singles, use))
        return false;
    if ((use->roles & USE_BOOLEAN) != 0)
        return true;
    if (use->is_negated || !str_equal(use->operation, "="))
        return false;
    if ((use->roles & USE_EQUAL) != 0)
        return true;
    return (use->roles & USE_JOINED) != 0 && use->other != NULL &&
           (use->other->is_outer || is_single(singles, use->other->relation));
}

/* The element is the column, or the same function of it: lower(email). */
static bool
is_element(const IndexElement *element, const ColumnUse *use)
{
    bool has_column = false;
    bool has_function = false;

    if (element->column != NULL)
        return use->function == NULL && str_equal(element->column, use->name);
    for (const Reference *reference = element->expr->references.first; reference != NULL;
         reference = reference->next)
    {
        if (reference->kind == REFERENCE_COLUMN)
            has_column = str_equal(reference->name, use->name);
        if (reference->kind == REFERENCE_FUNCTION)
            has_function = str_equal(reference->name, use->function);
    }
    return has_column && has_function;
}

static bool
is_element_fixed(const Singles *singles, const QueryRelation *relation, const IndexElement *element)
{
    if (element->expr != NULL && element->expr->references.count == 0)
        return true; /* a constant: one row in all */
    for (const ColumnUse *use = singles->query->uses.first; use != NULL; use = use->next)
        if (use->relation == relation && is_fixed(singles, use) && is_element(element, use))
            return true;
    return false;
}

/* A condition without parameters on each column of the predicate: taken to be the same. */
static bool
is_predicate_asked(const Singles *singles, const QueryRelation *relation, const Index *index)
{
    if (index->predicate == NULL)
        return true;
    for (const Reference *reference = index->predicate->references.first; reference != NULL;
         reference = reference->next)
    {
        bool is_asked = reference->kind != REFERENCE_COLUMN;

        for (const ColumnUse *use = singles->query->uses.first; use != NULL; use = use->next)
            if (use->relation == relation && str_equal(use->name, reference->name) &&
                is_certain(singles, use) && use->parameter == NULL && use->other == NULL)
                is_asked = true;
        if (!is_asked)
            return false;
    }
    return true;
}

static bool
is_index_fixed(const Singles *singles, const QueryRelation *relation, const Index *index)
{
    if (!index->is_unique || index->is_invalid || !is_predicate_asked(singles, relation, index))
        return false;
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
        if (!is_element_fixed(singles, relation, element))
            return false;
    return true;
}

static bool
is_table_fixed(const Singles *singles, const QueryRelation *relation)
{
    for (const Index *index = relation->table->indexes.first; index != NULL; index = index->next)
        if (is_index_fixed(singles, relation, index))
            return true;
    return false;
}

/* Of a view, one row of a table that it reads is taken to be one of the view. */
static bool
finds_one(const Singles *singles, const QueryRelation *relation)
{
    if (relation->body != NULL && relation->body->is_one_row)
        return true;
    if (relation->table != NULL)
        return is_table_fixed(singles, relation);
    if (relation->kind != RELATION_VIEW)
        return false;
    for (const QueryRelation *base = singles->query->relations.first; base != NULL;
         base = base->next)
        if (base->is_through_view && base->table != NULL && is_table_fixed(singles, base))
            return true;
    return false;
}

/* Adds one relation more; false when none is left that can be. */
static bool
add_one(Singles *singles)
{
    for (const QueryRelation *relation = singles->query->relations.first; relation != NULL;
         relation = relation->next)
    {
        if (relation->select != singles->select || is_single(singles, relation) ||
            singles->count == ARRAY_LENGTH(singles->items) || !finds_one(singles, relation))
            continue;
        singles->items[singles->count++] = relation;
        return true;
    }
    return false;
}

static Singles
singles_of(const Query *query, const QuerySelect *select)
{
    Singles singles = {.query = query, .select = select};

    while (add_one(&singles))
        continue;
    return singles;
}

bool
query_lookup_is_single(const Query *query, const QueryRelation *relation)
{
    Singles singles = singles_of(query, relation->select);

    return is_single(&singles, relation);
}

bool
query_lookup_is_unique(const Query *query, const QuerySelect *select)
{
    Singles singles = singles_of(query, select);

    for (const QueryRelation *relation = query->relations.first; relation != NULL;
         relation = relation->next)
        if (relation->select == select && !is_single(&singles, relation))
            return false;
    return true;
}
