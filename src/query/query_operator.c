/*
 * query_operator.c - operators: their results, and what the forms built on them compare.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

enum
{
    OPERATORS_MAXIMUM = 256
};

static bool
is_untyped(TypeId type)
{
    return type == BUILTIN_UNKNOWN || type == TYPE_NOTHING;
}

/* Operators of these names say yes or no, whoever defined them. */
static bool
is_boolean(const char *name)
{
    static const char *const names[] = {
        "!~", "!~*", "!~~", "!~~*", "&&", "<",  "<=", "<>", "<@", "=",   ">",
        ">=", "?",   "?&",  "?|",   "@>", "@@", "~",  "~*", "~~", "~~*",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

static const BuiltinOperator *
find_exact(const BuiltinOperator *rows, size_t count, TypeId left, TypeId right)
{
    for (size_t i = 0; i < count; i++)
    {
        if (builtin_id(rows[i].left) == left && builtin_id(rows[i].right) == right)
            return &rows[i];
    }
    return NULL;
}

/* A literal is first taken for what stands on the other side. */
static const BuiltinOperator *
find_like_other(QueryContext *context, const BuiltinOperator *rows, size_t count, TypeId left,
                TypeId right)
{
    const BuiltinOperator *found;
    TypeId known = is_untyped(left) ? right : left;

    if (!is_untyped(left) && !is_untyped(right))
        return find_exact(rows, count, left, right);
    found = find_exact(rows, count, known, known);
    if (found == NULL)
        found = find_exact(rows, count, query_type_base(context, known),
                           query_type_base(context, known));
    return found;
}

static const BuiltinOperator *
find_fitting(QueryContext *context, const BuiltinOperator *rows, size_t count, TypeId left,
             TypeId right, bool is_prefix)
{
    Candidate candidates[OPERATORS_MAXIMUM] = {0};
    TypeId arguments[OPERATORS_MAXIMUM][2];
    TypeId inputs[] = {is_prefix ? right : left, right};
    const Candidate *best;
    size_t found = 0;

    for (size_t i = 0; i < count && found < OPERATORS_MAXIMUM; i++)
    {
        if ((rows[i].left == 0) != is_prefix)
            continue;
        arguments[found][0] = builtin_id(is_prefix ? rows[i].right : rows[i].left);
        arguments[found][1] = builtin_id(rows[i].right);
        candidates[found].arguments = arguments[found];
        candidates[found].operation = &rows[i];
        found++;
    }
    best = query_overload(context, candidates, found, inputs, is_prefix ? 1 : 2);
    return best == NULL ? NULL : best->operation;
}

static const BuiltinOperator *
find_operator(QueryContext *context, const char *name, TypeId left, TypeId right, bool is_prefix)
{
    size_t count;
    const BuiltinOperator *rows = builtin_operator(name, &count);
    const BuiltinOperator *found = NULL;

    if (!is_prefix && !(is_untyped(left) && is_untyped(right)))
        found = find_like_other(context, rows, count, left, right);
    if (found != NULL)
        return found;
    return find_fitting(context, rows, count, left, right, is_prefix);
}

/* An operator of the schema: exactly for these operands, or for what they can become. */
static const OperatorEntry *
find_own(QueryContext *context, const char *name, TypeId left, TypeId right, bool is_exact)
{
    const OperatorEntry *entry = query_routine_operator(context, name);

    for (; entry != NULL; entry = entry->next)
    {
        if ((left == TYPE_NOTHING) != (entry->left == TYPE_NOTHING))
            continue;
        if (entry->left == left && entry->right == right)
            return entry;
        if (!is_exact && query_cast_implicit(context, left, entry->left) &&
            query_cast_implicit(context, right, entry->right))
            return entry;
    }
    return NULL;
}

static TypeId
settle_own(Analysis *analysis, const OperatorEntry *found, Value *left, Value *right)
{
    if (left != NULL)
        query_cast_to(analysis, left, found->left);
    query_cast_to(analysis, right, found->right);
    return found->result;
}

/* Both operands become what the operator takes. */
static TypeId
settle(Analysis *analysis, const BuiltinOperator *found, Value *left, Value *right)
{
    TypeId declared[] = {builtin_id(found->left), builtin_id(found->right)};
    TypeId actual[] = {left == NULL ? TYPE_NOTHING : left->type, right->type};
    QueryContext *context = analysis->context;
    Value *values[] = {left, right};

    for (size_t i = 0; i < ARRAY_LENGTH(values); i++)
    {
        TypeId type;

        if (values[i] == NULL)
            continue;
        type = query_overload_result(context, declared[i], declared, actual, 2);
        query_cast_mark(analysis, values[i], type);
        query_cast_to(analysis, values[i], type);
    }
    return query_overload_result(context, builtin_id(found->result), declared, actual, 2);
}

TypeId
query_operator_type(Analysis *analysis, const char *name, Value *left, Value *right)
{
    QueryContext *context = analysis->context;
    TypeId left_type = left == NULL ? TYPE_NOTHING : left->type;
    const BuiltinOperator *found =
        find_operator(context, name, left_type, right->type, left == NULL);
    const OperatorEntry *own = NULL;

    if (found == NULL || builtin_id(found->left) != left_type ||
        builtin_id(found->right) != right->type)
        own = find_own(context, name, left_type, right->type, true);
    if (found == NULL && own == NULL)
        own = find_own(context, name, left_type, right->type, false);
    if (own != NULL)
        return settle_own(analysis, own, left, right);
    if (found != NULL &&
        ((left == NULL || left_type != TYPE_NOTHING) && right->type != TYPE_NOTHING))
        return settle(analysis, found, left, right);
    if (left != NULL)
    {
        query_cast_to(analysis, left, right->type);
        query_cast_to(analysis, right, left->type);
    }
    return is_boolean(name) ? BUILTIN_BOOL : TYPE_NOTHING;
}

static bool
is_json_step(const char *name)
{
    return strcmp(name, "->") == 0 || strcmp(name, "->>") == 0 || strcmp(name, "#>") == 0 ||
           strcmp(name, "#>>") == 0;
}

static bool
is_json(const QueryContext *context, TypeId type)
{
    TypeId base = query_type_base(context, type);

    return base == BUILTIN_JSON || base == BUILTIN_JSONB;
}

/* Arithmetic and comparisons give NULL for NULL alone. */
static bool
is_total(const char *name)
{
    return strpbrk(name, "#@?~&|-") == NULL || strcmp(name, "-") == 0 || strcmp(name, "||") == 0;
}

static Value
plain(Analysis *analysis, const char *name, Value *left, Value *right, bool is_condition)
{
    bool is_step = left != NULL && is_json_step(name) && is_json(analysis->context, left->type);
    Value sides[2] = {{0}};
    Value value;
    TypeId type;

    if (is_condition && left != NULL)
        query_compare(analysis, name, left, right, query_compare_role(name));
    type = query_operator_type(analysis, name, left, right);
    sides[0] = left == NULL ? *right : *left;
    sides[1] = *right;
    value = query_value_of(type, sides, left == NULL ? 1 : 2);
    if (!is_total(name))
        value.is_nullable = true;
    if (is_step)
        query_json_path(analysis, &value, right->constant != NULL ? right->constant : "");
    else if (value.use != NULL && value.use->function == NULL && !is_condition)
        value.use->function = arena_strdup(analysis->arena, name);
    return value;
}

/* (a, b) = (1, 2): side by side. */
static Value
rows(Analysis *analysis, Scope *scope, const char *name, const RowExpr *left, const RowExpr *right,
     bool is_condition)
{
    ListCell *left_cell;
    ListCell *right_cell;
    Value value = query_value(BUILTIN_BOOL);

    forboth(left_cell, left->args, right_cell, right->args)
    {
        Value one = query_expr(analysis, scope, lfirst(left_cell));
        Value two = query_expr(analysis, scope, lfirst(right_cell));

        value.columns_used += one.columns_used + two.columns_used;
        (void) plain(analysis, name, &one, &two, is_condition);
    }
    return value;
}

static Value
operation(Analysis *analysis, Scope *scope, const A_Expr *node, const char *name, bool is_condition)
{
    Value left;
    Value right;

    if (node->lexpr != NULL && node->rexpr != NULL && IsA(node->lexpr, RowExpr) &&
        IsA(node->rexpr, RowExpr))
        return rows(analysis, scope, name, (const RowExpr *) node->lexpr,
                    (const RowExpr *) node->rexpr, is_condition);
    left =
        node->lexpr == NULL ? query_value(TYPE_NOTHING) : query_expr(analysis, scope, node->lexpr);
    right = query_expr(analysis, scope, node->rexpr);
    if (left.use != NULL && (strcmp(name, "~") == 0 || strcmp(name, "~*") == 0))
        left.use->is_unanchored = query_shape_is_unanchored(node->rexpr, true);
    return plain(analysis, name, node->lexpr == NULL ? NULL : &left, &right, is_condition);
}

/* x = ANY (array) */
static Value
any(Analysis *analysis, Scope *scope, const A_Expr *node, const char *name, bool is_condition)
{
    Value left = query_expr(analysis, scope, node->lexpr);
    Value right = query_expr(analysis, scope, node->rexpr);
    bool is_equal = strcmp(name, "=") == 0 && node->kind == AEXPR_OP_ANY;
    Value element = right;

    element.parameter = NULL;
    element.use = NULL;
    element.type = right.type == BUILTIN_UNKNOWN
                       ? left.type
                       : query_type_element(analysis->context, right.type);
    (void) query_operator_type(analysis, name, &left, &element);
    if (right.type == BUILTIN_UNKNOWN)
        query_cast_to(analysis, &right,
                      query_type_array(query_type_base(analysis->context, element.type)));
    if (is_condition)
        query_compare(analysis, is_equal ? "= ANY" : name, &left, &right,
                      is_equal ? USE_IN : query_compare_role(name));
    return (Value){.type = BUILTIN_BOOL,
                   .is_nullable = true,
                   .columns_used = left.columns_used + right.columns_used};
}

/* IN of one item is "=", and PostgreSQL makes it so. */
static void
compare_item(Analysis *analysis, Value *left, Value *item, bool is_not, bool is_only)
{
    if (is_only)
        query_compare(analysis, is_not ? "<>" : "=", left, item,
                      is_not ? USE_NOT_EQUAL : USE_EQUAL);
    else
        query_compare(analysis, is_not ? "NOT IN" : "IN", left, item,
                      is_not ? USE_NOT_EQUAL : USE_IN);
}

/* IN: the items and the left side agree upon a type when they can. */
static Value
in(Analysis *analysis, Scope *scope, const A_Expr *node, const char *name, bool is_condition)
{
    const List *items = (const List *) node->rexpr;
    bool is_not = strcmp(name, "<>") == 0;
    Value whole = query_value(BUILTIN_BOOL);
    bool was_untyped = false;
    ValueList list;
    Value left;

    if (IsA(node->lexpr, RowExpr) && items != NIL && IsA(linitial(items), RowExpr))
    {
        ListCell *cell;

        foreach (cell, items)
            whole = rows(analysis, scope, name, (const RowExpr *) node->lexpr, lfirst(cell),
                         is_condition);
        return whole;
    }
    left = query_expr(analysis, scope, node->lexpr);
    list = query_expr_list(analysis, scope, items);
    for (size_t i = 0; i < list.count; i++)
    {
        bool is_untyped = list.items[i].type == BUILTIN_UNKNOWN;

        if (is_untyped && i > 0 && was_untyped) /* what the one before became: lists are long */
            query_cast_to(analysis, &list.items[i], list.items[i - 1].type);
        else
            (void) query_operator_type(analysis, name, &left, &list.items[i]);
        was_untyped = is_untyped;
        if (is_condition)
            compare_item(analysis, &left, &list.items[i], is_not, list.count == 1);
        whole.columns_used += list.items[i].columns_used;
    }
    whole.columns_used += left.columns_used;
    return whole;
}

static Value
between(Analysis *analysis, Scope *scope, const A_Expr *node, bool is_condition)
{
    Value left = query_expr(analysis, scope, node->lexpr);
    ValueList bounds = query_expr_list(analysis, scope, (const List *) node->rexpr);

    for (size_t i = 0; i < bounds.count; i++)
    {
        (void) query_operator_type(analysis, i == 0 ? ">=" : "<=", &left, &bounds.items[i]);
        if (is_condition)
            query_compare(analysis, "BETWEEN", &left, &bounds.items[i], USE_RANGE);
        left.columns_used += bounds.items[i].columns_used;
    }
    return (Value){.type = BUILTIN_BOOL, .is_nullable = true, .columns_used = left.columns_used};
}

/* What stands first in a chain of ||: it decides whether a pattern has a fixed beginning. */
static const Node *
first_of_chain(const Node *node)
{
    for (int depth = 0; depth < QUERY_DEPTH_MAXIMUM && IsA(node, A_Expr); depth++)
    {
        const A_Expr *expr = (const A_Expr *) node;

        if (expr->kind != AEXPR_OP || expr->lexpr == NULL ||
            strcmp(strVal(llast(expr->name)), "||") != 0)
            break;
        node = expr->lexpr;
    }
    return node;
}

static uint32_t
like_role(const A_Expr *node)
{
    const Node *first = first_of_chain(node->rexpr);
    const A_Const *text = (const A_Const *) first;

    if (node->kind != AEXPR_LIKE)
        return USE_LIKE_PATTERN;
    if (!IsA(first, A_Const))
        return first == node->rexpr ? USE_LIKE_PATTERN : USE_LIKE_PREFIX;
    if (text->isnull || !IsA(&text->val, String))
        return USE_LIKE_PATTERN;
    return strchr("%_", text->val.sval.sval[0]) != NULL && text->val.sval.sval[0] != '\0'
               ? USE_LIKE_PATTERN
               : USE_LIKE_PREFIX;
}

static Value
like(Analysis *analysis, Scope *scope, const A_Expr *node, const char *name, bool is_condition)
{
    bool is_not = name[0] == '!';
    const char *form = node->kind == AEXPR_LIKE    ? "LIKE"
                       : node->kind == AEXPR_ILIKE ? "ILIKE"
                                                   : "SIMILAR TO";
    Value left = query_expr(analysis, scope, node->lexpr);
    Value right = query_expr(analysis, scope, node->rexpr);

    (void) query_operator_type(analysis, name, &left, &right);
    if (left.use != NULL)
        left.use->is_unanchored = query_shape_is_unanchored(node->rexpr, false);
    if (is_condition)
        query_compare(analysis, is_not ? arena_printf(analysis->arena, "NOT %s", form) : form,
                      &left, &right, is_not ? USE_LIKE_PATTERN : like_role(node));
    return (Value){.type = BUILTIN_BOOL,
                   .is_nullable = left.is_nullable || right.is_nullable,
                   .columns_used = left.columns_used + right.columns_used};
}

static Value
distinct(Analysis *analysis, Scope *scope, const A_Expr *node, bool is_condition)
{
    bool is_not = node->kind == AEXPR_NOT_DISTINCT;
    Value left = query_expr(analysis, scope, node->lexpr);
    Value right = query_expr(analysis, scope, node->rexpr);

    (void) query_operator_type(analysis, "=", &left, &right);
    if (is_condition)
        query_compare(analysis, is_not ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM", &left, &right,
                      is_not ? USE_FILTER_OTHER : USE_NOT_EQUAL);
    return (Value){.type = BUILTIN_BOOL, .columns_used = left.columns_used + right.columns_used};
}

static Value
nullif(Analysis *analysis, Scope *scope, const A_Expr *node)
{
    Value left = query_expr(analysis, scope, node->lexpr);
    Value right = query_expr(analysis, scope, node->rexpr);

    (void) query_operator_type(analysis, "=", &left, &right);
    left.is_nullable = true;
    left.is_column = false;
    left.constant = NULL;
    left.parameter = NULL;
    left.columns_used += right.columns_used;
    if (left.use != NULL && left.use->function == NULL)
        left.use->function = "nullif";
    return left;
}

Value
query_operator(Analysis *analysis, Scope *scope, const A_Expr *node)
{
    bool is_condition = query_condition_take(analysis);
    const char *name = node->name == NIL ? "=" : strVal(llast(node->name));

    switch (node->kind)
    {
    case AEXPR_OP:
        return operation(analysis, scope, node, name, is_condition);
    case AEXPR_OP_ANY:
    case AEXPR_OP_ALL:
        return any(analysis, scope, node, name, is_condition);
    case AEXPR_IN:
        return in(analysis, scope, node, name, is_condition);
    case AEXPR_LIKE:
    case AEXPR_ILIKE:
    case AEXPR_SIMILAR:
        return like(analysis, scope, node, name, is_condition);
    case AEXPR_BETWEEN:
    case AEXPR_NOT_BETWEEN:
    case AEXPR_BETWEEN_SYM:
    case AEXPR_NOT_BETWEEN_SYM:
        return between(analysis, scope, node, is_condition);
    case AEXPR_DISTINCT:
    case AEXPR_NOT_DISTINCT:
        return distinct(analysis, scope, node, is_condition);
    case AEXPR_NULLIF:
        return nullif(analysis, scope, node);
    }
    return query_value(TYPE_NOTHING);
}
