/*
 * Conditions: what a comparison makes of the columns on its sides.
 *
 * The tree has operators where the text had forms: x LIKE y is x ~~ y, BETWEEN and IN may be AND and OR.
 * They get their names back, so that a form is one comparison.
 */
#include "planner/analyse.h"

#include <access/stratnum.h>
#include <catalog/pg_type.h>
#include <nodes/nodeFuncs.h>
#include <utils/lsyscache.h>

static const struct
{
    const char *name;
    uint32 role;
    const char *turned; /* the same with its sides exchanged; NULL: itself */
    const char *form; /* as it is written; NULL: as it is named */
} operators[] = {
    {"=", ROLE_EQUAL, NULL, NULL},
    {"<", ROLE_RANGE, ">", NULL},
    {">", ROLE_RANGE, "<", NULL},
    {"<=", ROLE_RANGE, ">=", NULL},
    {">=", ROLE_RANGE, "<=", NULL},
    {"<>", ROLE_NOT_EQUAL, NULL, NULL},
    {"@>", ROLE_CONTAINMENT, "<@", NULL},
    {"<@", ROLE_CONTAINMENT, "@>", NULL},
    {"&&", ROLE_CONTAINMENT, NULL, NULL},
    {"?", ROLE_CONTAINMENT, NULL, NULL},
    {"?|", ROLE_CONTAINMENT, NULL, NULL},
    {"?&", ROLE_CONTAINMENT, NULL, NULL},
    {"@@", ROLE_FULL_TEXT, NULL, NULL},
    {"~~", ROLE_LIKE_PATTERN, NULL, "LIKE"},
    {"~~*", ROLE_LIKE_PATTERN, NULL, "ILIKE"},
    {"~", ROLE_LIKE_PATTERN, NULL, NULL},
    {"~*", ROLE_LIKE_PATTERN, NULL, NULL},
    {"!~", ROLE_LIKE_PATTERN, NULL, NULL},
    {"!~*", ROLE_LIKE_PATTERN, NULL, NULL},
    {"!~~", ROLE_LIKE_PATTERN, NULL, "NOT LIKE"},
    {"!~~*", ROLE_LIKE_PATTERN, NULL, "NOT ILIKE"},
};

static int
find(const char *name)
{
    int i = 0;

    while (i < (int) lengthof(operators) && strcmp(operators[i].name, name) != 0)
        i++;
    return i;
}

static uint32
role_of(const char *name)
{
    int i = find(name);

    return i < (int) lengthof(operators) ? operators[i].role : ROLE_FILTER_OTHER;
}

static const char *
turned(const char *name)
{
    int i = find(name);

    return i < (int) lengthof(operators) && operators[i].turned != NULL ? operators[i].turned
                                                                        : name;
}

static const char *
form_of(const char *name)
{
    int i = find(name);

    return i < (int) lengthof(operators) && operators[i].form != NULL ? operators[i].form : name;
}

bool
analyse_compare_take(Analysis *analysis)
{
    bool is_condition = analysis->is_condition;

    analysis->is_condition = false;
    return is_condition;
}

void
analyse_compare_add(Value *value, bool is_condition, uint32 role, const char *operation)
{
    if (!is_condition || value->use == NULL)
        return;
    value->use->roles |= value->use->path != NULL ? ROLE_JSON_PATH : role;
    value->use->operation = operation;
}

static void
note_side(Analysis *analysis, const char *name, Value *side, const Value *other, uint32 role)
{
    UseNote *use = side->use;

    if (use == NULL)
        return;
    if (other->use != NULL && use->relation != other->use->relation)
    {
        use->roles |= ROLE_JOINED;
        use->other = other->use;
    }
    else if (other->use != NULL)
        use->roles |= ROLE_FILTER_OTHER;
    else
        use->roles |= use->path != NULL ? ROLE_JSON_PATH : role;
    use->operation = name;
    if (use->constant == NULL)
        use->constant = other->constant;
    if (other->parameter == 0)
        return;
    use->parameter = other->parameter;
    analyse_note_parameter(analysis, other->parameter, use);
}

static void
compare(Analysis *analysis, const char *name, Value *left, Value *right, uint32 role)
{
    note_side(analysis, name, left, right, role);
    note_side(analysis, turned(name), right, left, role);
}

/* By the form that the operator was written as, where the tree does not tell it. */
static void
compare_formed(Analysis *analysis, const char *name, Value *left, Value *right)
{
    const char *form = analysis->form;

    if (form == NULL)
        compare(analysis, form_of(name), left, right, role_of(name));
    else if (strcmp(form, "IN") == 0 && strcmp(name, "=") == 0)
        compare(analysis, form, left, right, ROLE_IN);
    else if (strcmp(form, "NOT IN") == 0)
        compare(analysis, form, left, right, ROLE_NOT_EQUAL);
    else
        compare(analysis, strcmp(form, "BETWEEN") == 0 ? form : name, left, right, role_of(name));
}

/* A form is that of the comparisons right below, not of what these hold. */
static const char *
take_form(Analysis *analysis)
{
    const char *form = analysis->form;

    analysis->form = NULL;
    return form;
}

void
analyse_compare_condition(Analysis *analysis, Level *level, Node *node, const char *clause)
{
    Analysis outer = *analysis;
    int mark = analysis->use_count;
    Link link;

    if (node == NULL)
        return;
    analyse_link_begin(analysis, level, &link);
    if (level->select != NULL && analyse_shape_has_switch(node))
        level->select->has_switch = true;
    analysis->clause = clause;
    analysis->form = NULL;
    analysis->is_condition = true;
    analysis->is_negated = false;
    (void) analyse_expr(analysis, level, node);
    analyse_note_default(analysis, mark, ROLE_FILTER_OTHER);
    analyse_link_end(analysis);
    analysis->clause = outer.clause;
    analysis->form = outer.form;
    analysis->is_condition = outer.is_condition;
    analysis->is_negated = outer.is_negated;
}

static bool
is_json_step(const char *name, Oid left)
{
    Oid base = getBaseType(left);

    return (base == JSONOID || base == JSONBOID) &&
           (strcmp(name, "->") == 0 || strcmp(name, "->>") == 0 || strcmp(name, "#>") == 0 ||
            strcmp(name, "#>>") == 0);
}

static void
add_path(Value *value, const char *key)
{
    UseNote *use = value->use;

    if (use == NULL)
        return;
    if (key == NULL)
        key = "";
    use->path = use->path == NULL || use->path[0] == '\0' ? key : psprintf("%s.%s", use->path, key);
}

/* Patterns: LIKE and its like have a role of their own, and may begin with a wildcard. */
static void
match(Analysis *analysis, const char *name, Value *left, Value *right, Node *pattern,
      bool is_condition)
{
    bool is_similar = IsA(pattern, FuncExpr) && name[strlen(name) - 1] == '~' &&
                      strncmp(get_func_name(((FuncExpr *) pattern)->funcid), "similar_", 8) == 0;
    bool is_regex = strcmp(name, "~") == 0 || strcmp(name, "~*") == 0;

    if (left->use != NULL && (is_regex || strstr(name, "~~") != NULL))
        left->use->is_unanchored = analyse_shape_is_unanchored(pattern, is_regex && !is_similar);
    if (!is_condition)
        return;
    if (strcmp(name, "~~") == 0)
        compare(analysis, "LIKE", left, right, analyse_shape_like_role(pattern));
    else if (is_similar)
        compare(analysis, name[0] == '!' ? "NOT SIMILAR TO" : "SIMILAR TO", left, right,
                ROLE_LIKE_PATTERN);
    else
        compare_formed(analysis, name, left, right);
}

Value
analyse_compare_operator(Analysis *analysis, Level *level, OpExpr *node)
{
    bool is_condition = analyse_compare_take(analysis);
    const char *form = take_form(analysis);
    const char *name = get_opname(node->opno);
    Node *last = llast(node->args);
    Value sides[2] = {{0}};
    Value value;
    int count = list_length(node->args);

    if (name == NULL)
        name = "?";
    sides[0] = analyse_expr(analysis, level, linitial(node->args));
    if (count == 2)
        sides[1] = analyse_expr(analysis, level, last);
    analysis->form = form;
    if (count == 2 && strchr(name, '~') != NULL)
        match(analysis, name, &sides[0], &sides[1], analyse_expr_bare(last), is_condition);
    else if (count == 2 && is_condition)
        compare_formed(analysis, name, &sides[0], &sides[1]);
    value = analyse_expr_of(sides, count);
    if (strstr(name, "~~") != NULL)
        value.use = NULL; /* a form of its own, and no operator */
    if (count == 2 && is_json_step(name, exprType(linitial(node->args))))
        add_path(&value, sides[1].constant);
    else if (value.use != NULL && value.use->function == NULL && !is_condition)
        value.use->function = name;
    return value;
}

/* x IN (…) of constants is x = ANY (ARRAY[…]), with an array that stands nowhere. */
static bool
is_list(Node *array)
{
    return IsA(array, ArrayExpr) && ((ArrayExpr *) array)->location < 0;
}

static void
compare_elements(Analysis *analysis, const char *form, Value *left, const ArrayExpr *list,
                 ValueArray elements, uint32 role)
{
    for (int i = 0; i < elements.count && list != NULL; i++)
        compare(analysis, form, left, &elements.items[i], role);
}

Value
analyse_compare_array(Analysis *analysis, Level *level, ScalarArrayOpExpr *node)
{
    bool is_condition = analyse_compare_take(analysis);
    const char *name = get_opname(node->opno);
    Node *array = analyse_expr_bare(lsecond(node->args));
    bool is_equal = node->useOr && name != NULL && strcmp(name, "=") == 0;
    uint32 role = is_equal ? ROLE_IN : role_of(name == NULL ? "" : name);
    Value left, right;

    (void) take_form(analysis);
    left = analyse_expr(analysis, level, linitial(node->args));
    if (is_list(array))
    {
        ArrayExpr *list = (ArrayExpr *) array;
        ValueArray elements = analyse_expr_list(analysis, level, list->elements);

        right = analyse_expr_of(elements.items, elements.count);
        if (is_condition)
            compare_elements(analysis, is_equal ? "IN" : "NOT IN", &left, list, elements, role);
    }
    else
    {
        right = analyse_expr(analysis, level, lsecond(node->args));
        if (is_condition)
            compare(analysis, is_equal ? "= ANY" : form_of(name), &left, &right, role);
    }
    return (Value){.is_nullable = true, .columns_used = left.columns_used + right.columns_used};
}

Value
analyse_compare_distinct(Analysis *analysis, Level *level, DistinctExpr *node, bool is_not)
{
    bool is_condition = analyse_compare_take(analysis);
    Value left = analyse_expr(analysis, level, linitial(node->args));
    Value right = analyse_expr(analysis, level, lsecond(node->args));

    if (is_condition)
        compare(analysis, is_not ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM", &left, &right,
                is_not ? ROLE_FILTER_OTHER : ROLE_NOT_EQUAL);
    return (Value){.columns_used = left.columns_used + right.columns_used};
}

/* (a, b) < (1, 2): side by side. */
Value
analyse_compare_rows(Analysis *analysis, Level *level, RowCompareExpr *node)
{
    static const char *const names[] = {
        [ROWCOMPARE_LT] = "<",  [ROWCOMPARE_LE] = "<=", [ROWCOMPARE_EQ] = "=",
        [ROWCOMPARE_GE] = ">=", [ROWCOMPARE_GT] = ">",  [ROWCOMPARE_NE] = "<>"};
    bool is_condition = analyse_compare_take(analysis);
    Value value = {.is_nullable = true};
    ListCell *left_cell, *right_cell;

    forboth(left_cell, node->largs, right_cell, (List *) node->rargs)
    {
        Value left = analyse_expr(analysis, level, lfirst(left_cell));
        Value right = analyse_expr(analysis, level, lfirst(right_cell));

        value.columns_used += left.columns_used + right.columns_used;
        if (is_condition)
            compare(analysis, names[node->rctype], &left, &right, role_of(names[node->rctype]));
    }
    return value;
}

/* AND, OR, NOT: their arguments are conditions when they are one. */
Value
analyse_compare_boolean(Analysis *analysis, Level *level, BoolExpr *node)
{
    bool is_condition = analysis->is_condition;
    bool was_negated = analysis->is_negated;
    bool was_in_or = analysis->is_in_or;
    const char *outer_form = analysis->form;
    const char *form = outer_form != NULL ? outer_form : analyse_shape_form(node);
    bool is_conjunct = is_condition && !was_in_or && !was_negated && form == NULL &&
                       node->boolop != NOT_EXPR && analysis->link != NULL;
    bool is_or = node->boolop == OR_EXPR;
    Value value = {0};
    ListCell *cell;

    if (node->boolop == NOT_EXPR && IsA(linitial(node->args), DistinctExpr))
        return analyse_compare_distinct(analysis, level, linitial(node->args), true);
    if (node->boolop == NOT_EXPR)
        analysis->is_negated = !was_negated;
    analysis->is_in_or = was_in_or || (is_or && form == NULL);
    foreach (cell, node->args)
    {
        Value part;

        analysis->is_condition = is_condition;
        analysis->form = form;
        if (is_conjunct)
            analyse_link_part(analysis, is_or, foreach_current_index(cell) + 1);
        part = analyse_expr(analysis, level, lfirst(cell));
        value.is_nullable = value.is_nullable || part.is_nullable;
        value.columns_used += part.columns_used;
    }
    if (is_conjunct && is_or)
        analyse_link_part(analysis, true, 0);
    analysis->form = outer_form;
    analysis->is_negated = was_negated;
    analysis->is_in_or = was_in_or;
    return value;
}
