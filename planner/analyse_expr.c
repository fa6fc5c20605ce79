/*
 * An expression is a Value: the one column that it wraps, if it is one; the constant or parameter that it
 * is. A reference makes its note at once; whoever knows what it is for adds a role.
 */
#include "planner/analyse.h"

#include <catalog/pg_type.h>
#include <fmgr.h>
#include <mb/pg_wchar.h>
#include <miscadmin.h>
#include <nodes/nodeFuncs.h>
#include <utils/lsyscache.h>

enum
{
    CONSTANT_LONGEST = 4000 /* bytes of a literal that are told */
};

/* Values are gathered while PostgreSQL's own walker goes through a node that we know nothing of. */
typedef struct Gathering
{
    Analysis *analysis;
    Level *level;
    Value *items;
    int count;
    int capacity;
} Gathering;

Value
analyse_expr_of(const Value *values, int count)
{
    Value whole = {0};

    for (int i = 0; i < count; i++)
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

ValueArray
analyse_expr_list(Analysis *analysis, Level *level, List *nodes)
{
    ValueArray list = {.items = palloc0(sizeof(Value) * (Size) (list_length(nodes) + 1))};
    ListCell *cell;

    foreach (cell, nodes)
        list.items[list.count++] = analyse_expr(analysis, level, lfirst(cell));
    return list;
}

static bool
is_implicit(const Node *node)
{
    switch (nodeTag(node))
    {
    case T_RelabelType:
        return ((const RelabelType *) node)->relabelformat == COERCE_IMPLICIT_CAST;
    case T_CoerceViaIO:
        return ((const CoerceViaIO *) node)->coerceformat == COERCE_IMPLICIT_CAST;
    case T_ArrayCoerceExpr:
        return ((const ArrayCoerceExpr *) node)->coerceformat == COERCE_IMPLICIT_CAST;
    case T_CoerceToDomain:
        return ((const CoerceToDomain *) node)->coercionformat == COERCE_IMPLICIT_CAST;
    case T_FuncExpr:
        return ((const FuncExpr *) node)->funcformat == COERCE_IMPLICIT_CAST;
    default:
        return false;
    }
}

Node *
analyse_expr_bare(Node *node)
{
    while (node != NULL && is_implicit(node))
    {
        if (IsA(node, RelabelType))
            node = (Node *) ((RelabelType *) node)->arg;
        else if (IsA(node, CoerceViaIO))
            node = (Node *) ((CoerceViaIO *) node)->arg;
        else if (IsA(node, ArrayCoerceExpr))
            node = (Node *) ((ArrayCoerceExpr *) node)->arg;
        else if (IsA(node, CoerceToDomain))
            node = (Node *) ((CoerceToDomain *) node)->arg;
        else
            node = linitial(((FuncExpr *) node)->args);
    }
    return node;
}

/* The output function's text: a literal became a value of its type already. */
static Value
constant(const Const *node)
{
    Value value = {.is_nullable = node->constisnull};
    Oid output;
    bool is_varlena;
    char *text;

    if (node->constisnull)
        return value;
    getTypeOutputInfo(node->consttype, &output, &is_varlena);
    text = OidOutputFunctionCall(output, node->constvalue);
    if (strlen(text) > CONSTANT_LONGEST)
        text = pnstrdup(text, (Size) pg_mbcliplen(text, (int) strlen(text), CONSTANT_LONGEST));
    if (node->consttype == BOOLOID)
        text = text[0] == 't' ? "true" : "false";
    value.constant = text;
    return value;
}

static Value
parameter(const Analysis *analysis, const Param *node)
{
    if (node->paramkind == PARAM_EXTERN)
        return (Value){.parameter = node->paramid, .is_nullable = true};
    if (node->paramkind == PARAM_SUBLINK && node->paramid >= 1 &&
        node->paramid <= analysis->sublink.count)
        return analysis->sublink.items[node->paramid - 1];
    return (Value){.is_nullable = true};
}

static Value
null_test(Analysis *analysis, Level *level, NullTest *node)
{
    bool is_condition = analyse_compare_take(analysis);
    bool is_null = node->nulltesttype == IS_NULL;
    Value value = analyse_expr(analysis, level, (Node *) node->arg);

    analyse_compare_add(&value, is_condition, is_null ? ROLE_IS_NULL : ROLE_IS_NOT_NULL,
                        is_null ? "IS NULL" : "IS NOT NULL");
    return (Value){.columns_used = value.columns_used};
}

static Value
boolean_test(Analysis *analysis, Level *level, BooleanTest *node)
{
    bool is_condition = analyse_compare_take(analysis);
    Value value = analyse_expr(analysis, level, (Node *) node->arg);

    analyse_compare_add(&value, is_condition, value.is_column ? ROLE_BOOLEAN : ROLE_FILTER_OTHER,
                        NULL);
    return (Value){.columns_used = value.columns_used};
}

static Value
column(Analysis *analysis, Level *level, const Var *node)
{
    bool is_condition = analyse_compare_take(analysis);
    Value value = analyse_column(analysis, level, node);

    analyse_compare_add(&value, is_condition, ROLE_BOOLEAN, NULL);
    return value;
}

static Value
coalesce(Analysis *analysis, Level *level, List *args, const char *name)
{
    ValueArray list = analyse_expr_list(analysis, level, args);
    Value value = analyse_expr_of(list.items, list.count);

    value.is_nullable = true;
    for (int i = 0; i < list.count; i++)
        value.is_nullable = value.is_nullable && list.items[i].is_nullable;
    if (value.use != NULL && value.use->function == NULL)
        value.use->function = name;
    return value;
}

static Value
nullif(Analysis *analysis, Level *level, const NullIfExpr *node)
{
    Value left = analyse_expr(analysis, level, linitial(node->args));
    Value right = analyse_expr(analysis, level, lsecond(node->args));

    left.is_nullable = true;
    left.is_column = false;
    left.sides = NIL;
    left.constant = NULL;
    left.parameter = 0;
    left.columns_used += right.columns_used;
    if (left.use != NULL && left.use->function == NULL)
        left.use->function = "nullif";
    return left;
}

static Value
case_value(Analysis *analysis, Level *level, CaseExpr *node)
{
    ListCell *cell;

    (void) analyse_expr(analysis, level, (Node *) node->arg);
    foreach (cell, node->args)
    {
        CaseWhen *when = lfirst_node(CaseWhen, cell);

        (void) analyse_expr(analysis, level, (Node *) when->expr);
        (void) analyse_expr(analysis, level, (Node *) when->result);
    }
    (void) analyse_expr(analysis, level, (Node *) node->defresult);
    return (Value){.columns_used = 2, .is_nullable = true}; /* not a wrapped column */
}

/* a[1], a[1:2], json['key'] */
static Value
subscript(Analysis *analysis, Level *level, SubscriptingRef *node)
{
    Value value = analyse_expr(analysis, level, (Node *) node->refexpr);
    ValueArray lower = analyse_expr_list(analysis, level, node->reflowerindexpr);
    ValueArray upper = analyse_expr_list(analysis, level, node->refupperindexpr);

    value.is_column = false;
    value.sides = NIL;
    value.is_nullable = true;
    for (int i = 0; i < upper.count; i++)
    {
        const char *key = upper.items[i].constant == NULL ? "" : upper.items[i].constant;

        value.columns_used += upper.items[i].columns_used;
        if (node->refcontainertype != JSONBOID || value.use == NULL)
            continue;
        value.use->path = value.use->path == NULL || value.use->path[0] == '\0'
                              ? key
                              : psprintf("%s.%s", value.use->path, key);
    }
    for (int i = 0; i < lower.count; i++)
        value.columns_used += lower.items[i].columns_used;
    return value;
}

/* (t).column is t.column, and not the whole row. */
static Value
field(Analysis *analysis, Level *level, FieldSelect *node)
{
    Value value;

    if (IsA(node->arg, Var) && ((Var *) node->arg)->varattno == 0)
    {
        Var part = *(Var *) node->arg;

        part.varattno = node->fieldnum;
        return analyse_column(analysis, level, &part);
    }
    value = analyse_expr(analysis, level, (Node *) node->arg);
    value.is_column = false;
    value.sides = NIL;
    value.is_nullable = true;
    return value;
}

static bool
gather(Node *node, void *context)
{
    Gathering *gathering = context;

    if (node == NULL || IsA(node, Query))
        return false;
    if (IsA(node, List))
        return expression_tree_walker(node, gather, context);
    if (gathering->count == gathering->capacity)
    {
        gathering->capacity *= 2;
        gathering->items = repalloc(gathering->items, sizeof(Value) * (Size) gathering->capacity);
    }
    gathering->items[gathering->count++] =
        analyse_expr(gathering->analysis, gathering->level, node);
    return false;
}

/* What is rarer: its parts are looked at, and what it is remains open. */
static Value
other(Analysis *analysis, Level *level, Node *node)
{
    Gathering gathering = {
        .analysis = analysis, .level = level, .items = palloc(sizeof(Value) * 4), .capacity = 4};

    (void) expression_tree_walker(node, gather, &gathering);
    return analyse_expr_of(gathering.items, gathering.count);
}

static Value
row(Analysis *analysis, Level *level, RowExpr *node)
{
    ValueArray list = analyse_expr_list(analysis, level, node->args);

    return analyse_expr_of(list.items, list.count);
}

static Value
cast(Analysis *analysis, Level *level, Node *node)
{
    switch (nodeTag(node))
    {
    case T_RelabelType:
    {
        RelabelType *relabel = (RelabelType *) node;

        return analyse_call_cast(analysis, level, (Node *) relabel->arg, relabel->resulttype,
                                 relabel->relabelformat, true);
    }
    case T_CoerceViaIO:
    {
        CoerceViaIO *coerce = (CoerceViaIO *) node;

        return analyse_call_cast(analysis, level, (Node *) coerce->arg, coerce->resulttype,
                                 coerce->coerceformat, false);
    }
    case T_ArrayCoerceExpr:
    {
        ArrayCoerceExpr *coerce = (ArrayCoerceExpr *) node;

        return analyse_call_cast(analysis, level, (Node *) coerce->arg, coerce->resulttype,
                                 coerce->coerceformat, IsA(coerce->elemexpr, RelabelType));
    }
    case T_CoerceToDomain:
    {
        CoerceToDomain *coerce = (CoerceToDomain *) node;

        return analyse_call_cast(analysis, level, (Node *) coerce->arg, coerce->resulttype,
                                 coerce->coercionformat, true);
    }
    default:
    {
        ConvertRowtypeExpr *convert = (ConvertRowtypeExpr *) node;

        return analyse_call_cast(analysis, level, (Node *) convert->arg, convert->resulttype,
                                 convert->convertformat, true);
    }
    }
}

/* Expressions that hold others, none of them a condition by itself. */
static Value
compound(Analysis *analysis, Level *level, Node *node)
{
    analysis->is_condition = false;
    switch (nodeTag(node))
    {
    case T_FuncExpr:
        return analyse_call(analysis, level, (FuncExpr *) node);
    case T_Aggref:
        return analyse_call_aggregate(analysis, level, (Aggref *) node);
    case T_WindowFunc:
        return analyse_call_window(analysis, level, (WindowFunc *) node);
    case T_RelabelType:
    case T_CoerceViaIO:
    case T_ArrayCoerceExpr:
    case T_CoerceToDomain:
    case T_ConvertRowtypeExpr:
        return cast(analysis, level, node);
    case T_CollateExpr:
        return analyse_expr(analysis, level, (Node *) ((CollateExpr *) node)->arg);
    case T_CoalesceExpr:
        return coalesce(analysis, level, ((CoalesceExpr *) node)->args, "coalesce");
    case T_MinMaxExpr:
        return coalesce(analysis, level, ((MinMaxExpr *) node)->args, "greatest");
    case T_NullIfExpr:
        return nullif(analysis, level, (NullIfExpr *) node);
    case T_CaseExpr:
        return case_value(analysis, level, (CaseExpr *) node);
    case T_RowExpr:
        return row(analysis, level, (RowExpr *) node);
    case T_SubscriptingRef:
        return subscript(analysis, level, (SubscriptingRef *) node);
    case T_FieldSelect:
        return field(analysis, level, (FieldSelect *) node);
    default:
        return other(analysis, level, node);
    }
}

static Value
dispatch(Analysis *analysis, Level *level, Node *node)
{
    switch (nodeTag(node))
    {
    case T_Var:
        return column(analysis, level, (const Var *) node);
    case T_Const:
        return constant((const Const *) node);
    case T_Param:
        return parameter(analysis, (const Param *) node);
    case T_OpExpr:
        return analyse_compare_operator(analysis, level, (OpExpr *) node);
    case T_ScalarArrayOpExpr:
        return analyse_compare_array(analysis, level, (ScalarArrayOpExpr *) node);
    case T_DistinctExpr:
        return analyse_compare_distinct(analysis, level, (DistinctExpr *) node, false);
    case T_RowCompareExpr:
        return analyse_compare_rows(analysis, level, (RowCompareExpr *) node);
    case T_BoolExpr:
        return analyse_compare_boolean(analysis, level, (BoolExpr *) node);
    case T_SubLink:
        return analyse_sublink(analysis, level, (SubLink *) node);
    case T_NullTest:
        return null_test(analysis, level, (NullTest *) node);
    case T_BooleanTest:
        return boolean_test(analysis, level, (BooleanTest *) node);
    default:
        return compound(analysis, level, node);
    }
}

Value
analyse_expr(Analysis *analysis, Level *level, Node *node)
{
    bool was_condition = analysis->is_condition;
    Value value;

    if (node == NULL)
        return (Value){.is_nullable = true};
    check_stack_depth();
    CHECK_FOR_INTERRUPTS();
    value = dispatch(analysis, level, node);
    analysis->is_condition = was_condition;
    return value;
}
