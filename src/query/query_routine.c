/*
 * query_routine.c - the functions and aggregates of the schema, ready to be chosen from.
 *
 * An aggregate is kept as its statement, so that is parsed: its result is that of its final
 * function, or its state.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"
#include "sql/parse.h"

static bool
is_input(const Argument *argument)
{
    return argument->mode == NULL || strcmp(argument->mode, "IN") == 0 ||
           strcmp(argument->mode, "INOUT") == 0 || strcmp(argument->mode, "VARIADIC") == 0;
}

static bool
is_output(const Argument *argument)
{
    return argument->mode != NULL &&
           (strcmp(argument->mode, "OUT") == 0 || strcmp(argument->mode, "INOUT") == 0 ||
            strcmp(argument->mode, "TABLE") == 0);
}

static void
put(QueryContext *context, const char *name, RoutineEntry *entry)
{
    entry->next = map_get(context->routines, name);
    map_put(context->routines, name, entry);
}

static void
fill_inputs(QueryContext *context, RoutineEntry *entry, const Routine *routine)
{
    size_t count = routine->arguments.count + 1;

    entry->arguments = arena_new_array(context->arena, TypeId, count);
    entry->argument_names = arena_new_array(context->arena, const char *, count);
    for (const Argument *at = routine->arguments.first; at != NULL; at = at->next)
    {
        if (!is_input(at))
            continue;
        entry->argument_names[entry->argument_count] = at->name;
        entry->arguments[entry->argument_count++] = query_type_id(context, &at->type);
        entry->default_count += at->default_expr != NULL;
        entry->is_variadic = entry->is_variadic || str_equal(at->mode, "VARIADIC");
    }
}

static void
fill_outputs(QueryContext *context, RoutineEntry *entry, const Routine *routine)
{
    entry->fields = arena_new_array(context->arena, RangeColumn, routine->arguments.count + 1);
    for (const Argument *at = routine->arguments.first; at != NULL; at = at->next)
    {
        const char *name = at->name;

        if (!is_output(at))
            continue;
        if (name == NULL)
            name = arena_printf(context->arena, "column%zu", entry->field_count + 1);
        entry->fields[entry->field_count++] = (RangeColumn){
            .name = name,
            .hash = query_name_hash(name),
            .type = query_type_id(context, &at->type),
            .is_nullable = true,
        };
    }
    if (entry->field_count == 1)
        entry->result = entry->fields[0].type;
    else if (entry->field_count > 1)
        entry->result = query_type_row(context, NULL, "record", entry->fields, entry->field_count);
}

static void
add_routine(QueryContext *context, const Routine *routine)
{
    RoutineEntry *entry = arena_new_object(context->arena, RoutineEntry);

    entry->schema = routine->schema;
    entry->routine = routine;
    fill_inputs(context, entry, routine);
    if (routine->returns.name != NULL)
        entry->result = query_type_id(context, &routine->returns);
    fill_outputs(context, entry, routine);
    put(context, routine->name, entry);
}

static const char *
last_name(const List *names)
{
    return names == NIL ? "" : strVal(llast(names));
}

/* The types of an aggregate's arguments: CREATE AGGREGATE name (a, b) (…). */
static void
aggregate_inputs(Analysis *analysis, RoutineEntry *entry, const DefineStmt *statement)
{
    const List *arguments = statement->args == NIL ? NIL : linitial(statement->args);
    const char *modifiers;
    ListCell *cell;

    entry->arguments =
        arena_new_array(analysis->context->arena, TypeId, list_length(arguments) + 1);
    entry->argument_names =
        arena_new_array(analysis->context->arena, const char *, list_length(arguments) + 1);
    foreach (cell, arguments)
    {
        const FunctionParameter *parameter = lfirst_node(FunctionParameter, cell);

        entry->arguments[entry->argument_count++] =
            query_type_node(analysis, parameter->argType, &modifiers);
        if (parameter->mode == FUNC_PARAM_VARIADIC)
            entry->is_variadic = true;
    }
}

/* The result of a function of that name, which takes the state. */
static TypeId
final_result(Analysis *analysis, const char *name, TypeId state)
{
    const RoutineEntry *own = map_get(analysis->context->routines, name);
    size_t count;
    const BuiltinFunction *rows = builtin_function(name, &count);

    for (; own != NULL; own = own->next)
    {
        if (own->argument_count > 0 && own->arguments[0] == state)
            return own->result;
    }
    for (size_t i = 0; i < count; i++)
    {
        TypeId declared = rows[i].argument_count > 0 ? builtin_argument(&rows[i], 0) : TYPE_NOTHING;

        if (declared == state || query_cast_implicit(analysis->context, state, declared))
            return query_overload_result(analysis->context, builtin_id(rows[i].result), &declared,
                                         &state, 1);
    }
    return TYPE_NOTHING;
}

static void
aggregate_result(Analysis *analysis, RoutineEntry *entry, const DefineStmt *statement)
{
    const char *final = NULL;
    TypeId state = TYPE_NOTHING;
    const char *modifiers;
    ListCell *cell;

    foreach (cell, statement->definition)
    {
        const DefElem *element = lfirst_node(DefElem, cell);

        if (element->arg == NULL || !IsA(element->arg, TypeName))
            continue;
        if (strcasecmp(element->defname, "stype") == 0)
            state = query_type_node(analysis, (const PgTypeName *) element->arg, &modifiers);
        else if (strcasecmp(element->defname, "finalfunc") == 0)
            final = last_name(((const PgTypeName *) element->arg)->names);
    }
    entry->result = final == NULL ? state : final_result(analysis, final, state);
}

static void
add_aggregate(QueryContext *context, const Other *other)
{
    RoutineEntry *entry = arena_new_object(context->arena, RoutineEntry);
    Error error = {.arena = context->arena};
    Analysis analysis = {.context = context, .arena = context->arena};
    ParseTree tree;
    size_t position;
    const RawStmt *statement;

    entry->schema = other->schema;
    entry->is_aggregate = true;
    if (!parse_open(other->sql, &tree, &position, &error))
        return;
    analysis.path = query_path(context, other->search_path);
    statement = tree.statements == NIL ? NULL : linitial_node(RawStmt, tree.statements);
    if (statement != NULL && IsA(statement->stmt, DefineStmt))
    {
        const DefineStmt *define = (const DefineStmt *) statement->stmt;

        aggregate_inputs(&analysis, entry, define);
        aggregate_result(&analysis, entry, define);
        put(context, arena_strdup(context->arena, last_name(define->defnames)), entry);
    }
    parse_close(&tree);
}

const RoutineEntry *
query_routine_named(QueryContext *context, const char *name)
{
    if (context->routines == NULL)
    {
        context->routines = map_new(context->arena);
        for (const Routine *at = context->schema->routines.first; at != NULL; at = at->next)
            add_routine(context, at);
        for (const Other *at = context->schema->others.first; at != NULL; at = at->next)
        {
            if (at->kind == OTHER_AGGREGATE)
                add_aggregate(context, at);
        }
    }
    return map_get(context->routines, name);
}

bool
query_routine_may_be_foreign(const QueryContext *context)
{
    for (const Extension *at = context->schema->extensions.first; at != NULL; at = at->next)
    {
        bool is_known = strcmp(at->name, "plpgsql") == 0;

        for (uint8_t i = 1; !is_known && builtin_extension(i) != NULL; i++)
            is_known = strcmp(builtin_extension(i), at->name) == 0;
        if (!is_known)
            return true;
    }
    return false;
}
