/*
 * query_define.c - aggregates and operators of the schema.
 *
 * They are kept as their statements, so these are parsed. The result of an aggregate is that of its
 * final function, or its state; the result of an operator is that of its function.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"
#include "sql/parse.h"

static const char *
last_name(const List *names)
{
    return names == NIL ? "" : strVal(llast(names));
}

/* A type or name within the parentheses of a definition. */
static const PgTypeName *
element_type(const DefineStmt *statement, const char *name)
{
    ListCell *cell;

    foreach (cell, statement->definition)
    {
        const DefElem *element = lfirst_node(DefElem, cell);

        if (element->arg != NULL && IsA(element->arg, TypeName) &&
            strcasecmp(element->defname, name) == 0)
            return (const PgTypeName *) element->arg;
    }
    return NULL;
}

static TypeId
type_of(Analysis *analysis, const PgTypeName *node)
{
    const char *modifiers;

    return node == NULL ? TYPE_NOTHING : query_type_node(analysis, node, &modifiers);
}

static bool
takes(Analysis *analysis, const TypeId *declared, const TypeId *types, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        if (!query_cast_implicit(analysis->context, types[i], declared[i]))
            return false;
    }
    return true;
}

/* What a function of that name gives for these arguments; it may take more of them. */
static TypeId
function_result(Analysis *analysis, const char *name, const TypeId *types, size_t count)
{
    const RoutineEntry *own = query_routine_named(analysis->context, name);
    size_t row_count;
    const BuiltinFunction *rows = builtin_function(name, &row_count);

    for (; own != NULL; own = own->next)
    {
        if (own->argument_count >= count && takes(analysis, own->arguments, types, count))
            return own->result;
    }
    for (size_t i = 0; i < row_count; i++)
    {
        TypeId declared[2] = {TYPE_NOTHING, TYPE_NOTHING};

        if (rows[i].argument_count < count)
            continue;
        for (size_t at = 0; at < count; at++)
            declared[at] = builtin_argument(&rows[i], at);
        if (takes(analysis, declared, types, count))
            return query_overload_result(analysis->context, builtin_id(rows[i].result), declared,
                                         types, count);
    }
    return TYPE_NOTHING;
}

/* CREATE AGGREGATE name (a, b) (…) */
static void
aggregate_inputs(Analysis *analysis, RoutineEntry *entry, const DefineStmt *statement)
{
    Arena *arena = analysis->context->arena;
    const List *arguments = statement->args == NIL ? NIL : linitial(statement->args);
    ListCell *cell;

    entry->arguments = arena_new_array(arena, TypeId, list_length(arguments) + 1);
    entry->argument_names = arena_new_array(arena, const char *, list_length(arguments) + 1);
    foreach (cell, arguments)
    {
        const FunctionParameter *parameter = lfirst_node(FunctionParameter, cell);

        entry->arguments[entry->argument_count++] = type_of(analysis, parameter->argType);
        if (parameter->mode == FUNC_PARAM_VARIADIC)
            entry->is_variadic = true;
    }
}

static void
add_aggregate(Analysis *analysis, const Other *other, const DefineStmt *statement,
              RoutineName *found)
{
    QueryContext *context = analysis->context;
    RoutineEntry *entry = arena_new_object(context->arena, RoutineEntry);
    const PgTypeName *final = element_type(statement, "finalfunc");
    TypeId state = type_of(analysis, element_type(statement, "stype"));

    entry->schema = other->schema;
    entry->is_aggregate = true;
    aggregate_inputs(analysis, entry, statement);
    entry->result =
        final == NULL ? state : function_result(analysis, last_name(final->names), &state, 1);
    entry->next = found->first;
    found->first = entry;
}

static void
add_operator(Analysis *analysis, const DefineStmt *statement)
{
    QueryContext *context = analysis->context;
    OperatorEntry *entry = arena_new_object(context->arena, OperatorEntry);
    const char *name = last_name(statement->defnames);
    const PgTypeName *function = element_type(statement, "function");
    TypeId types[2];
    size_t count = 0;

    if (function == NULL)
        function = element_type(statement, "procedure");
    if (function == NULL)
        return;
    entry->left = type_of(analysis, element_type(statement, "leftarg"));
    entry->right = type_of(analysis, element_type(statement, "rightarg"));
    if (entry->left != TYPE_NOTHING)
        types[count++] = entry->left;
    types[count++] = entry->right;
    entry->result = function_result(analysis, last_name(function->names), types, count);
    entry->next = map_get(context->operators, name);
    map_put(context->operators, name, entry);
}

/* Opens the statement of an object; NULL, and nothing to close, when it does not parse. */
static const DefineStmt *
open_define(Analysis *analysis, const Other *other, ParseTree *tree)
{
    Error error = {.arena = analysis->arena};
    const RawStmt *statement;
    size_t position;

    if (!parse_open(other->sql, tree, &position, &error))
        return NULL;
    analysis->path = query_path(analysis->context, other->search_path);
    statement = tree->statements == NIL ? NULL : linitial_node(RawStmt, tree->statements);
    if (statement != NULL && IsA(statement->stmt, DefineStmt))
        return (const DefineStmt *) statement->stmt;
    parse_close(tree);
    return NULL;
}

void
query_define_aggregate(QueryContext *context, const Other *other, const char *name,
                       RoutineName *found)
{
    Analysis analysis = {.context = context, .arena = context->arena, .work = context->arena};
    ParseTree tree;
    const DefineStmt *statement = open_define(&analysis, other, &tree);

    if (statement == NULL)
        return;
    if (statement->kind == OBJECT_AGGREGATE && strcmp(last_name(statement->defnames), name) == 0)
        add_aggregate(&analysis, other, statement, found);
    parse_close(&tree);
}

void
query_define_operator(QueryContext *context, const Other *other)
{
    Analysis analysis = {.context = context, .arena = context->arena, .work = context->arena};
    ParseTree tree;
    const DefineStmt *statement = open_define(&analysis, other, &tree);

    if (statement == NULL)
        return;
    if (statement->kind == OBJECT_OPERATOR)
        add_operator(&analysis, statement);
    parse_close(&tree);
}
