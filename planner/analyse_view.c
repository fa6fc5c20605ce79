/*
 * What a query reads without saying so: the query of each view, and the predicates of row security.
 *
 * A view's relations and uses are added; a use of a view's column is one of the column that it comes
 * from, too. Views on views come up as the list of relations grows. Predicates belong to the tables
 * that the query names: below a view its owner reads.
 */
#include "planner/analyse.h"

#include <access/table.h>
#include <catalog/pg_class.h>
#include <rewrite/rewriteHandler.h>
#include <rewrite/rowsecurity.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>

static void
trace_to(Analysis *analysis, const UseNote *use, Origin origin)
{
    UseNote *traced = analyse_note_copy(analysis, use);

    traced->relation = origin.relation;
    traced->column = origin.column;
    traced->name = get_attname(origin.relation->relid, origin.column, false);
    traced->is_through_view = true;
    traced->is_passing = traced->roles == 0 || strcmp(traced->relation->kind, "view") == 0;
}

/* A use of the view's column stands for one of what the view selects; of a UNION, for all. */
static void
trace_use(Analysis *analysis, RelationNote *view, UseNote *use, ValueArray columns)
{
    const Value *value;
    ListCell *cell;

    if (use->relation != view || use->column < 1 || use->column > columns.count)
        return;
    value = &columns.items[use->column - 1];
    if (value->is_column && value->origin.relation != NULL && value->origin.column > 0)
        trace_to(analysis, use, value->origin);
    if (value->is_column)
        return;
    foreach (cell, value->sides)
        trace_to(analysis, use, *(const Origin *) lfirst(cell));
}

/* What the view returns is returned only if the query does. */
static void
settle_uses(Analysis *analysis, int first, int end)
{
    for (int i = first; i < end; i++)
    {
        UseNote *use = analysis->uses[i];

        use->roles &= ~(uint32) (ROLE_RETURNED | ROLE_COMPUTED);
        use->is_passing = use->roles == 0;
    }
}

static void
settle_relations(const Analysis *analysis, const RelationNote *view, int first)
{
    for (int i = first; i < list_length(analysis->relations); i++)
    {
        RelationNote *note = list_nth(analysis->relations, i);

        note->is_nullable = note->is_nullable || view->is_nullable;
    }
}

static void
expand(Analysis *analysis, RelationNote *view, int result_count, Origin *base)
{
    Relation relation = table_open(view->relid, NoLock);
    int first_relation = list_length(analysis->relations);
    int first = analysis->use_count;
    int end;
    SelectNote *select;
    ValueArray columns;

    analysis->is_in_view = true;
    columns = analyse_query(analysis, NULL, get_view_query(relation), "view", view->name, &select);
    analysis->is_in_view = false;
    end = analysis->use_count;
    for (int i = 0; i < first; i++)
        trace_use(analysis, view, analysis->uses[i], columns);
    settle_uses(analysis, first, end);
    settle_relations(analysis, view, first_relation);
    for (int i = 0; i < result_count; i++)
    {
        const Value *value;

        if (base[i].relation != view || base[i].column < 1 || base[i].column > columns.count)
            continue;
        value = &columns.items[base[i].column - 1];
        base[i] = value->is_column ? value->origin : (Origin){0};
    }
    table_close(relation, NoLock);
}

static bool
applies(const RowSecurityPolicy *policy, const RelationNote *relation)
{
    char command = 'r';

    if (relation->is_written)
        command = strcmp(relation->select->command, "delete") == 0   ? 'd'
                  : strcmp(relation->select->command, "update") == 0 ? 'w'
                                                                     : 'a';
    if (policy->qual == NULL || command == 'a')
        return false;
    return policy->polcmd == '*' || policy->polcmd == command || policy->polcmd == 'r';
}

static int
count_permissive(const List *policies, const RelationNote *relation)
{
    int count = 0;
    ListCell *cell;

    foreach (cell, policies)
    {
        const RowSecurityPolicy *policy = lfirst(cell);

        count += policy->permissive && applies(policy, relation);
    }
    return count;
}

/* Several permissive policies are joined by OR. For which roles they are is not asked. */
static void
add_policies(Analysis *analysis, RelationNote *note, const List *policies)
{
    bool is_in_or = count_permissive(policies, note) > 1;
    Level level = {.policy = note, .select = note->select};
    ListCell *cell;

    analysis->is_from_policy = true;
    foreach (cell, policies)
    {
        const RowSecurityPolicy *policy = lfirst(cell);

        if (!applies(policy, note))
            continue;
        analysis->is_in_or = is_in_or && policy->permissive;
        analyse_compare_condition(analysis, &level, (Node *) policy->qual, "where");
    }
    analysis->is_in_or = false;
    analysis->is_from_policy = false;
}

static void
secure(Analysis *analysis, RelationNote *note)
{
    Relation relation = table_open(note->relid, NoLock);

    if (relation->rd_rel->relrowsecurity && relation->rd_rsdesc != NULL)
        add_policies(analysis, note, relation->rd_rsdesc->policies);
    table_close(relation, NoLock);
}

void
analyse_view_expand(Analysis *analysis, ValueArray columns, Origin *base)
{
    for (int i = 0; i < list_length(analysis->relations); i++)
    {
        RelationNote *note = list_nth(analysis->relations, i);

        if (analysis->use_count > USES_MAXIMUM || list_length(analysis->relations) > USES_MAXIMUM)
            return;
        if (strcmp(note->kind, "view") == 0)
            expand(analysis, note, columns.count, base);
        else if (strcmp(note->kind, "table") == 0 && !note->is_through_view)
            secure(analysis, note);
    }
}
