/*
 * query_from_function.c - functions, ROWS FROM and XMLTABLE in FROM.
 *
 * A function that returns one value is a relation of one column, called like its alias. One that
 * returns a row has the row's columns; one that returns any record has those of its column list.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

typedef struct Columns
{
    RangeColumn *items;
    size_t count;
    size_t capacity;
} Columns;

static void
add_column(Analysis *analysis, Columns *columns, RangeColumn column)
{
    if (columns->count == columns->capacity)
    {
        size_t old = columns->capacity;

        columns->capacity = old == 0 ? 8 : old * 2;
        columns->items = arena_grow(analysis->arena, columns->items, old * sizeof(RangeColumn),
                                    columns->capacity * sizeof(RangeColumn));
    }
    column.hash = query_name_hash(column.name);
    column.column = NULL;
    columns->items[columns->count++] = column;
}

static void
add_definitions(Analysis *analysis, Columns *columns, const List *definitions)
{
    ListCell *cell;

    foreach (cell, definitions)
    {
        const ColumnDef *definition = lfirst_node(ColumnDef, cell);
        RangeColumn column = {.name = arena_strdup(analysis->arena, definition->colname),
                              .is_nullable = true};

        column.type = query_type_node(analysis, definition->typeName, &column.modifiers);
        add_column(analysis, columns, column);
    }
}

static void
add_fields(Analysis *analysis, Columns *columns, const RangeColumn *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        RangeColumn column = {.name = fields[i].name,
                              .type = fields[i].type,
                              .modifiers = fields[i].modifiers,
                              .is_nullable = true};

        add_column(analysis, columns, column);
    }
}

/* unnest(a, b) in ROWS FROM or alone is unnest(a), unnest(b). */
static bool
is_unnest_of_many(const FuncCall *node)
{
    return list_length(node->args) > 1 && list_length(node->funcname) == 1 &&
           strcmp(strVal(linitial(node->funcname)), "unnest") == 0;
}

static void
add_unnest(Analysis *analysis, Scope *scope, Columns *columns, const FuncCall *node)
{
    ListCell *cell;

    foreach (cell, node->args)
    {
        Value value = query_expr(analysis, scope, lfirst(cell));
        TypeId type;

        query_cast_to(analysis, &value, query_type_array(BUILTIN_TEXT));
        type = query_type_element(analysis->context, value.type);
        add_column(analysis, columns,
                   (RangeColumn){.name = "unnest", .type = type, .is_nullable = true});
    }
}

static void
note_function(Analysis *analysis, QueryRelation *relation, const FuncCall *node, const Call *call)
{
    relation->name = arena_strdup(analysis->arena, strVal(llast(node->funcname)));
    relation->routine = call->routine;
    relation->schema = call->schema;
    relation->offset = query_offset(node->location);
}

/* The columns of one call; true when it is a single value. */
static bool
add_call(Analysis *analysis, Scope *scope, Columns *columns, const FuncCall *node,
         const List *definitions, RangeEntry *entry)
{
    ValueList arguments;
    Call call;
    size_t count = 0;
    const RangeColumn *fields = NULL;

    if (is_unnest_of_many(node))
    {
        add_unnest(analysis, scope, columns, node);
        entry->relation->name = "unnest";
        return false;
    }
    arguments = query_expr_list(analysis, scope, node->args);
    call = query_function_call(analysis, node, arguments.items, arguments.count);
    note_function(analysis, entry->relation, node, &call);
    if (definitions != NIL)
    {
        add_definitions(analysis, columns, definitions);
        return false;
    }
    if (call.field_count > 0)
    {
        fields = call.fields;
        count = call.field_count;
    }
    else
        fields = query_type_fields(analysis->context, call.type, &count);
    if (fields != NULL)
    {
        entry->row_type = call.type;
        add_fields(analysis, columns, fields, count);
        return call.field_count == 1;
    }
    add_column(analysis, columns,
               (RangeColumn){.name = entry->relation->name,
                             .type = call.type,
                             .modifiers = call.modifiers,
                             .is_nullable = !call.is_never_null});
    return true;
}

/* What is written like a function but is none: current_date, coalesce(…). */
static bool
add_value(Analysis *analysis, Scope *scope, Columns *columns, const Node *node)
{
    Value value = query_expr(analysis, scope, node);

    query_cast_to(analysis, &value, BUILTIN_TEXT);
    add_column(analysis, columns,
               (RangeColumn){.name = "column",
                             .type = value.type,
                             .modifiers = value.modifiers,
                             .is_nullable = true});
    return true;
}

RangeEntry *
query_from_function(Analysis *analysis, Scope *scope, const RangeFunction *node)
{
    RangeEntry *entry = arena_new_object(analysis->arena, RangeEntry);
    Columns columns = {0};
    bool is_single = false;
    ListCell *cell;

    entry->relation = query_relation_new(analysis, scope, RELATION_FUNCTION, -1);
    entry->relation->is_lateral = node->lateral;
    foreach (cell, node->functions)
    {
        const List *pair = lfirst(cell);
        const Node *call = linitial(pair);
        const List *definitions = node->coldeflist != NIL ? node->coldeflist : lsecond(pair);

        if (IsA(call, FuncCall))
            is_single =
                add_call(analysis, scope, &columns, (const FuncCall *) call, definitions, entry);
        else
            is_single = add_value(analysis, scope, &columns, call);
    }
    is_single = is_single && list_length(node->functions) == 1;
    entry->alias = entry->relation->name;
    entry->relation->alias = entry->alias;
    if (is_single && node->alias != NULL && columns.count == 1 && !node->ordinality)
        entry->is_function_value = true;
    if (is_single && node->alias != NULL && columns.count > 0 && entry->row_type == TYPE_NOTHING)
    {
        columns.items[0].name = arena_strdup(analysis->arena, node->alias->aliasname);
        columns.items[0].hash = query_name_hash(columns.items[0].name);
    }
    if (node->ordinality)
        add_column(analysis, &columns, (RangeColumn){.name = "ordinality", .type = BUILTIN_INT8});
    if (columns.count > 1 && (list_length(node->functions) > 1 || node->ordinality))
        entry->row_type = TYPE_NOTHING;
    entry->columns = columns.items;
    entry->count = columns.count;
    query_relation_alias(analysis, entry, node->alias);
    return entry;
}

RangeEntry *
query_from_xml(Analysis *analysis, Scope *scope, const RangeTableFunc *node)
{
    RangeEntry *entry = arena_new_object(analysis->arena, RangeEntry);
    Columns columns = {0};
    ListCell *cell;

    entry->relation = query_relation_new(analysis, scope, RELATION_FUNCTION, node->location);
    entry->relation->name = "xmltable";
    entry->relation->is_lateral = node->lateral;
    (void) query_expr(analysis, scope, node->docexpr);
    (void) query_expr(analysis, scope, node->rowexpr);
    foreach (cell, node->columns)
    {
        const RangeTableFuncCol *definition = lfirst_node(RangeTableFuncCol, cell);
        RangeColumn column = {.name = arena_strdup(analysis->arena, definition->colname),
                              .type = BUILTIN_INT4,
                              .is_nullable = !definition->is_not_null};

        (void) query_expr(analysis, scope, definition->colexpr);
        (void) query_expr(analysis, scope, definition->coldefexpr);
        if (!definition->for_ordinality)
            column.type = query_type_node(analysis, definition->typeName, &column.modifiers);
        add_column(analysis, &columns, column);
    }
    entry->alias = "xmltable";
    entry->columns = columns.items;
    entry->count = columns.count;
    query_relation_alias(analysis, entry, node->alias);
    return entry;
}
