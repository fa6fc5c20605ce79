/*
 * A Var leads to a relation with columns of its own: through merged columns of joins, through subqueries
 * and WITH queries as far as these hand on a plain column.
 */
#include "planner/analyse.h"

#include <access/htup_details.h>
#include <access/sysattr.h>
#include <catalog/pg_attribute.h>
#include <ctype.h>
#include <miscadmin.h>
#include <nodes/nodeFuncs.h>
#include <utils/lsyscache.h>
#include <utils/syscache.h>

/* The Level that a Var belongs to; those on the way are correlated. */
static Level *
level_of(Level *level, Index up)
{
    for (; up > 0 && level->parent != NULL; up--)
    {
        if (level->select != NULL)
            level->select->is_correlated = true;
        level = level->parent;
    }
    return level;
}

static bool
is_not_null(Oid relid, AttrNumber column)
{
    HeapTuple tuple = SearchSysCache2(ATTNUM, ObjectIdGetDatum(relid), Int16GetDatum(column));
    bool is_known = HeapTupleIsValid(tuple);
    bool answer = is_known && ((Form_pg_attribute) GETSTRUCT(tuple))->attnotnull;

    if (is_known)
        ReleaseSysCache(tuple);
    return answer;
}

/* "*" or "t.*" is what stands in the text where the reference is. */
static bool
is_star(const Analysis *analysis, int location)
{
    const char *at;
    bool is_quoted = false;

    if (location < 0 || analysis->is_in_view || analysis->is_from_policy ||
        (size_t) location >= strlen(analysis->text))
        return false;
    for (at = analysis->text + location; *at != '\0'; at++)
    {
        if (*at == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && !isalnum((unsigned char) *at) && *at != '_' && *at != '.' &&
                 *at != '$' && ((unsigned char) *at) < 128)
            break;
    }
    return *at == '*' && (at == analysis->text + location || at[-1] == '.');
}

static Value
own_column(Analysis *analysis, Level *level, Origin origin, int location, bool is_outer)
{
    Value value = {.is_column = true, .origin = origin, .columns_used = 1};

    value.use = analyse_note_use(analysis, level, origin, location);
    value.use->is_outer = is_outer;
    value.is_nullable =
        origin.relation->is_nullable || !is_not_null(origin.relation->relid, origin.column);
    if (strcmp(analysis->clause, "result") == 0 && is_star(analysis, location))
        value.use->is_star = true;
    return value;
}

Value
analyse_column_system(Analysis *analysis, Level *level, RelationNote *relation, AttrNumber column,
                      int location)
{
    Origin origin = {.relation = relation, .column = column};

    return (Value){.use = analyse_note_use(analysis, level, origin, location), .columns_used = 0};
}

static Value value_of(Analysis *analysis, Level *level, Level *home, const Source *source,
                      AttrNumber column, int location);

/* t as a value: all columns of t. */
static Value
whole_row(Analysis *analysis, Level *level, Level *home, const Source *source,
          const RangeTblEntry *entry, int location)
{
    int mark = analysis->use_count;
    int count = list_length(entry->eref->colnames);
    Value value = {.is_nullable = true};

    for (int column = 1; column <= count; column++)
    {
        if (strVal(list_nth(entry->eref->colnames, column - 1))[0] == '\0')
            continue; /* dropped */
        (void) value_of(analysis, level, home, source, (AttrNumber) column, location);
    }
    for (int i = mark; i < analysis->use_count; i++)
        analysis->uses[i]->is_whole_row = true;
    value.columns_used = count == 1 ? 2 : count;
    return value;
}

/* A column of what an entry of the range table stands for. */
static Value
value_of(Analysis *analysis, Level *level, Level *home, const Source *source, AttrNumber column,
         int location)
{
    Value unknown = {.columns_used = 1, .is_nullable = true};
    const Value *inner;
    Origin origin;

    analyse_link_note(analysis, source->relation);
    if (source->values.items == NULL)
    {
        if (source->relation == NULL || !OidIsValid(source->relation->relid))
            return unknown;
        origin = (Origin){.relation = source->relation, .column = column};
        return own_column(analysis, level, origin, location, home != level);
    }
    if (column > source->values.count)
        return unknown;
    inner = &source->values.items[column - 1];
    if (source->rows != NULL)
    {
        unknown.use = inner->use;
        return unknown;
    }
    if (!inner->is_column || inner->origin.relation == NULL)
    {
        unknown.sides = inner->is_column ? NIL : inner->sides;
        return unknown;
    }
    origin = inner->origin;
    if (source->is_with)
        origin.is_through_with = true;
    else
        origin.is_through_subquery = true;
    return own_column(analysis, level, origin, location, home != level);
}

static Value join_column(Analysis *analysis, Level *level, Level *home, const RangeTblEntry *entry,
                         const Var *var);

static Value
find(Analysis *analysis, Level *level, Level *home, const Var *var, int location)
{
    const RangeTblEntry *entry = list_nth(home->query->rtable, (int) var->varno - 1);
    const Source *source = &home->sources[var->varno];
    List *groups = COMPAT_GROUP_EXPRESSIONS(entry);
    Var placed = *var;

    placed.location = location;
    if (groups != NIL)
        return analyse_expr(analysis, home, list_nth(groups, var->varattno - 1));
    if (entry->rtekind == RTE_JOIN)
        return join_column(analysis, level, home, entry, &placed);
    if (var->varattno == 0)
        return whole_row(analysis, level, home, source, entry, location);
    if (var->varattno < 0)
        return source->relation == NULL ? (Value){.is_nullable = true}
                                        : analyse_column_system(analysis, level, source->relation,
                                                                var->varattno, location);
    return value_of(analysis, level, home, source, var->varattno, location);
}

/* A merged column of a full join is both sides' column. */
static Value
merged(Analysis *analysis, Level *level, Level *home, const CoalesceExpr *node, int location)
{
    Value value = {.is_nullable = true, .columns_used = 1};
    ListCell *cell;

    foreach (cell, node->args)
    {
        Node *side = analyse_expr_bare(lfirst(cell));
        Value one;

        if (!IsA(side, Var))
            continue;
        one = find(analysis, level, home, (const Var *) side, location);
        if (foreach_current_index(cell) == 0)
            value = one;
    }
    return value;
}

static Value
join_column(Analysis *analysis, Level *level, Level *home, const RangeTblEntry *entry,
            const Var *var)
{
    Value whole = {.is_nullable = true};
    Node *alias;

    check_stack_depth();
    if (var->varattno <= 0)
    {
        int mark = analysis->use_count;
        ListCell *cell;

        foreach (cell, entry->joinaliasvars)
            if (lfirst(cell) != NULL && IsA(lfirst(cell), Var))
                (void) find(analysis, level, home, lfirst(cell), var->location);
        for (int i = mark; i < analysis->use_count; i++)
            analysis->uses[i]->is_whole_row = true;
        whole.columns_used = 2;
        return whole;
    }
    alias = analyse_expr_bare(list_nth(entry->joinaliasvars, var->varattno - 1));
    if (alias != NULL && IsA(alias, Var))
        return find(analysis, level, home, (const Var *) alias, var->location);
    if (alias != NULL && IsA(alias, CoalesceExpr))
        return merged(analysis, level, home, (const CoalesceExpr *) alias, var->location);
    return whole;
}

Value
analyse_column(Analysis *analysis, Level *level, const Var *var)
{
    Level *home = level_of(level, var->varlevelsup);
    Origin origin;

    if (home->query != NULL)
        return find(analysis, level, home, var, var->location);
    if (var->varattno <= 0)
        return (Value){.is_nullable = true};
    origin = (Origin){.relation = home->policy, .column = var->varattno};
    return own_column(analysis, level, origin, -1, home != level);
}
