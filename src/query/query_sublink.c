/*
 * query_sublink.c - sub-selects in expressions.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

static SelectKind
kind_of(const SubLink *node)
{
    switch (node->subLinkType)
    {
    case EXISTS_SUBLINK:
        return SELECT_EXISTS;
    case ANY_SUBLINK:
    case ALL_SUBLINK:
        return SELECT_IN;
    default:
        return SELECT_SCALAR;
    }
}

/* (a, b) IN (SELECT …) compares column by column. */
static void
compare(Analysis *analysis, const char *name, Value *left, Value *right, bool is_any,
        bool is_condition)
{
    bool is_in = is_any && strcmp(name, "=") == 0;

    (void) query_operator_type(analysis, name, left, right);
    if (is_condition)
        query_compare(analysis, is_in ? "IN" : name, left, right,
                      is_in ? USE_IN : query_compare_role(name));
}

static Value
comparison(Analysis *analysis, Scope *scope, const SubLink *node, Result *result, bool is_condition)
{
    const char *name = node->operName == NIL ? "=" : strVal(llast(node->operName));
    bool is_any = node->subLinkType == ANY_SUBLINK;
    Value value = query_value(BUILTIN_BOOL);
    ValueList left = {0};

    if (IsA(node->testexpr, RowExpr))
        left = query_expr_list(analysis, scope, ((const RowExpr *) node->testexpr)->args);
    else
    {
        left.items = arena_new_array(analysis->arena, Value, 1);
        left.items[left.count++] = query_expr(analysis, scope, node->testexpr);
    }
    for (size_t i = 0; i < left.count && i < result->count; i++)
        compare(analysis, name, &left.items[i], &result->values[i], is_any, is_condition);
    value.columns_used = 2;
    return value;
}

/* What EXISTS returns is looked at by nobody. */
static void
forget_returned(const Result *result)
{
    for (size_t i = 0; i < result->count; i++)
    {
        ColumnUse *use = result->values[i].use;

        if (use != NULL && use->roles == USE_RETURNED)
            use->roles = USE_OTHER;
    }
}

static QuerySelect *
as_own(const QuerySelect *select)
{
    return (QuerySelect *) (uintptr_t) select;
}

Value
query_sublink(Analysis *analysis, Scope *scope, const SubLink *node)
{
    bool is_condition = query_condition_take(analysis);
    bool is_not = analysis->is_negated || node->subLinkType == ALL_SUBLINK;
    const QuerySelect *select = NULL;
    Result result = query_statement(analysis, scope, node->subselect, kind_of(node), NULL, &select);
    Value value;

    if (select != NULL)
        as_own(select)->is_not = is_not;
    query_result_settle(analysis, &result);
    if (node->subLinkType == EXISTS_SUBLINK)
    {
        forget_returned(&result);
        return (Value){.type = BUILTIN_BOOL, .columns_used = 2};
    }
    if (node->testexpr != NULL)
        return comparison(analysis, scope, node, &result, is_condition);
    value = query_value(result.count == 0 ? TYPE_NOTHING : result.values[0].type);
    value.columns_used = 2;
    if (node->subLinkType == ARRAY_SUBLINK)
    {
        value.type = query_type_array(value.type);
        value.is_nullable = false;
    }
    else if (result.count > 0)
        value.modifiers = result.values[0].modifiers;
    return value;
}
