/*
 * ddl_eval.c - the value of an expression, by its parse tree, in three-valued logic.
 *
 * Unknown and NULL are two things: NULL AND TRUE is NULL, and an IF does not follow it; unknown AND
 * TRUE is unknown, and an IF cannot tell.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_eval.h"

#include <stdarg.h>

enum
{
    DEPTH_MAXIMUM = 200
};

Value
ddl_eval_unknown(Eval *eval, const char *format, ...)
{
    va_list arguments;

    if (eval->why == NULL)
    {
        va_start(arguments, format);
        eval->why = arena_vprintf(eval->arena, format, arguments);
        va_end(arguments);
    }
    return ddl_value_unknown(eval->why);
}

/* ---- names ---- */

static size_t
find_column(const RowSet *set, const char *name)
{
    for (size_t i = 0; i < set->width; i++)
    {
        if (strcmp(set->columns[i], name) == 0)
            return i;
    }
    return set->width;
}

static Value
source_value(const Source *source, size_t column)
{
    if (source->is_absent)
        return ddl_value_null();
    return source->row == NULL ? ddl_value_unknown(NULL) : source->row[column];
}

/* A column of the queries around; false when none has it. */
static bool
find_in_queries(Eval *eval, const char *qualifier, const char *name, Value *out)
{
    for (const Scope *query = eval->query; query != NULL; query = query->outer)
    {
        for (size_t i = 0; i < query->count; i++)
        {
            const Source *source = &query->sources[i];
            size_t column = find_column(&source->set, name);

            if (qualifier != NULL && !str_equal(source->alias, qualifier))
                continue;
            if (column < source->set.width)
                *out = source_value(source, column);
            else if (source->set.width == 0 || qualifier != NULL)
                *out = ddl_eval_unknown(eval, "the rows of \"%s\"", source->alias);
            else
                continue;
            return true;
        }
    }
    return false;
}

static const Variable *
find_variable(const Eval *eval, const char *name)
{
    const Variable *variable = eval->variables;

    while (variable != NULL && strcmp(variable->name, name) != 0)
        variable = variable->next;
    return variable;
}

static Value
variable_value(Eval *eval, const Variable *variable)
{
    if (variable->value.kind == VALUE_UNKNOWN)
        return ddl_eval_unknown(eval, "%s",
                                variable->value.text != NULL
                                    ? variable->value.text
                                    : arena_printf(eval->arena, "\"%s\"", variable->name));
    return variable->value;
}

static Value
field_value(Eval *eval, const Variable *variable, const char *field)
{
    const Value *record = &variable->value;

    for (size_t i = 0; record->kind == VALUE_RECORD && i < record->count; i++)
    {
        if (!str_equal(record->names[i], field))
            continue;
        return record->items[i].kind == VALUE_UNKNOWN
                   ? ddl_eval_unknown(eval, "%s.%s", variable->name, field)
                   : record->items[i];
    }
    if (record->kind == VALUE_UNKNOWN && record->text != NULL)
        return ddl_eval_unknown(eval, "%s", record->text);
    return ddl_eval_unknown(eval, "%s.%s", variable->name, field);
}

static Value
eval_column(Eval *eval, const ColumnRef *reference)
{
    const char *qualifier;
    const char *name;
    const Variable *variable;
    Value value;

    if (reference->fields == NIL || IsA(llast(reference->fields), A_Star))
        return ddl_eval_unknown(eval, "\"*\"");
    ddl_split_names(reference->fields, &qualifier, &name);
    if (find_in_queries(eval, qualifier, name, &value))
        return value;
    if (qualifier != NULL && (variable = find_variable(eval, qualifier)) != NULL)
        return field_value(eval, variable, name);
    variable = find_variable(eval, name);
    if (variable != NULL)
        return variable_value(eval, variable);
    return ddl_eval_unknown(eval, "\"%s\"", name);
}

static Value
eval_constant(const A_Const *constant)
{
    if (constant->isnull)
        return ddl_value_null();
    switch (nodeTag(&constant->val))
    {
    case T_Integer:
        return ddl_value_integer(constant->val.ival.ival);
    case T_Float:
        /* Also integers that are too large for int4. */
        if (strpbrk(constant->val.fval.fval, ".eE") == NULL)
            return ddl_value_cast(NULL, ddl_value_text(constant->val.fval.fval), "int8");
        return ddl_value_cast(NULL, ddl_value_text(constant->val.fval.fval), "numeric");
    case T_Boolean:
        return ddl_value_bool(constant->val.boolval.boolval);
    case T_String:
        return ddl_value_text(constant->val.sval.sval);
    default:
        return ddl_value_unknown(NULL);
    }
}

/* ---- other nodes ---- */

static Value
eval_bool(Eval *eval, const BoolExpr *expr)
{
    bool is_and = expr->boolop == AND_EXPR;
    bool has_unknown = false;
    bool has_null = false;
    ListCell *cell;

    foreach (cell, expr->args)
    {
        Value value = ddl_eval_node(eval, lfirst(cell));

        if (expr->boolop == NOT_EXPR)
            return value.kind == VALUE_BOOL ? ddl_value_bool(!value.boolean) : value;
        if (ddl_value_truth_of(value) == (is_and ? TRUTH_FALSE : TRUTH_TRUE))
            return value;
        has_null |= value.kind == VALUE_NULL;
        has_unknown |= value.kind != VALUE_NULL && value.kind != VALUE_BOOL;
    }
    if (has_unknown)
        return ddl_value_unknown(eval->why);
    return has_null ? ddl_value_null() : ddl_value_bool(is_and);
}

static Value
eval_null_test(Eval *eval, const NullTest *test)
{
    Value value = ddl_eval_node(eval, test->arg);

    if (value.kind == VALUE_UNKNOWN)
        return value;
    return ddl_value_bool((value.kind == VALUE_NULL) == (test->nulltesttype == IS_NULL));
}

static Value
eval_boolean_test(Eval *eval, const BooleanTest *test)
{
    Value value = ddl_eval_node(eval, test->arg);

    if (value.kind == VALUE_UNKNOWN)
        return value;
    switch (test->booltesttype)
    {
    case IS_TRUE:
    case IS_NOT_TRUE:
        return ddl_value_bool((ddl_value_is_true(value) == TRUTH_TRUE) ==
                              (test->booltesttype == IS_TRUE));
    case IS_FALSE:
    case IS_NOT_FALSE:
        return ddl_value_bool((ddl_value_truth_of(value) == TRUTH_FALSE) ==
                              (test->booltesttype == IS_FALSE));
    default:
        return ddl_value_bool((value.kind == VALUE_NULL) == (test->booltesttype == IS_UNKNOWN));
    }
}

const char *
ddl_eval_type_name(Eval *eval, const PgTypeName *type)
{
    const char *name = type->names == NIL ? "" : strVal(llast(type->names));

    if (type->arrayBounds != NIL)
        return arena_printf(eval->arena, "_%s", name);
    return arena_strdup(eval->arena, name);
}

static Value
cast_object(Eval *eval, Value value, const char *type)
{
    Value found;

    if (value.kind == VALUE_OBJECT)
        return value;
    if (value.kind != VALUE_TEXT)
        return ddl_eval_unknown(eval, "a cast to %s", type);
    found = ddl_eval_object(eval, value.text, type);
    return found.kind == VALUE_NULL
               ? ddl_eval_unknown(eval, "\"%s\", which does not exist", value.text)
               : found;
}

static bool
is_now(Value value, const char *type)
{
    bool is_date = strcmp(type, "date") == 0;

    return value.kind == VALUE_TEXT && (is_date || strncmp(type, "timestamp", 9) == 0) &&
           (strcmp(value.text, "now") == 0 || (is_date && strcmp(value.text, "today") == 0));
}

static Value
eval_cast(Eval *eval, const TypeCast *cast)
{
    Value value = ddl_eval_node(eval, cast->arg);
    const char *type = ddl_eval_type_name(eval, (const PgTypeName *) cast->typeName);

    if (value.kind == VALUE_UNKNOWN || value.kind == VALUE_NULL)
        return value;
    if (strncmp(type, "reg", 3) == 0)
        return cast_object(eval, value, type);
    /* Enums and domains keep their text. */
    if (value.kind == VALUE_TEXT && type_builtin_name(type) == NULL && type[0] != '_')
        return value;
    if (is_now(value, type))
        value = ddl_eval_now(eval);
    value = ddl_value_cast(eval->arena, value, type);
    if (value.kind == VALUE_UNKNOWN && IsA(cast->arg, A_Const))
        return ddl_eval_unknown(eval, "a constant of type %s", type);
    return value.kind == VALUE_UNKNOWN ? ddl_eval_unknown(eval, "a cast to %s", type) : value;
}

static Value
eval_case(Eval *eval, const CaseExpr *expr)
{
    Value base = expr->arg == NULL ? ddl_value_null() : ddl_eval_node(eval, expr->arg);
    ListCell *cell;

    foreach (cell, expr->args)
    {
        const CaseWhen *when = lfirst_node(CaseWhen, cell);
        Value test = ddl_eval_node(eval, when->expr);
        Truth truth =
            ddl_value_is_true(expr->arg == NULL ? test : ddl_eval_compare(eval, "=", base, test));

        if (truth == TRUTH_TRUE)
            return ddl_eval_node(eval, when->result);
        if (truth == TRUTH_UNKNOWN)
            return ddl_value_unknown(eval->why);
    }
    return expr->defresult == NULL ? ddl_value_null() : ddl_eval_node(eval, expr->defresult);
}

static Value
eval_coalesce(Eval *eval, const CoalesceExpr *expr)
{
    ListCell *cell;

    foreach (cell, expr->args)
    {
        Value value = ddl_eval_node(eval, lfirst(cell));

        if (value.kind != VALUE_NULL)
            return value;
    }
    return ddl_value_null();
}

static Value
eval_min_max(Eval *eval, const MinMaxExpr *expr)
{
    Value best = ddl_value_null();
    ListCell *cell;

    foreach (cell, expr->args)
    {
        Value value = ddl_eval_node(eval, lfirst(cell));
        int order = 0;

        if (value.kind == VALUE_UNKNOWN)
            return value;
        if (value.kind == VALUE_NULL)
            continue;
        if (best.kind != VALUE_NULL && !ddl_value_compare(eval->arena, value, best, &order))
            return ddl_eval_unknown(eval, "a comparison");
        if (best.kind == VALUE_NULL || (expr->op == IS_GREATEST ? order > 0 : order < 0))
            best = value;
    }
    return best;
}

static Value
eval_sublink(Eval *eval, const SubLink *link)
{
    RowSet set = ddl_eval_select(eval, (const SelectStmt *) link->subselect);
    Value *items = arena_new_array(eval->arena, Value, set.rows.count + 1);
    size_t count = 0;

    for (const Row *row = set.rows.first; row != NULL; row = row->next)
        items[count++] = set.width > 0 ? row->values[0] : ddl_value_null();
    switch (link->subLinkType)
    {
    case EXISTS_SUBLINK:
        if (count == 0 && set.is_partial)
            return ddl_value_unknown(eval->why);
        return ddl_value_bool(count > 0);
    case EXPR_SUBLINK:
        if (set.is_partial)
            return ddl_value_unknown(eval->why);
        return count == 0 ? ddl_value_null() : items[0];
    case ARRAY_SUBLINK:
        if (set.is_partial)
            return ddl_value_unknown(eval->why);
        return (Value){.kind = VALUE_ARRAY, .items = items, .count = count};
    case ANY_SUBLINK:
        if (set.is_partial)
            return ddl_value_unknown(eval->why);
        return ddl_eval_in(eval, link->operName == NIL ? "=" : strVal(llast(link->operName)),
                           ddl_eval_node(eval, link->testexpr), items, count, true);
    default:
        return ddl_eval_unknown(eval, "a subquery");
    }
}

Value
ddl_eval_now(Eval *eval)
{
    eval->reader->used_now = true;
    return ddl_value_timestamp(eval->reader->now, true);
}

static Value
eval_sql_function(Eval *eval, const SQLValueFunction *function)
{
    switch (function->op)
    {
    case SVFOP_CURRENT_SCHEMA:
        return ddl_value_text(
            eval->reader->search_path.first == NULL ? NULL : eval->reader->search_path.first->text);
    case SVFOP_CURRENT_DATE:
        return ddl_value_cast(eval->arena, ddl_eval_now(eval), "date");
    case SVFOP_CURRENT_TIMESTAMP:
    case SVFOP_CURRENT_TIMESTAMP_N:
        return ddl_eval_now(eval);
    case SVFOP_LOCALTIMESTAMP:
    case SVFOP_LOCALTIMESTAMP_N:
        return ddl_value_cast(eval->arena, ddl_eval_now(eval), "timestamp");
    case SVFOP_CURRENT_USER:
    case SVFOP_USER:
    case SVFOP_SESSION_USER:
    case SVFOP_CURRENT_ROLE:
        return ddl_eval_unknown(eval, "CURRENT_USER");
    case SVFOP_CURRENT_CATALOG:
        return ddl_eval_unknown(eval, "current_database()");
    default:
        return ddl_eval_unknown(eval, "CURRENT_TIME");
    }
}

/* a[1], and record.field in parentheses. */
static Value
eval_indirection(Eval *eval, const A_Indirection *indirection)
{
    Value value = ddl_eval_node(eval, indirection->arg);
    const A_Indices *indices = linitial(indirection->indirection);
    Value index;

    if (value.kind != VALUE_ARRAY || list_length(indirection->indirection) != 1 ||
        !IsA(indices, A_Indices) || indices->is_slice)
        return ddl_eval_unknown(eval, "an element");
    index = ddl_eval_node(eval, indices->uidx);
    if (index.kind != VALUE_INTEGER)
        return ddl_eval_unknown(eval, "an index");
    if (index.integer < 1 || (uint64_t) index.integer > value.count)
        return ddl_value_null();
    return value.items[index.integer - 1];
}

static Value
eval_parameter(Eval *eval, const ParamRef *reference)
{
    const Variable *variable =
        find_variable(eval, arena_printf(eval->arena, "$%d", reference->number));

    return variable == NULL ? ddl_eval_unknown(eval, "$%d", reference->number)
                            : variable_value(eval, variable);
}

static Value
eval_tree(Eval *eval, const Node *node)
{
    switch (nodeTag(node))
    {
    case T_A_Const:
        return eval_constant((const A_Const *) node);
    case T_ColumnRef:
        return eval_column(eval, (const ColumnRef *) node);
    case T_ParamRef:
        return eval_parameter(eval, (const ParamRef *) node);
    case T_A_Expr:
        return ddl_eval_operator(eval, (const A_Expr *) node);
    case T_BoolExpr:
        return eval_bool(eval, (const BoolExpr *) node);
    case T_NullTest:
        return eval_null_test(eval, (const NullTest *) node);
    case T_BooleanTest:
        return eval_boolean_test(eval, (const BooleanTest *) node);
    case T_TypeCast:
        return eval_cast(eval, (const TypeCast *) node);
    case T_CaseExpr:
        return eval_case(eval, (const CaseExpr *) node);
    case T_CoalesceExpr:
        return eval_coalesce(eval, (const CoalesceExpr *) node);
    case T_MinMaxExpr:
        return eval_min_max(eval, (const MinMaxExpr *) node);
    case T_SubLink:
        return eval_sublink(eval, (const SubLink *) node);
    case T_FuncCall:
        return ddl_eval_call(eval, (const FuncCall *) node);
    case T_A_ArrayExpr:
        return ddl_eval_list(eval, ((const A_ArrayExpr *) node)->elements);
    case T_A_Indirection:
        return eval_indirection(eval, (const A_Indirection *) node);
    case T_SQLValueFunction:
        return eval_sql_function(eval, (const SQLValueFunction *) node);
    case T_CollateClause:
        return ddl_eval_node(eval, ((const CollateClause *) node)->arg);
    default:
        return ddl_eval_unknown(eval, "an expression");
    }
}

Value
ddl_eval_node(Eval *eval, const void *node)
{
    Value value;

    if (node == NULL)
        return ddl_value_null();
    if (*eval->work == 0 || eval->depth >= DEPTH_MAXIMUM)
        return ddl_eval_unknown(eval, "more than is looked at");
    (*eval->work)--;
    eval->depth++;
    value = eval_tree(eval, node);
    eval->depth--;
    return value;
}

RowSet
ddl_eval_query(Eval *eval, const char *sql)
{
    Error error = {.arena = eval->arena};
    RowSet set = {.is_partial = true};
    const Node *node;
    ParseTree tree;
    size_t position;

    if (!parse_open(sql, &tree, &position, &error))
    {
        (void) ddl_eval_unknown(eval, "%s", error.message);
        return set;
    }
    node = (const List *) tree.statements == NIL
               ? NULL
               : linitial_node(RawStmt, (const List *) tree.statements)->stmt;
    if (node != NULL && IsA(node, SelectStmt))
        set = ddl_eval_select(eval, (const SelectStmt *) node);
    else
        (void) ddl_eval_unknown(eval, "the rows of a statement");
    /* Texts of the tree go with it. */
    for (Row *row = set.rows.first; row != NULL; row = row->next)
    {
        Value *values = arena_new_array(eval->arena, Value, set.width + 1);

        for (size_t i = 0; i < set.width; i++)
            values[i] = ddl_value_copy(eval->arena, row->values[i]);
        row->values = values;
    }
    parse_close(&tree);
    return set;
}

Value
ddl_eval_expression(Eval *eval, const char *sql)
{
    RowSet set;

    if (sql == NULL)
        return ddl_value_null();
    set = ddl_eval_query(eval, arena_printf(eval->arena, "SELECT %s", sql));
    if (set.is_partial)
        return ddl_value_unknown(eval->why);
    if (set.rows.first == NULL || set.width == 0)
        return ddl_value_null();
    return set.rows.first->values[0];
}
