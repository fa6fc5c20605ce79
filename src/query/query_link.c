/*
 * query_link.c - which AND-ed part of a condition a reference stands in, and which relations of a
 * FROM clause such parts tie together.
 *
 * Conditions nest by sub-selects: what EXISTS (…) says of two outer relations ties these. Hence each
 * part knows the part around it, and a reference is noted wherever its relation is at home.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

void
query_link_begin(Analysis *analysis, const Scope *scope, QueryLink *link)
{
    *link = (QueryLink){.outer = analysis->link, .select = scope->select};
    link->conjunct = ++analysis->conjunct_count;
    analysis->link = link;
}

void
query_link_end(Analysis *analysis)
{
    analysis->link = analysis->link->outer;
}

void
query_link_part(Analysis *analysis, bool is_or, uint32_t number)
{
    QueryLink *link = analysis->link;

    if (is_or)
        link->arm = number;
    else
    {
        link->conjunct = ++analysis->conjunct_count;
        link->first = NULL;
    }
}

static void
rename_island(Analysis *analysis, uint32_t from, uint32_t to)
{
    for (QueryRelation *at = analysis->query->relations.first; at != NULL; at = at->next)
        if (at->island == from)
            at->island = to;
}

void
query_link_tie(Analysis *analysis, QueryRelation *one, QueryRelation *two)
{
    if (one == NULL || two == NULL || one == two)
        return;
    if (one->island == 0)
        one->island = ++analysis->island_count;
    if (two->island == 0)
        two->island = one->island;
    else if (two->island != one->island)
        rename_island(analysis, two->island, one->island);
}

/* The relation of FROM behind the column of an entry, which may be that of a join. */
static QueryRelation *
relation_of(const RangeEntry *entry, size_t index)
{
    while (entry->relation == NULL && entry->columns[index].from != NULL)
    {
        size_t next = entry->columns[index].from_index;

        entry = entry->columns[index].from;
        index = next;
    }
    return entry->relation;
}

void
query_link_columns(Analysis *analysis, const RangeEntry *one, size_t one_index,
                   const RangeEntry *two, size_t two_index)
{
    query_link_tie(analysis, relation_of(one, one_index), relation_of(two, two_index));
}

void
query_link_note(Analysis *analysis, const RangeEntry *entry, size_t index)
{
    QueryRelation *relation = relation_of(entry, index);

    for (QueryLink *link = analysis->link; link != NULL && relation != NULL; link = link->outer)
    {
        if (link->select != relation->select)
            continue;
        if (link->first == NULL)
            link->first = relation;
        else
            query_link_tie(analysis, link->first, relation);
    }
}
