/*
 * query_routine.c - the functions of the schema, ready to be chosen from.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

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

/* A function that comes with a range type. */
static void
add_constructor(QueryContext *context, const char *schema, const char *name, TypeId result,
                const TypeId *arguments, size_t count)
{
    RoutineEntry *entry = arena_new_object(context->arena, RoutineEntry);

    entry->schema = schema;
    entry->result = result;
    entry->arguments = arena_new_array(context->arena, TypeId, count + 1);
    entry->argument_names = arena_new_array(context->arena, const char *, count + 1);
    entry->argument_count = count;
    if (count > 0)
        memcpy(entry->arguments, arguments, count * sizeof(TypeId));
    entry->is_variadic = count == 1 && (arguments[0] & TYPE_ARRAY) != 0;
    put(context, name, entry);
}

/* textrange(a, b), textrange(a, b, '[]'); textmultirange(), textmultirange(r, …). */
static void
add_range(QueryContext *context, const Type *type)
{
    TypeId range = query_type_named(context, type->schema, type->name);
    TypeId subtype = query_type_other(context, range);
    TypeId multirange = query_type_multirange_of(context, range);
    TypeId bounds[] = {subtype, subtype, BUILTIN_TEXT};
    TypeId ranges[] = {query_type_array(range)};
    TypeName name = query_type_name(context, context->arena, multirange, NULL);

    add_constructor(context, type->schema, type->name, range, bounds, 2);
    add_constructor(context, type->schema, type->name, range, bounds, 3);
    if (name.name == NULL)
        return;
    add_constructor(context, type->schema, name.name, multirange, NULL, 0);
    add_constructor(context, type->schema, name.name, multirange, &range, 1);
    add_constructor(context, type->schema, name.name, multirange, ranges, 1);
}

static void
load(QueryContext *context)
{
    const Schema *schema = context->schema;

    context->routines = map_new(context->arena);
    context->operators = map_new(context->arena);
    for (const Type *at = schema->types.first; at != NULL; at = at->next)
    {
        if (at->kind == TYPE_RANGE)
            add_range(context, at);
    }
    for (const Routine *at = schema->routines.first; at != NULL; at = at->next)
        add_routine(context, at);
    for (const Other *at = schema->others.first; at != NULL; at = at->next)
    {
        if (at->kind == OTHER_AGGREGATE || at->kind == OTHER_OPERATOR)
            query_define(context, at);
    }
}

const RoutineEntry *
query_routine_named(QueryContext *context, const char *name)
{
    if (context->routines == NULL)
        load(context);
    return map_get(context->routines, name);
}

const OperatorEntry *
query_routine_operator(QueryContext *context, const char *name)
{
    if (context->routines == NULL)
        load(context);
    return map_get(context->operators, name);
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
