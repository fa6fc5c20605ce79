/*
 * query_indirection.c - parts of a value: subscripts and fields.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

static const char *
constant_text(const Value *value)
{
    return value->constant != NULL ? value->constant : "";
}

Value
query_subscript(Analysis *analysis, Scope *scope, Value value, const A_Indices *node)
{
    TypeId base = query_type_base(analysis->context, value.type);
    TypeId wanted = base == BUILTIN_JSONB ? BUILTIN_TEXT : BUILTIN_INT4;
    const Node *bounds[] = {node->lidx, node->uidx};

    for (size_t i = 0; i < ARRAY_LENGTH(bounds); i++)
    {
        Value bound;

        if (bounds[i] == NULL)
            continue;
        bound = query_expr(analysis, scope, bounds[i]);
        query_cast_to(analysis, &bound, wanted);
        value.columns_used += bound.columns_used;
        if (base == BUILTIN_JSONB)
            query_json_path(analysis, &value, constant_text(&bound));
    }
    value.is_column = false;
    value.is_nullable = true;
    if (!node->is_slice && base != BUILTIN_JSONB)
        value.type = query_type_element(analysis->context, value.type);
    return value;
}

/* a[1][2] takes one element out of an array of two dimensions; a slice anywhere leaves an array. */
static Value
subscripts(Analysis *analysis, Scope *scope, Value value, const List *steps, int *at)
{
    TypeId whole = query_type_base(analysis->context, value.type);
    bool is_slice = false;
    Value result = value;

    for (; *at < list_length(steps) && IsA(list_nth(steps, *at), A_Indices); (*at)++)
    {
        const A_Indices *node = list_nth(steps, *at);
        Value one;

        is_slice = is_slice || node->is_slice;
        one = query_subscript(analysis, scope, value, node);
        value.columns_used = one.columns_used;
        result = one;
    }
    if (is_slice)
        result.type = whole;
    return result;
}

/* (t).column is t.column, and not the whole row. */
static Value
start(Analysis *analysis, Scope *scope, const A_Indirection *node, int *at)
{
    bool is_outer;
    const RangeEntry *row = query_name_whole_row(scope, node->arg, &is_outer);
    const Node *first = linitial(node->indirection);

    if (row == NULL || row->is_function_value || !IsA(first, String))
        return query_expr(analysis, scope, node->arg);
    *at = 1;
    return query_name_of(analysis, scope, row, strVal(first), exprLocation(node->arg), is_outer);
}

Value
query_indirection(Analysis *analysis, Scope *scope, const A_Indirection *node)
{
    int at = 0;
    Value value = start(analysis, scope, node, &at);

    while (at < list_length(node->indirection))
    {
        const Node *step = list_nth(node->indirection, at);

        if (IsA(step, A_Indices))
        {
            value = subscripts(analysis, scope, value, node->indirection, &at);
            continue;
        }
        if (IsA(step, String))
            value = query_name_field(analysis, value, strVal(step), exprLocation(node->arg));
        at++;
    }
    return value;
}
