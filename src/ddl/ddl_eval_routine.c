/*
 * ddl_eval_routine.c - functions of the input in LANGUAGE sql whose body is one SELECT, and in PL/pgSQL that
 * return what follows from the model.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_plpgsql.h"

/* $1 and, where it has one, the name. */
static const Variable *
arguments_of(Eval *eval, const Routine *routine, const List *nodes)
{
    Variable *first = NULL;
    size_t position = 0;

    for (const Argument *at = routine->arguments.first; at != NULL; at = at->next)
    {
        Variable *two = arena_new_array(eval->arena, Variable, 2);
        Value value = ddl_value_unknown(NULL);

        if (strcmp(at->mode, "IN") != 0)
            continue;
        if (position < (size_t) list_length(nodes))
            value = ddl_eval_node(eval, list_nth(nodes, (int) position));
        else if (at->default_expr != NULL)
            value = ddl_eval_expression(eval, at->default_expr->sql);
        two[0] = (Variable){
            .name = arena_printf(eval->arena, "$%zu", ++position), .next = first, .value = value};
        two[1] =
            (Variable){.name = at->name == NULL ? "" : at->name, .next = &two[0], .value = value};
        first = &two[1];
    }
    return first;
}

/* False when the call is not of such a function. */
static bool
rows_of(Eval *eval, const FuncCall *call, RowSet *out)
{
    const Routine *routine = ddl_routine_called(eval->reader, call);
    Eval inner = *eval;

    if (routine == NULL || routine->body == NULL || strcasecmp(routine->language, "sql") != 0 ||
        eval->depth > 30 || *eval->work < 1000)
        return false;
    inner.variables = arguments_of(eval, routine, call->args);
    inner.query = NULL;
    inner.named = NULL;
    inner.depth += 5;
    *inner.work -= 100;
    *out = ddl_eval_query(&inner, routine->body);
    eval->why = eval->why == NULL ? inner.why : eval->why;
    return true;
}

/* Of a routine in PL/pgSQL; false when the call is of none. */
static bool
returned(Eval *eval, const FuncCall *call, Value *out)
{
    const Routine *routine = ddl_routine_called(eval->reader, call);
    Eval inner = *eval;

    if (routine == NULL || routine->body == NULL || strcasecmp(routine->language, "plpgsql") != 0 ||
        *eval->work < 1000)
        return false;
    inner.depth += 5;
    *inner.work -= 100;
    *out = ddl_plpgsql_value(&inner, routine, call);
    return out->kind != VALUE_UNKNOWN;
}

Value
ddl_eval_routine(Eval *eval, const FuncCall *call)
{
    RowSet set = {0};
    Value value;

    if (returned(eval, call, &value))
        return value;
    if (!rows_of(eval, call, &set) || set.is_partial)
        return ddl_eval_unknown(eval, "%s()", strVal(llast(call->funcname)));
    return set.rows.first == NULL || set.width == 0 ? ddl_value_null() : set.rows.first->values[0];
}

bool
ddl_eval_rows_of_routine(Eval *eval, const FuncCall *call, RowList *out, bool *is_partial)
{
    RowSet set = {0};

    if (!rows_of(eval, call, &set) || set.width != 1)
        return false;
    *out = set.rows;
    *is_partial = set.is_partial;
    return true;
}
