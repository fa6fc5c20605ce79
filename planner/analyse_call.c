/* Functions, aggregates, and casts: a cast is a function that somebody may not have written. */
#include "planner/analyse.h"

#include <catalog/pg_type.h>
#include <nodes/nodeFuncs.h>
#include <parser/parse_coerce.h>
#include <utils/builtins.h>
#include <utils/lsyscache.h>

/* A cast that changes no byte leaves an index usable; it is not noted. */
Value
analyse_call_cast(Analysis *analysis, Level *level, Node *argument, Oid type, CoercionForm form,
                  bool is_free)
{
    Oid from = exprType(argument);
    Value value = analyse_expr(analysis, level, argument);

    if (form != COERCE_IMPLICIT_CAST && from != type)
    {
        value.is_column = false;
        value.sides = NIL;
    }
    if (value.use == NULL || is_free || getBaseType(from) == getBaseType(type))
        return value;
    value.use->cast = format_type_be(type);
    value.use->is_implicit_cast = form == COERCE_IMPLICIT_CAST;
    return value;
}

static bool
is_cast(const FuncExpr *node)
{
    return (node->funcformat == COERCE_IMPLICIT_CAST || node->funcformat == COERCE_EXPLICIT_CAST) &&
           node->args != NIL;
}

static bool
is_never_null(Oid function)
{
    static const char *const names[] = {"now",
                                        "count",
                                        "gen_random_uuid",
                                        "clock_timestamp",
                                        "statement_timestamp",
                                        "transaction_timestamp",
                                        "row_number",
                                        "rank",
                                        "dense_rank"};
    const char *name = get_func_name(function);

    for (int i = 0; name != NULL && i < (int) lengthof(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

Value
analyse_call(Analysis *analysis, Level *level, FuncExpr *node)
{
    ValueArray arguments;
    Value value;

    if (is_cast(node))
        return analyse_call_cast(analysis, level, linitial(node->args), node->funcresulttype,
                                 node->funcformat, false);
    arguments = analyse_expr_list(analysis, level, node->args);
    value = analyse_expr_of(arguments.items, arguments.count);
    value.is_nullable = !is_never_null(node->funcid);
    if (value.use != NULL && value.use->function == NULL)
        value.use->function = get_func_name(node->funcid);
    return value;
}

static void
note_aggregate(Analysis *analysis, int mark, const char *name)
{
    for (int i = mark; i < analysis->use_count; i++)
    {
        if (analysis->uses[i]->roles != 0)
            continue;
        analysis->uses[i]->roles = ROLE_AGGREGATED;
        analysis->uses[i]->function = name;
    }
}

static bool
is_sorted_by(const List *sorts, const TargetEntry *target)
{
    ListCell *cell;

    foreach (cell, sorts)
        if (lfirst_node(SortGroupClause, cell)->tleSortGroupRef == target->ressortgroupref)
            return true;
    return false;
}

/* The arguments; what it is only sorted by comes after. */
Value
analyse_call_aggregate(Analysis *analysis, Level *level, Aggref *node)
{
    const char *name = get_func_name(node->aggfnoid);
    int mark = analysis->use_count;
    Value value = {.is_nullable = !is_never_null(node->aggfnoid)};
    ListCell *cell;

    (void) analyse_expr_list(analysis, level, node->aggdirectargs);
    foreach (cell, node->args)
    {
        TargetEntry *target = lfirst_node(TargetEntry, cell);

        value.columns_used += analyse_expr(analysis, level, (Node *) target->expr).columns_used;
        if (target->resjunk && is_sorted_by(node->aggorder, target))
            analyse_note_default(analysis, mark, ROLE_AGGREGATED);
    }
    note_aggregate(analysis, mark, name);
    if (name != NULL && strcmp(name, "count") == 0 && node->agglevelsup == 0 &&
        strcmp(analysis->clause, "result") == 0)
        level->select->has_count = true;
    (void) analyse_expr(analysis, level, (Node *) node->aggfilter);
    value.columns_used = value.columns_used > 0 ? 2 : 0;
    return value;
}

/* Windows are looked at once, whoever uses them. */
Value
analyse_call_window(Analysis *analysis, Level *level, WindowFunc *node)
{
    ValueArray arguments = analyse_expr_list(analysis, level, node->args);
    Value value = analyse_expr_of(arguments.items, arguments.count);

    if (value.use != NULL && value.use->function == NULL)
        value.use->function = get_func_name(node->winfnoid);
    (void) analyse_expr(analysis, level, (Node *) node->aggfilter);
    value.use = NULL;
    value.is_nullable = !is_never_null(node->winfnoid);
    value.columns_used = value.columns_used > 0 ? 2 : 0;
    return value;
}
