/*
 * What the form of an expression says, whatever its names stand for. Sub-selects are not entered: their
 * conditions are looked at when they are read.
 */
#include "planner/analyse.h"

#include <catalog/pg_type.h>
#include <nodes/nodeFuncs.h>
#include <utils/builtins.h>
#include <utils/lsyscache.h>

/* What an expression depends on. */
typedef struct Content
{
    bool has_parameter;
    bool has_column; /* or a sub-select */
} Content;

static bool
note_content(Node *node, void *context)
{
    Content *content = context;

    if (node == NULL)
        return false;
    if (IsA(node, Param) && ((Param *) node)->paramkind == PARAM_EXTERN)
        content->has_parameter = true;
    if (IsA(node, Var) || IsA(node, SubLink))
    {
        content->has_column = true;
        return false;
    }
    return expression_tree_walker(node, note_content, context);
}

static Content
content_of(Node *node)
{
    Content content = {0};

    (void) note_content(node, &content);
    return content;
}

static bool
is_of_parameters(Node *node)
{
    Content content = content_of(node);

    return content.has_parameter && !content.has_column;
}

static bool
is_operator(const Node *node, const char *name, int count)
{
    const char *own;

    if (!IsA(node, OpExpr) || list_length(((const OpExpr *) node)->args) != count)
        return false;
    own = get_opname(((const OpExpr *) node)->opno);
    return own != NULL && strcmp(own, name) == 0;
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
is_case_switch(CaseExpr *node)
{
    ListCell *cell;

    if (!content_of((Node *) node).has_column)
        return false;
    if (node->arg != NULL)
        return is_of_parameters((Node *) node->arg);
    foreach (cell, node->args)
        if (is_of_parameters((Node *) lfirst_node(CaseWhen, cell)->expr))
            return true;
    return false;
}

/* x = coalesce($1, x) */
static bool
is_coalesce_switch(OpExpr *node)
{
    Node *column, *other;
    List *args;

    if (!is_operator((Node *) node, "=", 2))
        return false;
    column = analyse_expr_bare(linitial(node->args));
    other = analyse_expr_bare(lsecond(node->args));
    if (IsA(column, CoalesceExpr))
    {
        Node *swapped = column;

        column = other;
        other = swapped;
    }
    if (!IsA(other, CoalesceExpr) || !IsA(column, Var))
        return false;
    args = ((CoalesceExpr *) other)->args;
    return is_of_parameters(linitial(args)) && equal(column, analyse_expr_bare(llast(args)));
}

/* Operands and arguments are values: what they choose from switches no condition off. */
static bool
find_switch(Node *node, void *context)
{
    if (node == NULL || IsA(node, SubLink) || IsA(node, ScalarArrayOpExpr) ||
        IsA(node, DistinctExpr) || IsA(node, NullIfExpr) || IsA(node, Aggref))
        return false;
    if (IsA(node, BoolExpr) && analyse_shape_form((BoolExpr *) node) != NULL)
        return false;
    if (IsA(node, BoolExpr) && is_or_switch((BoolExpr *) node))
        return true;
    if (IsA(node, CaseExpr) && is_case_switch((CaseExpr *) node))
        return true;
    if (IsA(node, OpExpr))
        return is_coalesce_switch((OpExpr *) node);
    if (IsA(node, FuncExpr))
        return false;
    return expression_tree_walker(node, find_switch, context);
}

bool
analyse_shape_has_switch(Node *condition)
{
    return content_of(condition).has_parameter && find_switch(condition, NULL);
}

bool
analyse_shape_is_true(Node *condition)
{
    const OpExpr *expr = (const OpExpr *) condition;
    const Const *left, *right;

    if (condition == NULL)
        return false;
    if (IsA(condition, Const))
    {
        left = (const Const *) condition;
        return !left->constisnull && left->consttype == BOOLOID && DatumGetBool(left->constvalue);
    }
    if (!is_operator(condition, "=", 2) || !IsA(linitial(expr->args), Const) ||
        !IsA(lsecond(expr->args), Const))
        return false;
    left = linitial(expr->args);
    right = lsecond(expr->args);
    return left->consttype == INT4OID && right->consttype == INT4OID && !left->constisnull &&
           !right->constisnull && left->constvalue == right->constvalue;
}

static char *
text_of(const Node *node)
{
    const Const *value = (const Const *) node;

    if (node == NULL || !IsA(node, Const) || value->constisnull)
        return NULL;
    if (value->consttype == UNKNOWNOID)
        return DatumGetCString(value->constvalue);
    return value->consttype == TEXTOID ? TextDatumGetCString(value->constvalue) : NULL;
}

/* What stands first: of a || b a, of concat(a, b) and lower(a) a. */
static Node *
first_part(Node *node)
{
    static const char *const functions[] = {"concat", "lower", "upper", "like_escape"};

    if (IsA(node, RelabelType))
        return (Node *) ((RelabelType *) node)->arg;
    if (IsA(node, CoerceViaIO))
        return (Node *) ((CoerceViaIO *) node)->arg;
    if (is_operator(node, "||", 2))
        return linitial(((OpExpr *) node)->args);
    if (IsA(node, FuncExpr) && ((FuncExpr *) node)->args != NIL)
    {
        const char *name = get_func_name(((FuncExpr *) node)->funcid);

        for (int i = 0; name != NULL && i < (int) lengthof(functions); i++)
            if (strcmp(functions[i], name) == 0)
                return linitial(((FuncExpr *) node)->args);
    }
    return NULL;
}

static bool
is_cast(const Node *node)
{
    return IsA(node, RelabelType) || IsA(node, CoerceViaIO);
}

bool
analyse_shape_is_unanchored(Node *pattern, bool is_regex)
{
    Node *node = pattern;
    const char *text;
    bool is_whole = true;

    while (node != NULL && !IsA(node, Const))
    {
        is_whole = is_whole && is_cast(node);
        node = first_part(node);
    }
    text = text_of(node);
    if (text == NULL)
        return false;
    if (is_regex)
        return strncmp(text, ".*", 2) == 0;
    return text[0] == '%' && !(is_whole && text[strspn(text, "%")] == '\0');
}

uint32
analyse_shape_like_role(Node *pattern)
{
    Node *first = pattern;
    const char *text;

    while (is_operator(first, "||", 2))
        first = analyse_expr_bare(linitial(((OpExpr *) first)->args));
    if (!IsA(first, Const))
        return first == pattern ? ROLE_LIKE_PATTERN : ROLE_LIKE_PREFIX;
    text = text_of(first);
    if (text == NULL || (text[0] != '\0' && strchr("%_", text[0]) != NULL))
        return ROLE_LIKE_PATTERN;
    return ROLE_LIKE_PREFIX;
}

/* Where the left side of a comparison stands; -1: nowhere, or it is none. */
static int
left_location(const Node *node, const char **name)
{
    const List *args;

    if (IsA(node, BoolExpr) && ((const BoolExpr *) node)->boolop != NOT_EXPR)
        return left_location(linitial(((const BoolExpr *) node)->args), name);
    if (IsA(node, OpExpr))
    {
        *name = get_opname(((const OpExpr *) node)->opno);
        args = ((const OpExpr *) node)->args;
    }
    else if (IsA(node, ScalarArrayOpExpr))
    {
        *name = get_opname(((const ScalarArrayOpExpr *) node)->opno);
        args = ((const ScalarArrayOpExpr *) node)->args;
    }
    else
        return -1;
    return *name == NULL ? -1 : exprLocation(linitial(args));
}

static const char *
form_of(const BoolExpr *node, const char *first, const char *last)
{
    bool is_and = node->boolop == AND_EXPR;

    if (list_length(node->args) == 2 && IsA(linitial(node->args), OpExpr) &&
        strcmp(first, is_and ? ">=" : "<") == 0 && strcmp(last, is_and ? "<=" : ">") == 0)
        return "BETWEEN";
    if (!is_and && strcmp(first, "=") == 0)
        return "IN";
    if (is_and && strcmp(first, "<>") == 0)
        return "NOT IN";
    return NULL;
}

/* The parts were made of one expression: their left sides stand at the same place. */
const char *
analyse_shape_form(const BoolExpr *node)
{
    const char *first = NULL;
    const char *last = NULL;
    int location;
    ListCell *cell;

    if (node->boolop == NOT_EXPR)
        return NULL;
    location = left_location(linitial(node->args), &first);
    if (location < 0)
        return NULL;
    foreach (cell, node->args)
        if (left_location(lfirst(cell), &last) != location)
            return NULL;
    return form_of(node, first, last);
}
