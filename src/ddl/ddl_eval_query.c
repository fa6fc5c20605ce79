/*
 * ddl_eval_query.c - SELECT over what the model knows: nested loops.
 *
 * The whole WHERE is asked each time a source gets its row. A column whose source has none yet is
 * unknown, so that the condition is false as soon as it can be: this is all the planning there is.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_select.h"

enum
{
    ROWS_MAXIMUM = 10000,
    LOOKS_FOR_WORK = 16 /* rows passed over for one unit of work */
};

/* ---- targets ---- */

static bool
has_aggregate(const Node *node)
{
    ListCell *cell;

    if (node == NULL)
        return false;
    switch (nodeTag(node))
    {
    case T_FuncCall:
        if (ddl_eval_is_aggregate((const FuncCall *) node))
            return true;
        foreach (cell, ((const FuncCall *) node)->args)
        {
            if (has_aggregate(lfirst(cell)))
                return true;
        }
        return false;
    case T_A_Expr:
        return has_aggregate(((const A_Expr *) node)->lexpr) ||
               (((const A_Expr *) node)->rexpr != NULL &&
                !IsA(((const A_Expr *) node)->rexpr, List) &&
                has_aggregate(((const A_Expr *) node)->rexpr));
    case T_TypeCast:
        return has_aggregate(((const TypeCast *) node)->arg);
    case T_NullTest:
        return has_aggregate((const Node *) ((const NullTest *) node)->arg);
    case T_CoalesceExpr:
        foreach (cell, ((const CoalesceExpr *) node)->args)
        {
            if (has_aggregate(lfirst(cell)))
                return true;
        }
        return false;
    case T_BoolExpr:
        foreach (cell, ((const BoolExpr *) node)->args)
        {
            if (has_aggregate(lfirst(cell)))
                return true;
        }
        return false;
    default:
        return false;
    }
}

static bool
is_star(const ResTarget *target)
{
    return target->val != NULL && IsA(target->val, ColumnRef) &&
           IsA(llast(((const ColumnRef *) target->val)->fields), A_Star);
}

static const char *
target_name(const ResTarget *target)
{
    const Node *value = target->val;

    while (target->name == NULL && value != NULL && IsA(value, TypeCast) &&
           !IsA(((const TypeCast *) value)->arg, A_Const))
        value = ((const TypeCast *) value)->arg;
    if (target->name != NULL)
        return target->name;
    if (value != NULL && IsA(value, ColumnRef))
        return strVal(llast(((const ColumnRef *) value)->fields));
    if (value != NULL && IsA(value, FuncCall))
        return strVal(llast(((const FuncCall *) value)->funcname));
    return "?column?";
}

static bool
star_takes(const ResTarget *target, const Source *source)
{
    const List *fields = ((const ColumnRef *) target->val)->fields;

    return list_length(fields) < 2 || str_equal(strVal(linitial(fields)), source->alias);
}

/* The names of the columns that come out. */
static void
name_columns(Select *select)
{
    size_t capacity = (size_t) list_length(select->statement->targetList);
    const char **names;
    ListCell *cell;

    for (size_t i = 0; i < select->query.count; i++)
        capacity += select->query.sources[i].set.width *
                    (size_t) (list_length(select->statement->targetList) + 1);
    names = arena_new_array(select->eval->arena, const char *, capacity + 1);
    foreach (cell, select->statement->targetList)
    {
        const ResTarget *target = lfirst_node(ResTarget, cell);

        if (!is_star(target))
            names[select->out->width++] = arena_strdup(select->eval->arena, target_name(target));
        for (size_t i = 0; is_star(target) && i < select->query.count; i++)
        {
            const Source *source = &select->query.sources[i];

            for (size_t j = 0; star_takes(target, source) && j < source->set.width; j++)
                names[select->out->width++] = source->set.columns[j];
        }
    }
    select->out->columns = names;
}

static const Node *
sort_expression(const Select *select, const SortBy *sort)
{
    const Node *node = sort->node;
    const ColumnRef *reference = (const ColumnRef *) node;
    ListCell *cell;

    if (!IsA(node, ColumnRef) || list_length(reference->fields) != 1)
        return node;
    foreach (cell, select->statement->targetList)
    {
        const ResTarget *target = lfirst_node(ResTarget, cell);

        if (str_equal(target->name, strVal(linitial(reference->fields))))
            return target->val;
    }
    return node;
}

static const Value *
sort_keys(Select *select, const Value *values)
{
    const List *order = select->statement->sortClause;
    Value *keys = arena_new_array(select->eval->arena, Value, list_length(order) + 1);
    size_t count = 0;
    ListCell *cell;

    foreach (cell, order)
    {
        const Node *node = sort_expression(select, lfirst_node(SortBy, cell));
        Value key = ddl_eval_node(select->eval, node);

        /* ORDER BY 1 */
        if (IsA(node, A_Const) && key.kind == VALUE_INTEGER && key.integer > 0 &&
            (uint64_t) key.integer <= select->out->width)
            key = values[key.integer - 1];
        keys[count++] = key;
    }
    return keys;
}

static void
append_row(Select *select, const Value *values)
{
    Row *row = arena_new_object(select->eval->arena, Row);

    if (select->out->rows.count >= ROWS_MAXIMUM)
    {
        (void) ddl_eval_unknown(select->eval, "more rows than are looked at");
        select->out->is_partial = true;
        return;
    }
    row->values = values;
    row->keys = sort_keys(select, values);
    list_append(&select->out->rows, row);
}

/* SELECT unnest(…): a row for each; false when the one target is nothing of the kind. */
static bool
emit_set(Select *select)
{
    const List *targets = select->statement->targetList;
    const Node *node = list_length(targets) == 1 ? linitial_node(ResTarget, targets)->val : NULL;
    RowList rows = {0};
    bool is_partial = false;

    if (node == NULL || !IsA(node, FuncCall) ||
        !ddl_eval_rows_of_call(select->eval, (const FuncCall *) node, &rows, &is_partial))
        return false;
    select->out->is_partial |= is_partial;
    for (const Row *row = rows.first; row != NULL; row = row->next)
        append_row(select, row->values);
    return true;
}

static void
emit(Select *select)
{
    Value *values = arena_new_array(select->eval->arena, Value, select->out->width + 1);
    size_t count = 0;
    ListCell *cell;

    if (emit_set(select))
        return;
    foreach (cell, select->statement->targetList)
    {
        const ResTarget *target = lfirst_node(ResTarget, cell);

        if (!is_star(target))
            values[count++] = ddl_eval_node(select->eval, target->val);
        for (size_t i = 0; is_star(target) && i < select->query.count; i++)
        {
            const Source *source = &select->query.sources[i];

            for (size_t j = 0; star_takes(target, source) && j < source->set.width; j++)
                values[count++] = source->is_absent ? ddl_value_null() : source->row[j];
        }
    }
    append_row(select, values);
}

/* ---- the loops ---- */

static void
keep_for_group(Select *select)
{
    size_t count = select->query.count;
    Source *copy = arena_new_array(select->eval->arena, Source, count + 1);

    for (size_t i = 0; i < count; i++)
        copy[i] = select->query.sources[i];
    if (select->group_count == select->group_capacity)
    {
        size_t size = select->group_capacity * sizeof(*select->group);

        select->group = arena_grow(select->eval->arena, select->group, size, 2 * size + 256);
        select->group_capacity = (2 * size + 256) / sizeof(*select->group);
    }
    select->group[select->group_count++] = copy;
}

static Truth
using_fits(Select *select, const Source *source, size_t level)
{
    ListCell *cell;

    foreach (cell, source->using)
    {
        const char *name = strVal(lfirst(cell));
        Value left = ddl_value_unknown(NULL);
        Value right = ddl_value_unknown(NULL);
        int order;

        for (size_t i = 0; i <= level; i++)
        {
            const Source *at = &select->query.sources[i];

            for (size_t j = 0; at->row != NULL && j < at->set.width; j++)
            {
                if (strcmp(at->set.columns[j], name) != 0)
                    continue;
                if (i == level)
                    right = at->row[j];
                else
                    left = at->row[j];
            }
        }
        if (left.kind <= VALUE_NULL || right.kind <= VALUE_NULL ||
            !ddl_value_compare(select->eval->arena, left, right, &order))
            return TRUTH_UNKNOWN;
        if (order != 0)
            return TRUTH_FALSE;
    }
    return TRUTH_TRUE;
}

static Truth
condition(Select *select, const Node *node)
{
    return node == NULL ? TRUTH_TRUE : ddl_value_is_true(ddl_eval_node(select->eval, node));
}

static void visit(Select *select, size_t level, bool is_sure);

/* With one row chosen at a level; true when it fits its ON. */
static bool
visit_row(Select *select, size_t level, bool is_sure)
{
    const Source *source = &select->query.sources[level];
    Truth on = using_fits(select, source, level);

    if (on == TRUTH_TRUE)
        on = condition(select, source->on);
    if (on == TRUTH_FALSE)
        return false;
    if (condition(select, select->statement->whereClause) != TRUTH_FALSE)
        visit(select, level + 1, is_sure && on == TRUTH_TRUE);
    return true;
}

static void
visit(Select *select, size_t level, bool is_sure)
{
    Source *source = &select->query.sources[level];
    const Node *where = select->statement->whereClause;
    size_t looked_at = 0;
    bool has_match = false;
    JoinKey key;

    if (level == select->query.count)
    {
        Truth holds = condition(select, where);

        if (holds == TRUTH_UNKNOWN || (holds == TRUTH_TRUE && !is_sure))
            select->out->is_partial = true;
        else if (holds == TRUTH_TRUE && select->is_aggregate)
            keep_for_group(select);
        else if (holds == TRUTH_TRUE)
            emit(select);
        return;
    }
    key = ddl_eval_join_key(select->eval, source, source->is_left ? NULL : where);
    for (const Row *row = source->set.rows.first; row != NULL && *select->eval->work > 0;
         row = row->next)
    {
        *select->eval->work -= ++looked_at % LOOKS_FOR_WORK == 0;
        if (ddl_eval_join_excludes(&key, row->values))
            continue;
        source->row = row->values;
        has_match |= visit_row(select, level, is_sure);
    }
    source->row = NULL;
    if (!has_match && source->is_left && !source->set.is_partial)
    {
        source->is_absent = true;
        visit(select, level + 1, is_sure);
        source->is_absent = false;
    }
}

static void
emit_aggregate(Select *select)
{
    if (select->out->is_partial)
        return;
    select->query.group = select->group;
    select->query.group_count = select->group_count;
    if (condition(select, select->statement->havingClause) == TRUTH_TRUE)
        emit(select);
    select->query.group = NULL;
}

static void
run_loops(Select *select)
{
    const SelectStmt *statement = select->statement;
    ListCell *cell;

    foreach (cell, statement->fromClause)
        ddl_select_from(select, lfirst(cell));
    foreach (cell, statement->targetList)
        select->is_aggregate |= has_aggregate(lfirst_node(ResTarget, cell)->val);
    name_columns(select);
    for (size_t i = 0; i < select->query.count; i++)
        select->out->is_partial |= select->query.sources[i].set.is_partial;
    select->eval->query = &select->query;
    visit(select, 0, true);
    if (*select->eval->work == 0)
        select->out->is_partial = true;
    if (statement->groupClause != NIL)
    {
        (void) ddl_eval_unknown(select->eval, "GROUP BY");
        select->out->is_partial = true;
    }
    if (select->is_aggregate)
        emit_aggregate(select);
    ddl_select_sort(select);
    if (statement->distinctClause != NIL)
        ddl_select_distinct(select->eval, select->out);
    ddl_select_limit(select);
    select->eval->query = select->query.outer;
}

/* VALUES (1, 'a'), (2, 'b') */
static void
add_values(Eval *eval, const SelectStmt *statement, RowSet *out)
{
    const char **names;
    ListCell *cell;

    out->width = (size_t) list_length(linitial(statement->valuesLists));
    names = arena_new_array(eval->arena, const char *, out->width + 1);
    for (size_t i = 0; i < out->width; i++)
        names[i] = arena_printf(eval->arena, "column%zu", i + 1);
    out->columns = names;
    foreach (cell, statement->valuesLists)
    {
        Row *row = arena_new_object(eval->arena, Row);
        Value *values = arena_new_array(eval->arena, Value, out->width + 1);
        size_t count = 0;
        ListCell *item;

        foreach (item, (const List *) lfirst(cell))
        {
            if (count < out->width)
                values[count++] = ddl_eval_node(eval, lfirst(item));
        }
        row->values = values;
        list_append(&out->rows, row);
    }
}

static void
add_set_operation(Eval *eval, const SelectStmt *statement, RowSet *out)
{
    RowSet right = ddl_eval_select(eval, statement->rarg);

    *out = ddl_eval_select(eval, statement->larg);
    if (statement->op != SETOP_UNION || right.width != out->width)
    {
        (void) ddl_eval_unknown(eval, "a set operation");
        *out = (RowSet){.columns = out->columns, .width = out->width, .is_partial = true};
        return;
    }
    for (Row *row = right.rows.first, *next; row != NULL; row = next)
    {
        next = row->next;
        list_append(&out->rows, row);
    }
    out->is_partial |= right.is_partial;
    if (!statement->all)
        ddl_select_distinct(eval, out);
}

static void
add_named(Eval *eval, const WithClause *with)
{
    ListCell *cell;

    foreach (cell, with->ctes)
    {
        const CommonTableExpr *expr = lfirst_node(CommonTableExpr, cell);
        Named *named = arena_new_object(eval->arena, Named);

        named->next = eval->named;
        named->name = arena_strdup(eval->arena, expr->ctename);
        named->set = (RowSet){.is_partial = true};
        if (!with->recursive && IsA(expr->ctequery, SelectStmt))
            named->set = ddl_eval_select(eval, (const SelectStmt *) expr->ctequery);
        else
            (void) ddl_eval_unknown(eval, "WITH \"%s\"", expr->ctename);
        eval->named = named;
    }
}

RowSet
ddl_eval_select(Eval *eval, const SelectStmt *statement)
{
    RowSet out = {0};
    const Named *outer = eval->named;
    Source sources[SOURCES_MAXIMUM];
    Select select = {.eval = eval,
                     .statement = statement,
                     .query = {.outer = eval->query, .sources = sources},
                     .out = &out};

    if (*eval->work == 0 || eval->depth >= 40)
    {
        (void) ddl_eval_unknown(eval, "more than is looked at");
        return (RowSet){.is_partial = true};
    }
    eval->depth++;
    if (statement->withClause != NULL)
        add_named(eval, statement->withClause);
    if (statement->op != SETOP_NONE)
        add_set_operation(eval, statement, &out);
    else if (statement->valuesLists != NIL)
        add_values(eval, statement, &out);
    else
        run_loops(&select);
    eval->named = outer;
    eval->depth--;
    return out;
}
