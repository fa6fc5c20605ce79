/*
 * Which AND-ed part of a condition a reference stands in, and which relations of a FROM clause such parts
 * tie together: islands.
 *
 * Conditions nest by sub-selects: what EXISTS (…) says of two outer relations ties these. Hence each part
 * knows the part around it, and a reference is noted wherever its relation is at home.
 */
#include "planner/analyse.h"

void
analyse_link_begin(Analysis *analysis, const Level *level, Link *link)
{
    *link = (Link){.outer = analysis->link, .select = level->select};
    link->conjunct = ++analysis->conjunct_count;
    analysis->link = link;
}

void
analyse_link_begin_relation(Analysis *analysis, const Level *level, Link *link,
                            RelationNote *relation)
{
    analyse_link_begin(analysis, level, link);
    link->conjunct = 0;
    link->first = relation;
}

void
analyse_link_end(Analysis *analysis)
{
    analysis->link = analysis->link->outer;
}

void
analyse_link_part(Analysis *analysis, bool is_or, int number)
{
    Link *link = analysis->link;

    if (is_or)
        link->arm = number;
    else
    {
        link->conjunct = ++analysis->conjunct_count;
        link->first = NULL;
    }
}

static void
rename_island(const Analysis *analysis, int from, int to)
{
    ListCell *cell;

    foreach (cell, analysis->relations)
    {
        RelationNote *note = lfirst(cell);

        if (note->island == from)
            note->island = to;
    }
}

static void
tie(Analysis *analysis, RelationNote *one, RelationNote *two)
{
    if (one == two)
        return;
    if (one->island == 0)
        one->island = ++analysis->island_count;
    if (two->island == 0)
        two->island = one->island;
    else if (two->island != one->island)
        rename_island(analysis, two->island, one->island);
}

void
analyse_link_note(Analysis *analysis, RelationNote *relation)
{
    if (relation == NULL)
        return;
    for (Link *link = analysis->link; link != NULL; link = link->outer)
    {
        if (link->select != relation->select)
            continue;
        if (link->first == NULL)
            link->first = relation;
        else
            tie(analysis, link->first, relation);
    }
}
