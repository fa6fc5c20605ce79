/*
 * ddl_routine_replace.c - what CREATE OR REPLACE FUNCTION refuses, because callers rely on it.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

/* Once an argument has a default, all that follow need one. */
static bool
defaults_are_last(Reader *reader, const List *parameters)
{
    bool has_default = false;
    ListCell *cell;

    foreach (cell, parameters)
    {
        const FunctionParameter *parameter = lfirst_node(FunctionParameter, cell);

        if (parameter->mode == FUNC_PARAM_OUT || parameter->mode == FUNC_PARAM_TABLE)
            continue;
        if (has_default && parameter->defexpr == NULL)
        {
            ddl_error(reader, -1,
                      "input parameters after one with a default value must also have defaults");
            return false;
        }
        has_default |= parameter->defexpr != NULL;
    }
    return true;
}

static bool
same_output(const Argument *left, const Argument *right)
{
    return ddl_routine_same_type(&left->type, &right->type) &&
           strcmp(left->name == NULL ? "" : left->name, right->name == NULL ? "" : right->name) ==
               0;
}

static const Argument *
next_output(const Argument *at)
{
    while (at != NULL && (strcmp(at->mode, "IN") == 0 || strcmp(at->mode, "VARIADIC") == 0))
        at = at->next;
    return at;
}

/* The one type that comes back; NULL for the rows of several outputs. */
static const TypeName *
single_result(const Routine *routine)
{
    const Argument *output = next_output(routine->arguments.first);

    if (output == NULL)
        return &routine->returns;
    return next_output(output->next) == NULL ? &output->type : NULL;
}

static bool
same_result(const Routine *old, const Routine *new)
{
    const TypeName *single = single_result(old);
    const Argument *left = next_output(old->arguments.first);
    const Argument *right = next_output(new->arguments.first);

    if (old->returns_set != new->returns_set || (single == NULL) != (single_result(new) == NULL))
        return false;
    if (single != NULL)
        return ddl_routine_same_type(single, single_result(new));
    while (left != NULL && right != NULL && same_output(left, right))
    {
        left = next_output(left->next);
        right = next_output(right->next);
    }
    return left == NULL && right == NULL;
}

static const Argument *
next_input(const Argument *at)
{
    while (at != NULL && !ddl_routine_is_input(at))
        at = at->next;
    return at;
}

/* What CREATE OR REPLACE refuses; NULL when it does not. */
static const char *
replace_obstacle(Reader *reader, const Routine *old, const Routine *new)
{
    const Argument *left = next_input(old->arguments.first);
    const Argument *right = next_input(new->arguments.first);

    if (old->kind != new->kind)
        return "cannot change routine kind";
    if (!same_result(old, new))
        return "cannot change return type of existing function";
    for (; left != NULL && right != NULL;
         left = next_input(left->next), right = next_input(right->next))
    {
        if (left->name != NULL && *left->name != '\0' && !str_equal(left->name, right->name))
            return arena_printf(reader->turn, "cannot change name of input parameter \"%s\"",
                                left->name);
        if (left->default_expr != NULL && right->default_expr == NULL)
            return "cannot remove parameter defaults from existing function";
    }
    return NULL;
}

static bool
may_replace(Reader *reader, const CreateFunctionStmt *statement, const Routine *old,
            const Routine *new)
{
    const char *obstacle;

    if (old == NULL)
        return true;
    if (!statement->replace)
    {
        ddl_error(reader, -1, "function \"%s\" already exists with same argument types", old->name);
        return false;
    }
    obstacle = replace_obstacle(reader, old, new);
    if (obstacle != NULL)
        ddl_error(reader, -1, "%s", obstacle);
    return obstacle == NULL;
}

bool
ddl_routine_may_create(Reader *reader, const CreateFunctionStmt *statement, const Routine *old,
                       const Routine *new)
{
    return defaults_are_last(reader, statement->parameters) &&
           may_replace(reader, statement, old, new);
}
