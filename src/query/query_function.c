/*
 * query_function.c - calls of functions and aggregates.
 *
 * The trap: with named arguments, defaults and VARIADIC the arguments of a call are not those of the
 * function; a Candidate holds, for each argument of the call, the type it is declared with.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

/* What is gathered for one call. */
typedef struct Choice
{
    Analysis *analysis;
    const FuncCall *node;
    const char **names; /* of the arguments; NULL for those given by place */
    size_t count;
    Candidate *candidates;
    size_t found;
    size_t capacity;
} Choice;

/* The parts of a function's signature that choosing needs. */
typedef struct Signature
{
    TypeId *types;
    const char **names;
    size_t count;
    size_t default_count;
    bool is_variadic;
} Signature;

static void
add_candidate(Choice *choice, Candidate candidate)
{
    if (choice->found == choice->capacity)
    {
        size_t old = choice->capacity;

        choice->capacity = old == 0 ? 8 : old * 2;
        choice->candidates =
            arena_grow(choice->analysis->arena, choice->candidates, old * sizeof(Candidate),
                       choice->capacity * sizeof(Candidate));
    }
    choice->candidates[choice->found++] = candidate;
}

static size_t
place_of(const Signature *signature, const char *name)
{
    for (size_t i = 0; i < signature->count; i++)
    {
        if (str_equal(signature->names == NULL ? NULL : signature->names[i], name))
            return i;
    }
    return signature->count;
}

/* What one of the arguments that VARIADIC gathers is declared with. */
static TypeId
gathered(TypeId type)
{
    if (type == BUILTIN_ANYARRAY)
        return BUILTIN_ANYELEMENT;
    if (type == BUILTIN_ANYCOMPATIBLEARRAY)
        return BUILTIN_ANYCOMPATIBLE;
    return type & ~TYPE_ARRAY;
}

/* The declared type of each argument of the call; false when it cannot be called so. */
static bool
match(const Choice *choice, const Signature *signature, TypeId *out, Candidate *candidate)
{
    size_t fixed = signature->count - (signature->is_variadic && !choice->node->func_variadic);

    candidate->is_variadic = signature->is_variadic && choice->count > fixed;
    if (choice->count > fixed && fixed == signature->count)
        return false;
    for (size_t i = 0; i < choice->count; i++)
    {
        size_t place = choice->names[i] == NULL ? i : place_of(signature, choice->names[i]);

        if (place < fixed)
            out[i] = signature->types[place];
        else if (choice->names[i] != NULL)
            return false;
        else
            out[i] = gathered(signature->types[fixed]);
    }
    candidate->defaults_used = choice->count < fixed ? fixed - choice->count : 0;
    candidate->arguments = out;
    return candidate->defaults_used <= signature->default_count;
}

static void
offer(Choice *choice, const Signature *signature, Candidate candidate)
{
    TypeId *types = arena_new_array(choice->analysis->arena, TypeId, choice->count + 1);

    if (match(choice, signature, types, &candidate))
        add_candidate(choice, candidate);
}

static const char **
cut_names(Arena *arena, const char *text, size_t count)
{
    const char **names = arena_new_array(arena, const char *, count + 1);

    for (size_t i = 0; i < count && text != NULL; i++)
    {
        size_t length = strcspn(text, ",");

        names[i] = arena_strndup(arena, text, length);
        text = text[length] == ',' ? text + length + 1 : NULL;
    }
    return names;
}

static bool
has_names(const Choice *choice)
{
    for (size_t i = 0; i < choice->count; i++)
    {
        if (choice->names[i] != NULL)
            return true;
    }
    return false;
}

static void
offer_builtin(Choice *choice, const BuiltinFunction *row, TypeId *types)
{
    Arena *arena = choice->analysis->arena;
    Signature signature = {.types = types,
                           .count = row->argument_count,
                           .default_count = row->default_count,
                           .is_variadic = (row->flags & BUILTIN_VARIADIC) != 0};

    /* Too few or too many arguments: most candidates leave here. */
    if (!signature.is_variadic && (choice->count > signature.count ||
                                   choice->count + signature.default_count < signature.count))
        return;
    for (size_t i = 0; i < signature.count; i++)
        types[i] = builtin_argument(row, i);
    if (has_names(choice))
        signature.names = cut_names(arena, row->argument_names, signature.count);
    offer(choice, &signature, (Candidate){.builtin = row});
}

static bool
is_in_path(const Analysis *analysis, const char *space)
{
    if (space == NULL || strcmp(space, "pg_temp") == 0)
        return false;
    return name_list_contains(analysis->path, space);
}

static void
offer_all(Choice *choice, const char *space, const char *name)
{
    size_t count;
    const BuiltinFunction *rows = builtin_function(name, &count);
    TypeId types[256];
    bool is_own = space != NULL && strcmp(space, "pg_catalog") != 0;
    const RoutineEntry *entry = query_routine_named(choice->analysis->context, name);

    for (; entry != NULL; entry = entry->next)
    {
        Signature signature = {.types = entry->arguments,
                               .names = entry->argument_names,
                               .count = entry->argument_count,
                               .default_count = entry->default_count,
                               .is_variadic = entry->is_variadic};

        if (space == NULL ? is_in_path(choice->analysis, entry->schema)
                          : str_equal(space, entry->schema))
            offer(choice, &signature, (Candidate){.routine = entry});
    }
    for (size_t i = 0; i < count; i++)
    {
        if (!is_own || rows[i].extension != 0)
            offer_builtin(choice, &rows[i], types);
    }
}

/* Arguments become what the function takes; the result of a polymorphic one follows them. */
static TypeId
settle(Analysis *analysis, const Candidate *best, TypeId result, Value *arguments, size_t count)
{
    TypeId *actual = arena_new_array(analysis->arena, TypeId, count + 1);

    for (size_t i = 0; i < count; i++)
        actual[i] = arguments[i].type;
    for (size_t i = 0; i < count; i++)
    {
        TypeId type = query_overload_result(analysis->context, best->arguments[i], best->arguments,
                                            actual, count);

        query_cast_to(analysis, &arguments[i],
                      type == BUILTIN_ANY || type == BUILTIN_ANYELEMENT ? BUILTIN_TEXT : type);
    }
    return query_overload_result(analysis->context, result, best->arguments, actual, count);
}

static bool
is_never_null(const BuiltinFunction *row)
{
    static const char *const names[] = {
        "clock_timestamp",
        "count",
        "cume_dist",
        "dense_rank",
        "gen_random_uuid",
        "now",
        "ntile",
        "percent_rank",
        "rank",
        "row_number",
        "statement_timestamp",
        "transaction_timestamp",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if (strcmp(names[i], row->name) == 0)
            return true;
    }
    return false;
}

static const RangeColumn *
builtin_fields(Analysis *analysis, const BuiltinFunction *row)
{
    const char **names = cut_names(analysis->arena, row->result_names, row->result_count);
    RangeColumn *fields = arena_new_array(analysis->arena, RangeColumn, row->result_count + 1);

    for (size_t i = 0; i < row->result_count; i++)
        fields[i] = (RangeColumn){.name = names[i],
                                  .hash = query_name_hash(names[i]),
                                  .type = builtin_result(row, i),
                                  .is_nullable = true};
    return fields;
}

/* OUT arguments may be polymorphic, too. */
static const RangeColumn *
settled_fields(Analysis *analysis, const Candidate *best, const RangeColumn *fields,
               size_t field_count, const Value *arguments, size_t count)
{
    RangeColumn *settled = arena_new_array(analysis->arena, RangeColumn, field_count + 1);
    TypeId *actual = arena_new_array(analysis->arena, TypeId, count + 1);

    for (size_t i = 0; i < count; i++)
        actual[i] = arguments[i].type;
    for (size_t i = 0; i < field_count; i++)
    {
        settled[i] = fields[i];
        settled[i].type = query_overload_result(analysis->context, fields[i].type, best->arguments,
                                                actual, count);
    }
    return settled;
}

static Call
call_builtin(Analysis *analysis, const Candidate *best, Value *arguments, size_t count)
{
    const BuiltinFunction *row = best->builtin;
    Call call = {.is_found = true};

    call.type = settle(analysis, best, builtin_id(row->result), arguments, count);
    call.is_set = (row->flags & BUILTIN_SET) != 0;
    call.is_aggregate = (row->flags & BUILTIN_AGGREGATE) != 0;
    call.is_window = (row->flags & BUILTIN_WINDOW) != 0;
    call.is_never_null = is_never_null(row);
    call.field_count = row->result_count;
    if (call.field_count > 0)
        call.fields = builtin_fields(analysis, row);
    if (call.field_count > 1 && call.type == BUILTIN_RECORD)
        call.type =
            query_type_row(analysis->context, NULL, "record", call.fields, call.field_count);
    return call;
}

static Call
call_own(Analysis *analysis, const Candidate *best, Value *arguments, size_t count)
{
    const RoutineEntry *entry = best->routine;
    Call call = {.is_found = true};

    call.type = settle(analysis, best, entry->result, arguments, count);
    call.is_set = entry->routine != NULL && entry->routine->returns_set;
    call.is_aggregate = entry->is_aggregate;
    call.is_window = entry->routine != NULL && entry->routine->is_window;
    call.routine = entry->routine;
    call.schema = entry->schema;
    call.fields =
        settled_fields(analysis, best, entry->fields, entry->field_count, arguments, count);
    call.field_count = entry->field_count;
    return call;
}

/* date(x): the name of a type, called with one argument. */
static Call
call_type(const char *space, const char *name, size_t count)
{
    TypeId type = count == 1 && space == NULL ? builtin_type(NULL, name) : TYPE_NOTHING;

    return (Call){.type = type, .is_found = type != TYPE_NOTHING};
}

/* name(row): a column, written like a function. */
static Call
call_field(Analysis *analysis, const char *name, TypeId row)
{
    size_t count;
    const RangeColumn *fields = query_type_fields(analysis->context, row, &count);

    for (size_t i = 0; i < count; i++)
    {
        if (strcmp(fields[i].name, name) == 0)
            return (Call){
                .type = fields[i].type, .modifiers = fields[i].modifiers, .is_found = true};
    }
    return (Call){0};
}

/* None fits, by what we know: but all give the same. */
static Call
call_any(const Choice *choice)
{
    Call call = {.is_found = choice->found > 0};

    for (size_t i = 0; i < choice->found; i++)
    {
        const Candidate *at = &choice->candidates[i];
        TypeId type = at->builtin != NULL ? builtin_id(at->builtin->result) : at->routine->result;

        if (i > 0 && type != call.type)
            type = TYPE_NOTHING;
        call.type = type;
        if (type == TYPE_NOTHING)
            break;
        call.is_set = at->builtin != NULL
                          ? (at->builtin->flags & BUILTIN_SET) != 0
                          : at->routine->routine != NULL && at->routine->routine->returns_set;
    }
    return call;
}

Call
query_function_call(Analysis *analysis, const FuncCall *node, Value *arguments, size_t count)
{
    int name_count = list_length(node->funcname);
    const char *name = strVal(llast(node->funcname));
    const char *space = name_count > 1 ? strVal(list_nth(node->funcname, name_count - 2)) : NULL;
    Choice choice = {.analysis = analysis, .node = node, .count = count};
    TypeId *inputs = arena_new_array(analysis->arena, TypeId, count + 1);
    const Candidate *best;
    Call call;
    ListCell *cell;
    size_t at = 0;

    choice.names = arena_new_array(analysis->arena, const char *, count + 1);
    foreach (cell, node->args)
    {
        if (at < count && IsA(lfirst(cell), NamedArgExpr))
            choice.names[at] = ((const NamedArgExpr *) lfirst(cell))->name;
        at++;
    }
    for (size_t i = 0; i < count; i++)
        inputs[i] = arguments[i].type;
    offer_all(&choice, space, name);
    best = query_overload(analysis->context, choice.candidates, choice.found, inputs, count);
    if (best != NULL && best->builtin != NULL)
        return call_builtin(analysis, best, arguments, count);
    if (best != NULL)
        return call_own(analysis, best, arguments, count);
    call = count == 1 ? call_field(analysis, name, arguments[0].type) : (Call){0};
    if (!call.is_found)
        call = call_type(space, name, count);
    return call.is_found ? call : call_any(&choice);
}

static void
report_missing(Analysis *analysis, const FuncCall *node)
{
    const char *name = strVal(llast(node->funcname));
    size_t count;

    (void) builtin_function(name, &count);
    if (count == 0 && query_routine_named(analysis->context, name) == NULL &&
        !query_routine_may_be_foreign(analysis->context))
        query_problem(analysis, node->location, "function %s does not exist", name);
}

/* The arguments; those of WITHIN GROUP (ORDER BY …) come last. */
static ValueList
arguments_of(Analysis *analysis, Scope *scope, const FuncCall *node)
{
    int count = list_length(node->args) + list_length(node->agg_order);
    ValueList list = query_expr_list(analysis, scope, node->args);
    Value *items = arena_new_array(analysis->work, Value, count + 1);
    ListCell *cell;

    if (!node->agg_within_group)
        return list;
    memcpy(items, list.items, list.count * sizeof(Value));
    list.items = items;
    foreach (cell, node->agg_order)
        list.items[list.count++] = query_expr(analysis, scope, lfirst_node(SortBy, cell)->node);
    return list;
}

static void
note_aggregate(Analysis *analysis, const ColumnUse *mark, const char *name)
{
    ColumnUse *use = mark == NULL ? analysis->query->uses.first : mark->next;

    for (; use != NULL; use = use->next)
    {
        if (use->roles != 0)
            continue;
        use->roles = USE_AGGREGATED;
        use->function = arena_strdup(analysis->arena, name);
    }
}

Value
query_function(Analysis *analysis, Scope *scope, const FuncCall *node)
{
    const char *name = strVal(llast(node->funcname));
    const ColumnUse *mark = query_use_mark(analysis);
    ValueList arguments = arguments_of(analysis, scope, node);
    Call call = query_function_call(analysis, node, arguments.items, arguments.count);
    Value value = query_value_of(call.type, arguments.items, arguments.count);

    if (!call.is_found)
        report_missing(analysis, node);
    value.modifiers = call.modifiers;
    value.is_nullable = !call.is_never_null;
    value.is_set = call.is_set;
    if (node->agg_order != NIL && !node->agg_within_group)
        query_sort_by(analysis, scope, node->agg_order, USE_AGGREGATED);
    if (call.is_aggregate && node->over == NULL)
    {
        note_aggregate(analysis, mark, name);
        scope->has_aggregates = true;
        if (strcmp(name, "count") == 0 && analysis->clause == CLAUSE_RESULT)
            scope->select->has_count = true;
        value.use = NULL;
    }
    else if (value.use != NULL && value.use->function == NULL)
        value.use->function = arena_strdup(analysis->arena, name);
    if (node->agg_filter != NULL)
        (void) query_expr(analysis, scope, node->agg_filter);
    if (node->over != NULL)
    {
        query_window(analysis, scope, node->over);
        value.use = NULL;
    }
    if (value.use == NULL)
        value.columns_used = value.columns_used > 0 ? 2 : 0;
    return value;
}
