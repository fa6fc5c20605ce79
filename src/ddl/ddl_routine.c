#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

/* Functions of one name, told apart by the types of their inputs. */
typedef struct Overload Overload;
struct Overload
{
    Overload *next;
    Routine *routine;
};

static char *
name_key(Reader *reader, const char *space, const char *name)
{
    return arena_printf(reader->turn, "%s\x01%s", space, name);
}

void
ddl_routine_register(Reader *reader, Routine *routine)
{
    char *key = name_key(reader, routine->schema, routine->name);
    Overload *overload = arena_new_object(reader->arena, Overload);

    overload->routine = routine;
    overload->next = map_get(reader->routines, key);
    map_put(reader->routines, key, overload);
    uses_touch(reader->schema, USER_ROUTINE, routine);
}

void
ddl_routine_unregister(Reader *reader, Routine *routine)
{
    char *key = name_key(reader, routine->schema, routine->name);
    Overload *first = map_get(reader->routines, key);
    Overload **link = &first;

    while (*link != NULL && (*link)->routine != routine)
        link = &(*link)->next;
    if (*link != NULL)
        *link = (*link)->next;
    map_put(reader->routines, key, first);
    routine->touched = USES_GONE;
}

bool
ddl_routine_is_overloaded(Reader *reader, const Routine *routine)
{
    const Overload *first =
        map_get(reader->routines, name_key(reader, routine->schema, routine->name));

    return first != NULL && (first->next != NULL || first->routine != routine);
}

bool
ddl_routine_is_input(const Argument *argument)
{
    return strcmp(argument->mode, "OUT") != 0 && strcmp(argument->mode, "TABLE") != 0;
}

bool
ddl_routine_same_type(const TypeName *left, const TypeName *right)
{
    return str_equal(left->name, right->name) && str_equal(left->schema, right->schema) &&
           (left->dimensions > 0) == (right->dimensions > 0);
}

static bool
takes_types(const Routine *routine, const TypeName *types, size_t count)
{
    size_t position = 0;

    for (const Argument *at = routine->arguments.first; at != NULL; at = at->next)
    {
        if (!ddl_routine_is_input(at))
            continue;
        if (position >= count || !ddl_routine_same_type(&at->type, &types[position]))
            return false;
        position++;
    }
    return position == count;
}

static Overload *
overloads(Reader *reader, const char *space, const char *name)
{
    Overload *found = NULL;

    if (space != NULL)
        return map_get(reader->routines, name_key(reader, space, name));
    for (const Name *path = reader->search_path.first; path != NULL && found == NULL;
         path = path->next)
        found = map_get(reader->routines, name_key(reader, path->text, name));
    return found;
}

Routine *
ddl_routine_named(Reader *reader, const char *space, const char *name)
{
    const Overload *found = overloads(reader, space, name);

    return found == NULL ? NULL : found->routine;
}

static Routine *
find_same(Reader *reader, const Routine *routine)
{
    TypeName *types = arena_new_array(reader->turn, TypeName, routine->arguments.count);
    size_t count = 0;

    for (const Argument *at = routine->arguments.first; at != NULL; at = at->next)
    {
        if (ddl_routine_is_input(at))
            types[count++] = at->type;
    }
    for (const Overload *at = overloads(reader, routine->schema, routine->name); at != NULL;
         at = at->next)
    {
        if (takes_types(at->routine, types, count))
            return at->routine;
    }
    return NULL;
}

Routine *
ddl_routine_find(Reader *reader, const ObjectWithArgs *object)
{
    size_t count = (size_t) list_length(object->objargs);
    TypeName *types = arena_new_array(reader->turn, TypeName, count);
    const char *space;
    const char *name;
    size_t position = 0;
    ListCell *cell;

    ddl_split_names(object->objname, &space, &name);
    foreach (cell, object->objargs)
    {
        if (lfirst(cell) != NULL)
            types[position++] = ddl_type_name(reader, lfirst_type(cell));
    }
    for (const Overload *at = overloads(reader, space, name); at != NULL; at = at->next)
    {
        if (!object->args_unspecified && !takes_types(at->routine, types, count))
            continue;
        if (object->args_unspecified && at->next != NULL)
        {
            ddl_error(reader, -1, "function name \"%s\" is not unique",
                      ddl_names_text(reader, object->objname));
            return NULL;
        }
        return at->routine;
    }
    return NULL;
}

Routine *
ddl_routine_find_as(Reader *reader, ObjectType kind, const ObjectWithArgs *object)
{
    Routine *routine = ddl_routine_find(reader, object);

    if (routine == NULL || kind == OBJECT_ROUTINE ||
        (kind == OBJECT_PROCEDURE) == (routine->kind == ROUTINE_PROCEDURE))
        return routine;
    ddl_error(reader, -1, "\"%s\" is not a %s", routine->name,
              kind == OBJECT_PROCEDURE ? "procedure" : "function");
    return NULL;
}

bool
ddl_routine_name_is_free(Reader *reader, const Routine *routine, const char *space,
                         const char *name)
{
    Routine wanted = *routine;

    wanted.schema = space;
    wanted.name = name;
    if (find_same(reader, &wanted) == NULL)
        return true;
    ddl_error(reader, -1, "function \"%s\" already exists in schema \"%s\" with these arguments",
              name, space);
    return false;
}

static const char *
mode_text(FunctionParameterMode mode)
{
    switch (mode)
    {
    case FUNC_PARAM_OUT:
        return "OUT";
    case FUNC_PARAM_INOUT:
        return "INOUT";
    case FUNC_PARAM_VARIADIC:
        return "VARIADIC";
    case FUNC_PARAM_TABLE:
        return "TABLE";
    default:
        return "IN";
    }
}

/* What follows DEFAULT or '=' in the argument that starts at a token. */
static const Expr *
argument_default(Reader *reader, const FunctionParameter *parameter, size_t first)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t end = token_list_item_end(tokens, first);
    uint32_t depth = tokens->items[first].depth;

    for (size_t at = first; at < end; at++)
    {
        if (tokens->items[at].depth == depth &&
            (token_list_is(tokens, at, "default") || token_list_is_char(tokens, at, '=')))
            return ddl_expr(reader, parameter->defexpr, at + 1, end);
    }
    return NULL;
}

static void
add_arguments(Reader *reader, Routine *routine, const List *parameters)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_find_open(tokens, 0, 0) + 1;
    ListCell *cell;

    foreach (cell, parameters)
    {
        const FunctionParameter *parameter = lfirst_node(FunctionParameter, cell);
        Argument *argument = arena_new_object(reader->arena, Argument);

        argument->name = ddl_keep(reader, parameter->name);
        argument->mode = mode_text(parameter->mode);
        argument->type = ddl_type_name(reader, parameter->argType);
        if (parameter->defexpr != NULL && at < tokens->count)
            argument->default_expr = argument_default(reader, parameter, at);
        list_append(&routine->arguments, argument);
        at = token_list_item_end(tokens, at) + 1;
    }
}

static bool
has_table_arguments(const Routine *routine)
{
    return routine->arguments.last != NULL && strcmp(routine->arguments.last->mode, "TABLE") == 0;
}

/* The value of SET as SQL: strings as literals, each element of a list on its own. */
static const char *
setting_value(Reader *reader, const List *args)
{
    StrBuf text = strbuf_new(reader->arena);
    ListCell *cell;

    foreach (cell, args)
    {
        const A_Const *value = lfirst(cell);

        strbuf_separate(&text, ", ");
        if (!IsA(value, A_Const))
            continue;
        if (IsA(&value->val, String))
            quote_add_literal(&text, value->val.sval.sval);
        else if (IsA(&value->val, Integer))
            strbuf_printf(&text, "%d", value->val.ival.ival);
        else if (IsA(&value->val, Float))
            strbuf_add(&text, value->val.fval.fval);
    }
    return text.text;
}

/* Of FROM CURRENT we know the search_path alone; NULL: the setting is taken away. */
static const char *
new_setting(Reader *reader, const VariableSetStmt *set)
{
    if (set->kind == VAR_SET_VALUE)
        return setting_value(reader, set->args);
    if (set->kind == VAR_SET_CURRENT && strcasecmp(set->name, "search_path") == 0)
        return ddl_path_literals(reader);
    return NULL;
}

static void
set_setting(Reader *reader, Routine *routine, const VariableSetStmt *set)
{
    Option *option = routine->settings.first;
    const char *value;

    if (set->kind == VAR_RESET_ALL)
        routine->settings = (OptionList){0};
    if (set->name == NULL)
        return;
    while (option != NULL && strcasecmp(option->name, set->name) != 0)
        option = option->next;
    value = new_setting(reader, set);
    if (value == NULL)
    {
        if (option != NULL)
            list_remove(&routine->settings, option);
        return;
    }
    if (option == NULL)
    {
        option = arena_new_object(reader->arena, Option);
        option->name = ddl_keep(reader, set->name);
        list_append(&routine->settings, option);
    }
    option->value = value;
}

static void
set_body(Reader *reader, Routine *routine, const List *strings)
{
    routine->body = ddl_keep(reader, strVal(linitial(strings)));
    if (list_length(strings) > 1)
        routine->link_symbol = ddl_keep(reader, strVal(lsecond(strings)));
}

static void
set_transforms(Reader *reader, Routine *routine, const List *types)
{
    ListCell *cell;

    foreach (cell, types)
        name_list_add(reader->arena, &routine->transforms,
                      ddl_type_name(reader, lfirst_type(cell)).text);
}

static void
set_option(Reader *reader, Routine *routine, const DefElem *element)
{
    const char *name = element->defname;

    if (strcmp(name, "as") == 0)
        set_body(reader, routine, (const List *) element->arg);
    else if (strcmp(name, "language") == 0)
        routine->language = ddl_keep(reader, strVal(element->arg));
    else if (strcmp(name, "volatility") == 0)
        routine->volatility = strVal(element->arg)[0];
    else if (strcmp(name, "strict") == 0)
        routine->is_strict = ddl_def_bool(element);
    else if (strcmp(name, "security") == 0)
        routine->is_security_definer = ddl_def_bool(element);
    else if (strcmp(name, "leakproof") == 0)
        routine->is_leakproof = ddl_def_bool(element);
    else if (strcmp(name, "window") == 0)
        routine->is_window = ddl_def_bool(element);
    else if (strcmp(name, "parallel") == 0)
        routine->parallel = strVal(element->arg)[0];
    else if (strcmp(name, "cost") == 0)
        routine->cost = ddl_def_text(reader, element);
    else if (strcmp(name, "rows") == 0)
        routine->rows = ddl_def_text(reader, element);
    else if (strcmp(name, "support") == 0)
        routine->support = ddl_def_text(reader, element);
    else if (strcmp(name, "set") == 0)
        set_setting(reader, routine, (const VariableSetStmt *) element->arg);
    else if (strcmp(name, "transform") == 0)
        set_transforms(reader, routine, (const List *) element->arg);
}

/* BEGIN ATOMIC … END or RETURN …: always the last clause. */
static const Expr *
sql_body(Reader *reader, const Node *node)
{
    const TokenList *tokens = ddl_tokens(reader);

    for (size_t at = 0; at < tokens->count; at++)
    {
        if (tokens->items[at].depth == 0 &&
            (token_list_is(tokens, at, "return") ||
             (token_list_is(tokens, at, "begin") && token_list_is(tokens, at + 1, "atomic"))))
            return ddl_expr(reader, node, at, tokens->count);
    }
    return NULL;
}

static Routine *
read_routine(Reader *reader, const CreateFunctionStmt *statement)
{
    Routine *routine = arena_new_object(reader->arena, Routine);
    const char *space;
    const char *name;
    ListCell *cell;

    ddl_split_names(statement->funcname, &space, &name);
    routine->schema = ddl_creation_schema(reader, space);
    routine->name = ddl_keep(reader, name);
    routine->kind = statement->is_procedure ? ROUTINE_PROCEDURE : ROUTINE_FUNCTION;
    routine->volatility = 'v';
    routine->parallel = 'u';
    routine->location = ddl_location(reader, -1);
    routine->ordinal = reader->ordinal;
    add_arguments(reader, routine, statement->parameters);
    if (statement->returnType != NULL)
    {
        routine->returns_set = statement->returnType->setof;
        if (!has_table_arguments(routine))
            routine->returns = ddl_type_name(reader, statement->returnType);
    }
    foreach (cell, statement->options)
        set_option(reader, routine, lfirst_node(DefElem, cell));
    if (statement->sql_body != NULL)
        routine->sql_body = sql_body(reader, statement->sql_body);
    if (routine->language == NULL && statement->sql_body != NULL)
        routine->language = "sql";
    return routine;
}

void
ddl_routine_create(Reader *reader, const void *node)
{
    const CreateFunctionStmt *statement = node;
    Routine *routine = read_routine(reader, statement);
    Routine *old = find_same(reader, routine);

    if (routine->language == NULL)
    {
        ddl_error(reader, -1, "no language specified");
        return;
    }
    if (!ddl_routine_may_create(reader, statement, old, routine))
        return;
    if (old != NULL)
    {
        routine->next = old->next;
        routine->owner = old->owner;
        routine->comment = old->comment;
        routine->grants = old->grants;
        *old = *routine;
        uses_touch(reader->schema, USER_ROUTINE, old);
        return;
    }
    ddl_grant_new(reader, 'f', routine->schema, &routine->grants);
    list_append(&reader->schema->routines, routine);
    ddl_routine_register(reader, routine);
}

void
ddl_routine_alter(Reader *reader, const void *node)
{
    const AlterFunctionStmt *statement = node;
    Routine *routine = ddl_routine_find_as(reader, statement->objtype, statement->func);
    ListCell *cell;

    if (routine == NULL)
    {
        ddl_error(reader, -1, "function \"%s\" does not exist",
                  ddl_names_text(reader, statement->func->objname));
        return;
    }
    foreach (cell, statement->actions)
    {
        if (strcmp(lfirst_node(DefElem, cell)->defname, "rows") != 0 || routine->returns_set)
            continue;
        ddl_error(reader, -1, "ROWS is not applicable when function does not return a set");
        return;
    }
    foreach (cell, statement->actions)
        set_option(reader, routine, lfirst_node(DefElem, cell));
}
