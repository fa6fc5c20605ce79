/*
 * query_expr.c - the type of an expression, and the columns in it.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

#include <errno.h>

Value
query_value(TypeId type)
{
    return (Value){.type = type, .is_nullable = true};
}

static Value
not_null(TypeId type)
{
    return (Value){.type = type};
}

Value
query_value_of(TypeId type, const Value *values, size_t count)
{
    Value whole = not_null(type);

    for (size_t i = 0; i < count; i++)
    {
        whole.is_nullable = whole.is_nullable || values[i].is_nullable;
        whole.columns_used += values[i].columns_used;
        if (values[i].use != NULL)
            whole.use = values[i].use;
    }
    if (whole.columns_used != 1)
        whole.use = NULL;
    return whole;
}

ValueList
query_expr_list(Analysis *analysis, Scope *scope, const List *nodes)
{
    ValueList list = {0};
    ListCell *cell;

    list.items = arena_new_array(analysis->work, Value, list_length(nodes) + 1);
    foreach (cell, nodes)
        list.items[list.count++] = query_expr(analysis, scope, lfirst(cell));
    return list;
}

/* A number too long for int4 is int8, one too long for that is numeric. */
static TypeId
number_type(const char *text)
{
    char *end;

    if (strpbrk(text, ".eE") != NULL)
        return BUILTIN_NUMERIC;
    errno = 0;
    (void) strtoll(text, &end, 10);
    return errno != 0 || *end != '\0' ? BUILTIN_NUMERIC : BUILTIN_INT8;
}

static Value
constant(Analysis *analysis, const A_Const *node)
{
    Value value = not_null(BUILTIN_UNKNOWN);

    if (node->isnull)
    {
        value.is_null = true;
        value.is_nullable = true;
        return value;
    }
    switch (nodeTag(&node->val))
    {
    case T_Integer:
        value.type = BUILTIN_INT4;
        value.constant = arena_printf(analysis->arena, "%d", node->val.ival.ival);
        break;
    case T_Float:
        value.type = number_type(node->val.fval.fval);
        value.constant = arena_strdup(analysis->arena, node->val.fval.fval);
        break;
    case T_Boolean:
        value.type = BUILTIN_BOOL;
        value.constant = node->val.boolval.boolval ? "true" : "false";
        break;
    case T_BitString:
        value.type = BUILTIN_BIT;
        value.constant = arena_strdup(analysis->arena, node->val.bsval.bsval);
        break;
    default:
        value.constant = arena_strdup(analysis->arena, node->val.sval.sval);
        break;
    }
    return value;
}

static QueryParameter *
find_parameter(Analysis *analysis, size_t number)
{
    if (number >= analysis->parameter_capacity)
    {
        size_t old = analysis->parameter_capacity;

        analysis->parameter_capacity = number < 16 ? 32 : number * 2;
        analysis->parameters =
            arena_grow(analysis->arena, analysis->parameters, old * sizeof(QueryParameter *),
                       analysis->parameter_capacity * sizeof(QueryParameter *));
    }
    if (analysis->parameters[number] == NULL)
    {
        analysis->parameters[number] = arena_new_object(analysis->arena, QueryParameter);
        analysis->parameters[number]->number = (uint32_t) number;
    }
    return analysis->parameters[number];
}

static Value
parameter(Analysis *analysis, const ParamRef *node)
{
    Value value = query_value(BUILTIN_UNKNOWN);

    if (node->number < 0 || node->number > QUERY_PARAMETERS_MAXIMUM)
    {
        query_problem(analysis, node->location, "there is no parameter $%d", node->number);
        return value;
    }
    value.parameter = find_parameter(analysis, (size_t) node->number);
    if (value.parameter->type.name != NULL)
        value.type = query_type_id(analysis->context, &value.parameter->type);
    return value;
}

/* A cast reaches the elements of ARRAY[…]. */
static void
settle_elements(Analysis *analysis, Scope *scope, const A_ArrayExpr *node, TypeId element)
{
    ListCell *cell;

    foreach (cell, node->elements)
    {
        const Node *item = lfirst(cell);
        Value value;

        if (IsA(item, A_ArrayExpr))
        {
            settle_elements(analysis, scope, (const A_ArrayExpr *) item, element);
            continue;
        }
        value = query_expr(analysis, scope, item);
        query_cast_to(analysis, &value, element);
    }
}

static Value
cast(Analysis *analysis, Scope *scope, const TypeCast *node)
{
    const char *modifiers;
    TypeId type = query_type_node(analysis, node->typeName, &modifiers);
    Value value;

    if (IsA(node->arg, A_ArrayExpr) && (type & TYPE_ARRAY) != 0)
    {
        settle_elements(analysis, scope, (const A_ArrayExpr *) node->arg,
                        query_type_element(analysis->context, type));
        value = not_null(type);
    }
    else
        value = query_expr(analysis, scope, node->arg);
    /* A row cast to record keeps its fields, as expandRecordVariable() finds them. */
    if (type == BUILTIN_RECORD && query_type_kind(analysis->context, value.type) == 'c')
        type = value.type;
    query_cast_to(analysis, &value, type);
    query_cast_mark(analysis, &value, type);
    if (value.use != NULL && value.use->cast != NULL)
        value.use->is_cast_written = true;
    value.is_column = value.is_column && value.type == type;
    value.type = type;
    value.modifiers = modifiers;
    return value;
}

/* The values become one type, as in COALESCE. */
static Value
unify(Analysis *analysis, ValueList *list)
{
    const char *modifiers;
    TypeId type = query_cast_common(analysis, list->items, list->count, &modifiers);
    Value value;

    for (size_t i = 0; i < list->count; i++)
        query_cast_to(analysis, &list->items[i], type);
    value = query_value_of(type, list->items, list->count);
    value.modifiers = modifiers;
    return value;
}

static Value
coalesce(Analysis *analysis, Scope *scope, const List *args, bool is_greatest)
{
    ValueList list = query_expr_list(analysis, scope, args);
    Value value = unify(analysis, &list);

    value.is_nullable = true;
    for (size_t i = 0; i < list.count; i++)
        value.is_nullable = value.is_nullable && list.items[i].is_nullable;
    if (value.use != NULL && value.use->function == NULL)
        value.use->function = is_greatest ? "greatest" : "coalesce";
    return value;
}

static Value
array(Analysis *analysis, Scope *scope, const A_ArrayExpr *node)
{
    ValueList list = query_expr_list(analysis, scope, node->elements);
    Value value = unify(analysis, &list);

    value.type = list.count == 0 ? BUILTIN_UNKNOWN : query_type_array(value.type);
    value.is_nullable = false;
    return value;
}

/* The types are settled in the order of the text; what ELSE gives comes first when they are unified. */
static Value
case_value(Analysis *analysis, Scope *scope, const CaseExpr *node)
{
    size_t count = (size_t) list_length(node->args);
    ValueList results = {arena_new_array(analysis->work, Value, count + 1), 1};
    Value tested = query_value(TYPE_NOTHING);
    Value value;
    ListCell *cell;

    if (node->arg != NULL)
        tested = query_expr(analysis, scope, (const Node *) node->arg);
    foreach (cell, node->args)
    {
        const CaseWhen *when = lfirst_node(CaseWhen, cell);
        Value condition = query_expr(analysis, scope, (const Node *) when->expr);

        if (node->arg != NULL)
            (void) query_operator_type(analysis, "=", &tested, &condition);
        else
            query_cast_to(analysis, &condition, BUILTIN_BOOL);
        results.items[results.count++] = query_expr(analysis, scope, (const Node *) when->result);
    }
    results.items[0] = query_value(BUILTIN_UNKNOWN);
    if (node->defresult != NULL)
        results.items[0] = query_expr(analysis, scope, (const Node *) node->defresult);
    value = unify(analysis, &results);
    value.use = NULL;
    value.columns_used = 2; /* not a wrapped column, whatever is in it */
    return value;
}

static Value
row(Analysis *analysis, Scope *scope, const RowExpr *node)
{
    ValueList list = query_expr_list(analysis, scope, node->args);
    RangeColumn *fields = arena_new_array(analysis->arena, RangeColumn, list.count + 1);
    Value value;

    for (size_t i = 0; i < list.count; i++)
    {
        char *name = arena_printf(analysis->arena, "f%zu", i + 1);

        query_cast_to(analysis, &list.items[i], BUILTIN_TEXT);
        fields[i] = (RangeColumn){.name = name,
                                  .hash = query_name_hash(name),
                                  .type = list.items[i].type,
                                  .modifiers = list.items[i].modifiers};
    }
    value = query_value_of(query_type_row(analysis->context, NULL, "record", fields, list.count),
                           list.items, list.count);
    value.is_nullable = false;
    return value;
}

static Value
value_function(Analysis *analysis, const SQLValueFunction *node)
{
    Value value = not_null(BUILTIN_NAME);

    switch (node->op)
    {
    case SVFOP_CURRENT_DATE:
        value.type = BUILTIN_DATE;
        break;
    case SVFOP_CURRENT_TIME:
    case SVFOP_CURRENT_TIME_N:
        value.type = BUILTIN_TIMETZ;
        break;
    case SVFOP_CURRENT_TIMESTAMP:
    case SVFOP_CURRENT_TIMESTAMP_N:
        value.type = BUILTIN_TIMESTAMPTZ;
        break;
    case SVFOP_LOCALTIME:
    case SVFOP_LOCALTIME_N:
        value.type = BUILTIN_TIME;
        break;
    case SVFOP_LOCALTIMESTAMP:
    case SVFOP_LOCALTIMESTAMP_N:
        value.type = BUILTIN_TIMESTAMP;
        break;
    default:
        break;
    }
    if (node->typmod >= 0)
        value.modifiers = arena_printf(analysis->arena, "%d", node->typmod);
    return value;
}

/* AND, OR, NOT: their arguments are conditions when they are one. */
static Value
boolean(Analysis *analysis, Scope *scope, const BoolExpr *node)
{
    bool is_condition = analysis->is_condition;
    bool was_negated = analysis->is_negated;
    bool was_in_or = analysis->is_in_or;
    bool is_conjunct = is_condition && !was_in_or && !was_negated && analysis->link != NULL;
    uint32_t number = 0;
    Value value = not_null(BUILTIN_BOOL);
    ListCell *cell;

    if (node->boolop == NOT_EXPR)
        analysis->is_negated = !was_negated;
    analysis->is_in_or = was_in_or || node->boolop == OR_EXPR;
    foreach (cell, node->args)
    {
        Value part;

        analysis->is_condition = is_condition;
        if (is_conjunct && node->boolop != NOT_EXPR)
            query_link_part(analysis, node->boolop == OR_EXPR, ++number);
        part = query_expr(analysis, scope, lfirst(cell));
        query_cast_to(analysis, &part, BUILTIN_BOOL);
        value.is_nullable = value.is_nullable || part.is_nullable;
        value.columns_used += part.columns_used;
    }
    if (is_conjunct && node->boolop == OR_EXPR)
        query_link_part(analysis, true, 0);
    analysis->is_negated = was_negated;
    analysis->is_in_or = was_in_or;
    return value;
}

static Value
column(Analysis *analysis, Scope *scope, const ColumnRef *node)
{
    bool is_condition = query_condition_take(analysis);
    Value value = query_name_column(analysis, scope, node);

    query_add_role(&value, is_condition, USE_BOOLEAN, NULL);
    return value;
}

static Value
xml(Analysis *analysis, Scope *scope, const XmlExpr *node)
{
    ListCell *cell;

    (void) query_expr_list(analysis, scope, node->args);
    foreach (cell, node->named_args)
        (void) query_expr(analysis, scope, (const Node *) lfirst_node(ResTarget, cell)->val);
    return query_value(node->op == IS_DOCUMENT ? BUILTIN_BOOL : BUILTIN_XML);
}

static Value
xml_serialize(Analysis *analysis, Scope *scope, const XmlSerialize *node)
{
    const char *modifiers;
    TypeId type = query_type_node(analysis, node->typeName, &modifiers);
    Value value;

    (void) query_expr(analysis, scope, node->expr);
    value = query_value(type);
    value.modifiers = modifiers;
    return value;
}

/* What is rarer. */
static Value
other(Analysis *analysis, Scope *scope, const Node *node)
{
    switch (nodeTag(node))
    {
    case T_SQLValueFunction:
        return value_function(analysis, (const SQLValueFunction *) node);
    case T_GroupingFunc:
        (void) query_expr_list(analysis, scope, ((const GroupingFunc *) node)->args);
        return not_null(BUILTIN_INT4);
    case T_XmlExpr:
        return xml(analysis, scope, (const XmlExpr *) node);
    case T_XmlSerialize:
        return xml_serialize(analysis, scope, (const XmlSerialize *) node);
    case T_NamedArgExpr:
        return query_expr(analysis, scope, (const Node *) ((const NamedArgExpr *) node)->arg);
    case T_CollateClause:
    {
        Value value = query_expr(analysis, scope, ((const CollateClause *) node)->arg);

        query_cast_to(analysis, &value, BUILTIN_TEXT);
        return value;
    }
    case T_CurrentOfExpr:
        return not_null(BUILTIN_BOOL);
    case T_MultiAssignRef:
        return query_expr(analysis, scope, ((const MultiAssignRef *) node)->source);
    default:
        return query_value(BUILTIN_UNKNOWN); /* DEFAULT, and what the grammar makes later */
    }
}

/* Expressions that hold others, none of them a condition by itself. */
static Value
compound(Analysis *analysis, Scope *scope, const Node *node)
{
    analysis->is_condition = false;
    switch (nodeTag(node))
    {
    case T_FuncCall:
        return query_function(analysis, scope, (const FuncCall *) node);
    case T_TypeCast:
        return cast(analysis, scope, (const TypeCast *) node);
    case T_CaseExpr:
        return case_value(analysis, scope, (const CaseExpr *) node);
    case T_CoalesceExpr:
        return coalesce(analysis, scope, ((const CoalesceExpr *) node)->args, false);
    case T_MinMaxExpr:
        return coalesce(analysis, scope, ((const MinMaxExpr *) node)->args, true);
    case T_A_ArrayExpr:
        return array(analysis, scope, (const A_ArrayExpr *) node);
    case T_RowExpr:
        return row(analysis, scope, (const RowExpr *) node);
    case T_A_Indirection:
        return query_indirection(analysis, scope, (const A_Indirection *) node);
    default:
        return other(analysis, scope, node);
    }
}

static Value
dispatch(Analysis *analysis, Scope *scope, const Node *node)
{
    switch (nodeTag(node))
    {
    case T_ColumnRef:
        return column(analysis, scope, (const ColumnRef *) node);
    case T_ParamRef:
        return parameter(analysis, (const ParamRef *) node);
    case T_A_Const:
        return constant(analysis, (const A_Const *) node);
    case T_A_Expr:
        return query_operator(analysis, scope, (const A_Expr *) node);
    case T_BoolExpr:
        return boolean(analysis, scope, (const BoolExpr *) node);
    case T_SubLink:
        return query_sublink(analysis, scope, (const SubLink *) node);
    case T_NullTest:
        return query_null_test(analysis, scope, (const NullTest *) node);
    case T_BooleanTest:
        return query_boolean_test(analysis, scope, (const BooleanTest *) node);
    default:
        return compound(analysis, scope, node);
    }
}

Value
query_expr(Analysis *analysis, Scope *scope, const Node *node)
{
    bool was_condition = analysis->is_condition;
    Value value;

    if (node == NULL || !query_enter(analysis))
        return query_value(TYPE_NOTHING);
    value = dispatch(analysis, scope, node);
    query_leave(analysis);
    analysis->is_condition = was_condition;
    return value;
}
