/*
 * query_target.c - the select list, and RETURNING.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_figure.h"
#include "query/query_internal.h"

Result
query_result_new(Analysis *analysis, size_t count)
{
    return (Result){.columns = arena_new_array(analysis->work, RangeColumn, count + 1),
                    .values = arena_new_array(analysis->work, Value, count + 1),
                    .capacity = count};
}

void
query_result_add(Result *result, const char *name, Value value)
{
    RangeColumn *column = &result->columns[result->count];

    *column = (RangeColumn){.name = name,
                            .hash = query_name_hash(name),
                            .type = value.type,
                            .modifiers = value.modifiers,
                            .is_nullable = value.is_nullable};
    if (value.is_column && value.entry != NULL)
    {
        column->from = value.entry;
        column->from_index = value.entry_index;
    }
    result->values[result->count++] = value;
}

void
query_result_settle(Analysis *analysis, Result *result)
{
    for (size_t i = 0; i < result->count; i++)
    {
        query_cast_to(analysis, &result->values[i], BUILTIN_TEXT);
        if (result->columns[i].type == BUILTIN_UNKNOWN)
            result->columns[i].type = result->values[i].type;
    }
}

/* Makes room for more columns; false, with a problem, when there would be too many. */
static bool
has_room(Analysis *analysis, Result *result, size_t more)
{
    Result larger;

    if (result->count + more > QUERY_COLUMNS_MAXIMUM)
    {
        query_problem(analysis, -1, "target lists can have at most %d entries",
                      (int) QUERY_COLUMNS_MAXIMUM);
        return false;
    }
    if (result->count + more <= result->capacity)
        return true;
    larger = query_result_new(analysis, result->count * 2 + more);
    if (result->count > 0)
    {
        memcpy(larger.columns, result->columns, result->count * sizeof(RangeColumn));
        memcpy(larger.values, result->values, result->count * sizeof(Value));
    }
    larger.count = result->count;
    *result = larger;
    return true;
}

static void
add_all_of(Analysis *analysis, Scope *scope, Result *result, const RangeEntry *entry, int location,
           bool is_outer)
{
    if (!has_room(analysis, result, entry->count))
        return;
    for (size_t i = 0; i < entry->count; i++)
    {
        Value value;

        if (entry->columns[i].is_not_in_star)
            continue;
        value = query_use_column(analysis, scope, entry, i, location, is_outer);
        if (value.use != NULL)
        {
            value.use->roles = USE_RETURNED;
            value.use->is_star = true;
        }
        query_result_add(result, entry->columns[i].name, value);
    }
}

static void
add_star(Analysis *analysis, Scope *scope, Result *result, const ColumnRef *node)
{
    int count = list_length(node->fields) - 1;
    const char *space = count > 1 ? strVal(list_nth(node->fields, count - 2)) : NULL;
    bool is_outer = false;
    const RangeEntry *entry;

    if (count > 0)
    {
        const char *name = strVal(list_nth(node->fields, count - 1));

        entry = query_name_entry(scope, space, name, &is_outer);
        if (entry != NULL)
            add_all_of(analysis, scope, result, entry, node->location, is_outer);
        else
            query_problem(analysis, node->location, "missing FROM-clause entry for table \"%s\"",
                          name);
        return;
    }
    for (const RangeItem *item = scope->items.first; item != NULL; item = item->next)
    {
        if (!item->are_columns_hidden)
            add_all_of(analysis, scope, result, item->entry, node->location, false);
    }
}

/* (composite).* */
static void
add_fields(Analysis *analysis, Scope *scope, Result *result, const A_Indirection *node)
{
    A_Indirection inner = *node;
    const ColumnUse *mark = query_use_mark(analysis);
    const RangeColumn *fields;
    bool is_outer;
    const RangeEntry *row = query_name_whole_row(scope, node->arg, &is_outer);
    Value value;
    size_t count;

    if (row != NULL && list_length(node->indirection) == 1 && !row->is_function_value)
    {
        add_all_of(analysis, scope, result, row, exprLocation(node->arg), is_outer);
        return;
    }
    inner.indirection =
        list_truncate(list_copy(node->indirection), list_length(node->indirection) - 1);
    value =
        query_expr(analysis, scope, inner.indirection == NIL ? node->arg : (const Node *) &inner);
    query_use_default(analysis, mark, USE_RETURNED);
    fields = query_type_fields(analysis->context, value.type, &count);
    if (!has_room(analysis, result, count))
        return;
    for (size_t i = 0; i < count; i++)
    {
        Value field = query_value(fields[i].type);

        field.modifiers = fields[i].modifiers;
        query_result_add(result, fields[i].name, field);
    }
}

static bool
is_star(const Node *node)
{
    if (IsA(node, ColumnRef))
        return IsA(llast(((const ColumnRef *) node)->fields), A_Star);
    return IsA(node, A_Indirection) &&
           IsA(llast(((const A_Indirection *) node)->indirection), A_Star);
}

static void
add_expression(Analysis *analysis, Scope *scope, Result *result, const ResTarget *target)
{
    ColumnUse *mark = query_use_mark(analysis);
    Value value = query_expr(analysis, scope, target->val);
    const char *name = target->name != NULL ? target->name : query_figure_name(target->val);

    query_use_default(analysis, mark, value.is_column ? USE_RETURNED : USE_COMPUTED);
    value.before = mark;
    value.last = query_use_mark(analysis);
    if (has_room(analysis, result, 1))
        query_result_add(result, name == NULL ? "?column?" : arena_strdup(analysis->arena, name),
                         value);
}

Result
query_target(Analysis *analysis, Scope *scope, const List *targets)
{
    QueryClause clause = analysis->clause;
    Result result = {0};
    ListCell *cell;

    analysis->clause = CLAUSE_RESULT;
    foreach (cell, targets)
    {
        const ResTarget *target = lfirst_node(ResTarget, cell);

        if (target->val == NULL)
            continue;
        if (!is_star(target->val))
            add_expression(analysis, scope, &result, target);
        else if (IsA(target->val, ColumnRef))
            add_star(analysis, scope, &result, (const ColumnRef *) target->val);
        else
            add_fields(analysis, scope, &result, (const A_Indirection *) target->val);
    }
    analysis->clause = clause;
    return result;
}
