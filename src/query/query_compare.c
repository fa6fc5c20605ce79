/*
 * query_compare.c - what a comparison in a condition makes of the columns on its sides.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

static const struct
{
    const char *name;
    uint32_t role;
    const char *turned; /* the same with its sides exchanged; NULL: itself */
} operators[] = {
    {"=", USE_EQUAL, NULL},
    {"<", USE_RANGE, ">"},
    {">", USE_RANGE, "<"},
    {"<=", USE_RANGE, ">="},
    {">=", USE_RANGE, "<="},
    {"<>", USE_NOT_EQUAL, NULL},
    {"@>", USE_CONTAINMENT, "<@"},
    {"<@", USE_CONTAINMENT, "@>"},
    {"&&", USE_CONTAINMENT, NULL},
    {"?", USE_CONTAINMENT, NULL},
    {"?|", USE_CONTAINMENT, NULL},
    {"?&", USE_CONTAINMENT, NULL},
    {"@@", USE_FULL_TEXT, NULL},
    {"~~", USE_LIKE_PATTERN, NULL},
    {"~~*", USE_LIKE_PATTERN, NULL},
    {"~", USE_LIKE_PATTERN, NULL},
    {"~*", USE_LIKE_PATTERN, NULL},
    {"!~", USE_LIKE_PATTERN, NULL},
    {"!~*", USE_LIKE_PATTERN, NULL},
    {"!~~", USE_LIKE_PATTERN, NULL},
    {"!~~*", USE_LIKE_PATTERN, NULL},
};

uint32_t
query_compare_role(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(operators); i++)
    {
        if (strcmp(operators[i].name, name) == 0)
            return operators[i].role;
    }
    return USE_FILTER_OTHER;
}

static const char *
turned(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(operators); i++)
    {
        if (strcmp(operators[i].name, name) == 0 && operators[i].turned != NULL)
            return operators[i].turned;
    }
    return name;
}

static bool
is_other_relation(const Value *left, const Value *right)
{
    return left->use != NULL && right->use != NULL && left->use->relation != right->use->relation;
}

static void
note_side(Analysis *analysis, const char *name, Value *side, const Value *other, uint32_t role)
{
    ColumnUse *use = side->use;

    if (use == NULL)
        return;
    if (is_other_relation(side, other))
    {
        use->roles |= USE_JOINED;
        use->other = other->use;
    }
    else if (other->use != NULL)
        use->roles |= USE_FILTER_OTHER;
    else
        use->roles |= use->path != NULL ? USE_JSON_PATH : role;
    if (!str_equal(use->operation, name))
        use->operation = arena_strdup(analysis->arena, name);
    if (use->constant == NULL)
        use->constant = other->constant;
    if (other->parameter != NULL)
        use->parameter = other->parameter;
    if (other->parameter != NULL && other->parameter->column == NULL)
    {
        other->parameter->table = use->table;
        other->parameter->view = use->view;
        other->parameter->column = use->column;
    }
}

void
query_compare(Analysis *analysis, const char *name, Value *left, Value *right, uint32_t role)
{
    note_side(analysis, name, left, right, role);
    note_side(analysis, turned(name), right, left, role);
}

bool
query_condition_take(Analysis *analysis)
{
    bool is_condition = analysis->is_condition;

    analysis->is_condition = false;
    return is_condition;
}

void
query_condition(Analysis *analysis, Scope *scope, const Node *node, QueryClause clause)
{
    QueryClause outer_clause = analysis->clause;
    bool was_condition = analysis->is_condition;
    bool was_negated = analysis->is_negated;
    bool was_in_or = analysis->is_in_or;
    const ColumnUse *mark = query_use_mark(analysis);
    QueryLink link;
    Value value;

    if (node == NULL)
        return;
    query_link_begin(analysis, scope, &link);
    if (query_shape_has_switch(node))
        scope->select->has_switch = true;
    analysis->clause = clause;
    analysis->is_condition = true;
    analysis->is_negated = false;
    analysis->is_in_or = false;
    value = query_expr(analysis, scope, node);
    query_cast_to(analysis, &value, BUILTIN_BOOL);
    query_use_default(analysis, mark, USE_FILTER_OTHER);
    query_link_end(analysis);
    analysis->clause = outer_clause;
    analysis->is_condition = was_condition;
    analysis->is_negated = was_negated;
    analysis->is_in_or = was_in_or;
}

void
query_json_path(Analysis *analysis, Value *value, const char *key)
{
    ColumnUse *use = value->use;

    if (use == NULL)
        return;
    if (use->path == NULL || *use->path == '\0')
        use->path = arena_strdup(analysis->arena, key);
    else
        use->path = arena_printf(analysis->arena, "%s.%s", use->path, key);
}

void
query_add_role(Value *value, bool is_condition, uint32_t role, const char *operation)
{
    if (!is_condition || value->use == NULL)
        return;
    value->use->roles |= value->use->path != NULL ? USE_JSON_PATH : role;
    value->use->operation = operation;
}

Value
query_null_test(Analysis *analysis, Scope *scope, const NullTest *node)
{
    bool is_condition = query_condition_take(analysis);
    bool is_null = node->nulltesttype == IS_NULL;
    Value value = query_expr(analysis, scope, (const Node *) node->arg);

    query_cast_to(analysis, &value, BUILTIN_TEXT);
    query_add_role(&value, is_condition, is_null ? USE_IS_NULL : USE_IS_NOT_NULL,
                   is_null ? "IS NULL" : "IS NOT NULL");
    return (Value){.type = BUILTIN_BOOL, .columns_used = value.columns_used};
}

Value
query_boolean_test(Analysis *analysis, Scope *scope, const BooleanTest *node)
{
    bool is_condition = query_condition_take(analysis);
    Value value = query_expr(analysis, scope, (const Node *) node->arg);

    query_cast_to(analysis, &value, BUILTIN_BOOL);
    query_add_role(&value, is_condition, value.is_column ? USE_BOOLEAN : USE_FILTER_OTHER, NULL);
    return (Value){.type = BUILTIN_BOOL, .columns_used = value.columns_used};
}
