/*
 * query_shape.c - what the form of an expression says, whatever its names stand for.
 *
 * Sub-selects are not entered: their conditions are looked at when they are read.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"
#include "sql/walk.h"

/* What an expression depends on. */
typedef struct Content
{
    bool has_parameter;
    bool has_column; /* or a sub-select */
} Content;

static bool
note_content(Walk *walk, Node *node)
{
    Content *content = walk->context;

    if (IsA(node, ParamRef))
        content->has_parameter = true;
    if (IsA(node, ColumnRef) || IsA(node, SubLink))
        content->has_column = true;
    return !IsA(node, SubLink);
}

static Content
content_of(const void *node)
{
    Content content = {0};
    Walk walk = {.visit = note_content, .context = &content};

    if (node != NULL)
        (void) walk_tree(&walk, node);
    return content;
}

static bool
is_of_parameters(const void *node)
{
    Content content = content_of(node);

    return content.has_parameter && !content.has_column;
}

/* ($1 = '' OR x = $1) */
static bool
is_or_switch(const BoolExpr *node)
{
    bool has_switch = false;
    bool has_other = false;
    ListCell *cell;

    if (node->boolop != OR_EXPR)
        return false;
    foreach (cell, node->args)
    {
        if (is_of_parameters(lfirst(cell)))
            has_switch = true;
        else if (content_of(lfirst(cell)).has_column)
            has_other = true;
    }
    return has_switch && has_other;
}

/* CASE WHEN $1 <> '' THEN x = $1 ELSE true END */
static bool
is_case_switch(const CaseExpr *node)
{
    ListCell *cell;

    if (!content_of(node).has_column)
        return false;
    if (node->arg != NULL)
        return is_of_parameters(node->arg);
    foreach (cell, node->args)
    {
        if (is_of_parameters(lfirst_node(CaseWhen, cell)->expr))
            return true;
    }
    return false;
}

static bool
is_same_column(const Node *left, const Node *right)
{
    ListCell *left_cell;
    ListCell *right_cell;
    const List *left_names;
    const List *right_names;

    if (!IsA(left, ColumnRef) || !IsA(right, ColumnRef))
        return false;
    left_names = ((const ColumnRef *) left)->fields;
    right_names = ((const ColumnRef *) right)->fields;
    if (list_length(left_names) != list_length(right_names))
        return false;
    forboth(left_cell, left_names, right_cell, right_names)
    {
        const Node *one = lfirst(left_cell);
        const Node *two = lfirst(right_cell);

        if (!IsA(one, String) || !IsA(two, String) || strcmp(strVal(one), strVal(two)) != 0)
            return false;
    }
    return true;
}

/* x = coalesce($1, x) */
static bool
is_coalesce_switch(const A_Expr *node)
{
    const Node *column = node->lexpr;
    const Node *other = node->rexpr;
    const List *args;

    if (node->kind != AEXPR_OP || column == NULL || strcmp(strVal(llast(node->name)), "=") != 0)
        return false;
    if (IsA(column, CoalesceExpr))
    {
        column = node->rexpr;
        other = node->lexpr;
    }
    if (!IsA(other, CoalesceExpr))
        return false;
    args = ((const CoalesceExpr *) other)->args;
    return is_of_parameters(linitial(args)) && is_same_column(column, llast(args));
}

/* Operands and arguments are values: what they choose from switches no condition off. */
static bool
find_switch(Walk *walk, Node *node)
{
    bool *is_found = walk->context;

    if (*is_found || IsA(node, SubLink))
        return false;
    if (IsA(node, BoolExpr))
        *is_found = is_or_switch((const BoolExpr *) node);
    else if (IsA(node, CaseExpr))
        *is_found = is_case_switch((const CaseExpr *) node);
    else if (IsA(node, A_Expr))
        *is_found = is_coalesce_switch((const A_Expr *) node);
    return !*is_found && !IsA(node, A_Expr) && !IsA(node, FuncCall);
}

bool
query_shape_has_switch(const Node *condition)
{
    bool is_found = false;
    Walk walk = {.visit = find_switch, .context = &is_found};

    if (condition != NULL && content_of(condition).has_parameter)
        (void) walk_tree(&walk, condition);
    return is_found;
}

/* What stands first: of a || b a, of concat(a, b) and lower(a) a. */
static const Node *
first_part(const Node *node)
{
    static const char *const functions[] = {"concat", "lower", "upper"};

    if (IsA(node, TypeCast))
        return ((const TypeCast *) node)->arg;
    if (IsA(node, A_Expr))
    {
        const A_Expr *expr = (const A_Expr *) node;
        bool is_chain = expr->kind == AEXPR_OP && strcmp(strVal(llast(expr->name)), "||") == 0;

        return is_chain ? expr->lexpr : NULL;
    }
    if (IsA(node, FuncCall))
    {
        const FuncCall *call = (const FuncCall *) node;

        for (size_t i = 0; i < ARRAY_LENGTH(functions); i++)
        {
            if (call->args != NIL && strcmp(strVal(llast(call->funcname)), functions[i]) == 0)
                return linitial(call->args);
        }
    }
    return NULL;
}

bool
query_shape_is_unanchored(const Node *pattern, bool is_regex)
{
    const Node *node = pattern;
    const A_Const *value;
    const char *text;
    bool is_whole = true;

    for (int depth = 0; node != NULL && !IsA(node, A_Const) && depth < QUERY_DEPTH_MAXIMUM; depth++)
    {
        is_whole = is_whole && IsA(node, TypeCast);
        node = first_part(node);
    }
    value = (const A_Const *) node;
    if (node == NULL || !IsA(node, A_Const) || value->isnull || !IsA(&value->val, String))
        return false;
    text = value->val.sval.sval;
    if (is_regex)
        return strncmp(text, ".*", 2) == 0;
    return text[0] == '%' && !(is_whole && text[strspn(text, "%")] == '\0');
}

bool
query_shape_is_true(const Node *condition)
{
    const A_Expr *expr = (const A_Expr *) condition;
    const A_Const *left;
    const A_Const *right;

    if (condition == NULL)
        return false;
    if (IsA(condition, A_Const))
    {
        left = (const A_Const *) condition;
        return !left->isnull && IsA(&left->val, Boolean) && boolVal(&left->val);
    }
    if (!IsA(condition, A_Expr) || expr->kind != AEXPR_OP || expr->lexpr == NULL ||
        strcmp(strVal(llast(expr->name)), "=") != 0 || !IsA(expr->lexpr, A_Const) ||
        !IsA(expr->rexpr, A_Const))
        return false;
    left = (const A_Const *) expr->lexpr;
    right = (const A_Const *) expr->rexpr;
    return IsA(&left->val, Integer) && IsA(&right->val, Integer) &&
           left->val.ival.ival == right->val.ival.ival && !left->isnull && !right->isnull;
}
