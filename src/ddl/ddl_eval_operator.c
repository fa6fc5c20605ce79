#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_eval.h"

#include <fnmatch.h>

Value
ddl_eval_compare(Eval *eval, const char *operation, Value left, Value right)
{
    int order;

    if (left.kind == VALUE_UNKNOWN || right.kind == VALUE_UNKNOWN)
        return ddl_value_unknown(eval->why);
    if (left.kind == VALUE_NULL || right.kind == VALUE_NULL)
        return ddl_value_null();
    if (!ddl_value_compare(eval->arena, left, right, &order))
        return ddl_eval_unknown(eval, "a comparison");
    switch (operation[0])
    {
    case '=':
        return ddl_value_bool(order == 0);
    case '!':
        return ddl_value_bool(order != 0);
    case '<':
        return ddl_value_bool(operation[1] == '>'   ? order != 0
                              : operation[1] == '=' ? order <= 0
                                                    : order < 0);
    default:
        return ddl_value_bool(operation[1] == '=' ? order >= 0 : order > 0);
    }
}

/* LIKE as a pattern of fnmatch(): % is *, _ is ?, and what fnmatch() would read is escaped. */
static Value
match(Eval *eval, Value text, Value pattern, bool ignores_case)
{
    StrBuf glob = strbuf_new(eval->arena);

    if (text.kind == VALUE_NULL || pattern.kind == VALUE_NULL)
        return ddl_value_null();
    if (text.kind != VALUE_TEXT || pattern.kind != VALUE_TEXT || strlen(pattern.text) > 200)
        return ddl_value_unknown(eval->why);
    for (const char *at = pattern.text; *at != '\0'; at++)
    {
        if (*at == '\\' && at[1] != '\0')
            at++;
        else if (*at == '%' || *at == '_')
        {
            /* Several stars in a row would take long. */
            if (*at == '_' || at[1] != '%')
                strbuf_add_char(&glob, *at == '%' ? '*' : '?');
            continue;
        }
        if (strchr("*?[]\\", *at) != NULL)
            strbuf_add_char(&glob, '\\');
        strbuf_add_char(&glob, *at);
    }
    return ddl_value_bool(fnmatch(glob.text, text.text, ignores_case ? FNM_CASEFOLD : 0) == 0);
}

static Value
negate(Value value, bool is_negated)
{
    return is_negated && value.kind == VALUE_BOOL ? ddl_value_bool(!value.boolean) : value;
}

static Value
operate(Eval *eval, const char *operation, Value left, Value right)
{
    static const char *const comparisons[] = {"=", "<>", "!=", "<", "<=", ">", ">="};
    Value value;

    for (size_t i = 0; i < ARRAY_LENGTH(comparisons); i++)
    {
        if (strcmp(operation, comparisons[i]) == 0)
            return ddl_eval_compare(eval, operation, left, right);
    }
    if (strcmp(operation, "~~") == 0 || strcmp(operation, "!~~") == 0)
        return negate(match(eval, left, right, false), *operation == '!');
    if (strcmp(operation, "~~*") == 0 || strcmp(operation, "!~~*") == 0)
        return negate(match(eval, left, right, true), *operation == '!');
    if (strcmp(operation, "~") == 0 || strcmp(operation, "!~") == 0)
        return negate(ddl_eval_match_regex(eval, left, right, false), *operation == '!');
    if (strcmp(operation, "~*") == 0 || strcmp(operation, "!~*") == 0)
        return negate(ddl_eval_match_regex(eval, left, right, true), *operation == '!');
    value = ddl_value_operate(eval->arena, operation, left, right);
    if (value.kind == VALUE_UNKNOWN)
        return ddl_eval_unknown(eval, "an expression with %s", operation);
    return value;
}

Value
ddl_eval_in(Eval *eval, const char *operation, Value left, const Value *items, size_t count,
            bool is_any)
{
    bool has_unknown = left.kind == VALUE_UNKNOWN;
    bool has_null = false;

    for (size_t i = 0; i < count; i++)
    {
        Value value = operate(eval, operation, left, items[i]);

        if (ddl_value_truth_of(value) == (is_any ? TRUTH_TRUE : TRUTH_FALSE))
            return value;
        has_null |= value.kind == VALUE_NULL;
        has_unknown |= value.kind == VALUE_UNKNOWN;
    }
    if (has_unknown)
        return ddl_value_unknown(eval->why);
    return has_null ? ddl_value_null() : ddl_value_bool(!is_any);
}

Value
ddl_eval_list(Eval *eval, const List *list)
{
    Value *items = arena_new_array(eval->arena, Value, list_length(list) + 1);
    size_t count = 0;
    ListCell *cell;

    foreach (cell, list)
        items[count++] = ddl_eval_node(eval, lfirst(cell));
    return (Value){.kind = VALUE_ARRAY, .items = items, .count = count};
}

static Value
eval_between(Eval *eval, const A_Expr *expr, bool is_negated)
{
    Value value = ddl_eval_node(eval, expr->lexpr);
    Value bounds = ddl_eval_list(eval, (const List *) expr->rexpr);
    Value low = ddl_eval_compare(eval, ">=", value, bounds.items[0]);
    Value high = ddl_eval_compare(eval, "<=", value, bounds.items[1]);

    if (ddl_value_truth_of(low) == TRUTH_FALSE || ddl_value_truth_of(high) == TRUTH_FALSE)
        return ddl_value_bool(is_negated);
    if (ddl_value_truth_of(low) == TRUTH_TRUE && ddl_value_truth_of(high) == TRUTH_TRUE)
        return ddl_value_bool(!is_negated);
    return ddl_value_unknown(eval->why);
}

static Value
eval_distinct(Eval *eval, Value left, Value right)
{
    if (left.kind == VALUE_UNKNOWN || right.kind == VALUE_UNKNOWN)
        return ddl_value_unknown(eval->why);
    if (left.kind == VALUE_NULL || right.kind == VALUE_NULL)
        return ddl_value_bool(left.kind != right.kind);
    return ddl_eval_compare(eval, "<>", left, right);
}

static Value
eval_in(Eval *eval, const A_Expr *expr, const char *operation)
{
    Value items = ddl_eval_list(eval, (const List *) expr->rexpr);
    bool is_any = *operation == '=';

    return ddl_eval_in(eval, operation, ddl_eval_node(eval, expr->lexpr), items.items, items.count,
                       is_any);
}

static Value
eval_array_operator(Eval *eval, const A_Expr *expr, const char *operation)
{
    Value left = ddl_eval_node(eval, expr->lexpr);
    Value right = ddl_eval_node(eval, expr->rexpr);

    if (right.kind == VALUE_TEXT)
        right = ddl_value_cast(eval->arena, right, "_text");
    if (right.kind != VALUE_ARRAY)
        return right.kind == VALUE_NULL ? right : ddl_value_unknown(eval->why);
    return ddl_eval_in(eval, operation, left, right.items, right.count, expr->kind == AEXPR_OP_ANY);
}

static Value
eval_plain_operator(Eval *eval, const A_Expr *expr, const char *operation)
{
    Value right = ddl_eval_node(eval, expr->rexpr);

    if (expr->lexpr != NULL)
        return operate(eval, operation, ddl_eval_node(eval, expr->lexpr), right);
    if (*operation == '+')
        return right;
    if (*operation == '-')
        return operate(eval, "-", ddl_value_integer(0), right);
    return ddl_eval_unknown(eval, "an expression with %s", operation);
}

Value
ddl_eval_operator(Eval *eval, const A_Expr *expr)
{
    const char *operation = strVal(llast(expr->name));
    Value left;
    Value equal;

    switch (expr->kind)
    {
    case AEXPR_OP:
    case AEXPR_LIKE:
    case AEXPR_ILIKE:
        return eval_plain_operator(eval, expr, operation);
    case AEXPR_IN:
        return eval_in(eval, expr, operation);
    case AEXPR_OP_ANY:
    case AEXPR_OP_ALL:
        return eval_array_operator(eval, expr, operation);
    case AEXPR_BETWEEN:
    case AEXPR_NOT_BETWEEN:
        return eval_between(eval, expr, expr->kind == AEXPR_NOT_BETWEEN);
    case AEXPR_DISTINCT:
    case AEXPR_NOT_DISTINCT:
        return negate(
            eval_distinct(eval, ddl_eval_node(eval, expr->lexpr), ddl_eval_node(eval, expr->rexpr)),
            expr->kind == AEXPR_NOT_DISTINCT);
    case AEXPR_NULLIF:
        left = ddl_eval_node(eval, expr->lexpr);
        equal = ddl_eval_compare(eval, "=", left, ddl_eval_node(eval, expr->rexpr));
        return equal.kind == VALUE_UNKNOWN              ? equal
               : ddl_value_is_true(equal) == TRUTH_TRUE ? ddl_value_null()
                                                        : left;
    default:
        return ddl_eval_unknown(eval, "an operation");
    }
}
