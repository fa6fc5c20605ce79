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
put(RoutineName *name, RoutineEntry *entry)
{
    entry->next = name->first;
    name->first = entry;
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
add_routine(QueryContext *context, const Routine *routine, RoutineName *name)
{
    RoutineEntry *entry = arena_new_object(context->arena, RoutineEntry);

    entry->schema = routine->schema;
    entry->routine = routine;
    fill_inputs(context, entry, routine);
    if (routine->returns.name != NULL)
        entry->result = query_type_id(context, &routine->returns);
    fill_outputs(context, entry, routine);
    put(name, entry);
}

/* A function that comes with a range type. */
static void
add_constructor(QueryContext *context, const char *schema, TypeId result, const TypeId *arguments,
                size_t count, RoutineName *name)
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
    put(name, entry);
}

/* textrange(a, b), textrange(a, b, '[]'); textmultirange(), textmultirange(r, …). */
static void
add_range(QueryContext *context, const Type *type, const char *name, RoutineName *found)
{
    TypeId range = query_type_named(context, type->schema, type->name);
    TypeId subtype = query_type_other(context, range);
    TypeId multirange = query_type_multirange_of(context, range);
    TypeId bounds[] = {subtype, subtype, BUILTIN_TEXT};
    TypeId ranges[] = {query_type_array(range)};
    TypeName several = query_type_name(context, context->arena, multirange, NULL);

    if (strcmp(type->name, name) == 0)
    {
        add_constructor(context, type->schema, range, bounds, 2, found);
        add_constructor(context, type->schema, range, bounds, 3, found);
    }
    if (!str_equal(several.name, name))
        return;
    add_constructor(context, type->schema, multirange, NULL, 0, found);
    add_constructor(context, type->schema, multirange, &range, 1, found);
    add_constructor(context, type->schema, multirange, ranges, 1, found);
}

static bool
may_define(const Other *other, const char *name)
{
    return other->kind == OTHER_AGGREGATE && strstr(other->sql, name) != NULL;
}

/* Whatever has the name. The schema may hold thousands of functions, and a query names few. */
static void
load(QueryContext *context, const char *name, RoutineName *found)
{
    const Schema *schema = context->schema;

    for (const Type *at = schema->types.first; at != NULL; at = at->next)
    {
        if (at->kind == TYPE_RANGE)
            add_range(context, at, name, found);
    }
    for (const Routine *at = schema->routines.first; at != NULL; at = at->next)
    {
        if (strcmp(at->name, name) == 0)
            add_routine(context, at, found);
    }
    for (const Other *at = schema->others.first; at != NULL; at = at->next)
    {
        if (may_define(at, name))
            query_define_aggregate(context, at, name, found);
    }
}

const RoutineEntry *
query_routine_named(QueryContext *context, const char *name)
{
    RoutineName *found = map_get(context->routines, name);

    if (found == NULL)
    {
        found = arena_new_object(context->arena, RoutineName);
        map_put(context->routines, name, found);
        load(context, name, found);
    }
    return found->first;
}

const OperatorEntry *
query_routine_operator(QueryContext *context, const char *name)
{
    if (context->operators == NULL)
    {
        context->operators = map_new(context->arena);
        for (const Other *at = context->schema->others.first; at != NULL; at = at->next)
        {
            if (at->kind == OTHER_OPERATOR)
                query_define_operator(context, at);
        }
    }
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
