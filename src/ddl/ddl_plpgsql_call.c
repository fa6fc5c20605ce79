/*
 * ddl_plpgsql_call.c - SELECT create_partitions('2024-01-01', 12): routines that the input defines and
 * calls.
 *
 * Only what is called for itself is followed: as a target of SELECT or PERFORM, in FROM, or by CALL. A
 * routine whose body changes no schema is silent.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_plpgsql.h"

enum
{
    CALLS_MAXIMUM = 8
};

static bool
is_input(const Argument *argument)
{
    return strcmp(argument->mode, "OUT") != 0 && strcmp(argument->mode, "TABLE") != 0;
}

static const char *
argument_type(const Argument *argument, Arena *arena)
{
    if (argument->type.schema != NULL)
        return "text";
    return argument->type.dimensions > 0 ? arena_printf(arena, "_%s", argument->type.name)
                                         : argument->type.name;
}

/* The value at a place, or under the name of name => value. */
static const Node *
argument_node(const FuncCall *call, const Argument *argument, int position)
{
    ListCell *cell;

    foreach (cell, call->args)
    {
        const Node *node = lfirst(cell);

        if (IsA(node, NamedArgExpr) &&
            str_equal(((const NamedArgExpr *) node)->name, argument->name))
            return (const Node *) ((const NamedArgExpr *) node)->arg;
    }
    if (position < list_length(call->args) && !IsA(list_nth(call->args, position), NamedArgExpr))
        return list_nth(call->args, position);
    return NULL;
}

static void
declare_arguments(Follow *inner, Follow *outer, const Routine *routine, const FuncCall *call)
{
    Arena *arena = arena_new(inner->arena, "arguments");
    int position = 0;

    for (const Argument *at = routine->arguments.first; at != NULL; at = at->next)
    {
        Eval eval = ddl_plpgsql_evaluator(outer, arena);
        Value value = ddl_value_null();
        const char *type = argument_type(at, inner->arena);
        const Node *node;

        if (is_input(at))
        {
            node = argument_node(call, at, position++);
            if (node != NULL)
                value = ddl_eval_node(&eval, node);
            else if (at->default_expr != NULL)
                value = ddl_eval_expression(&eval, at->default_expr->sql);
            if (value.kind == VALUE_UNKNOWN)
                value.text = eval.why;
            ddl_plpgsql_declare(inner, arena_printf(arena, "$%d", position), type, value);
        }
        if (at->name != NULL)
            ddl_plpgsql_declare(inner, at->name, type, value);
    }
    arena_free(arena);
}

/* SET search_path of the routine. */
static void
set_path(Reader *reader, const Routine *routine)
{
    for (const Option *at = routine->settings.first; at != NULL; at = at->next)
    {
        if (strcasecmp(at->name, "search_path") == 0 && at->value != NULL)
            (void) ddl_apply_text(reader, arena_printf(reader->turn, "SET search_path = %s",
                                                       at->value)); /* as it was read */
    }
}

static Flow
follow_body(Follow *inner, const Routine *routine)
{
    Reader *reader = inner->reader;
    NameList path = reader->search_path;
    const char *path_text = reader->search_path_text;
    PlStatementList list = {0};
    PlStatement *block;
    Flow flow;

    if (strcasecmp(routine->language, "sql") == 0)
        list = plpgsql_parse_sql(inner->arena, routine->body);
    else if ((block = plpgsql_parse(inner->arena, routine->body)) != NULL)
        list = (PlStatementList){.first = block, .last = block, .count = 1};
    set_path(reader, routine);
    flow = ddl_plpgsql_follow(inner, &list);
    reader->search_path = path;
    reader->search_path_text = path_text;
    return flow.kind == FLOW_ERROR || flow.kind == FLOW_STOP ? flow : flow_next;
}

/* Copied, for the routine may replace itself. */
static Flow
follow_routine(Follow *outer, const Routine *routine, const FuncCall *call)
{
    Routine copy = *routine;
    Value found = ddl_value_bool(false);
    Follow inner = {.reader = outer->reader,
                    .arena = arena_new(outer->arena, "call"),
                    .found = &found,
                    .routine = routine->name,
                    .has_one_place = true,
                    .changes = true,
                    .calls = outer->calls + 1,
                    .assumed = outer->assumed,
                    .handled = outer->handled};
    Flow flow;

    declare_arguments(&inner, outer, &copy, call);
    flow = follow_body(&inner, &copy);
    flow.message = arena_strdup(outer->arena, flow.message);
    arena_free(inner.arena);
    return flow;
}

static Flow
follow_call(Follow *follow, const FuncCall *call)
{
    const char *space;
    const char *name;
    const Routine *routine;

    ddl_split_names(call->funcname, &space, &name);
    routine = ddl_routine_named(follow->reader, space, name);
    if (routine == NULL || routine->body == NULL || follow->calls >= CALLS_MAXIMUM ||
        !ddl_plpgsql_routine_changes(follow, routine))
        return flow_next;
    return follow_routine(follow, routine, call);
}

static Flow
follow_from(Follow *follow, const List *items)
{
    Flow flow = flow_next;
    ListCell *cell;

    foreach (cell, items)
    {
        const RangeFunction *item = lfirst(cell);
        const List *first;

        if (!IsA(item, RangeFunction) || item->functions == NIL)
            continue;
        first = linitial(item->functions);
        if (first != NIL && linitial(first) != NULL && IsA(linitial(first), FuncCall) &&
            flow.kind == FLOW_NEXT)
            flow = follow_call(follow, linitial(first));
    }
    return flow;
}

Flow
ddl_plpgsql_call_all(Follow *follow, const Node *tree)
{
    const SelectStmt *select = (const SelectStmt *) tree;
    Flow flow = flow_next;
    ListCell *cell;

    if (tree != NULL && IsA(tree, CallStmt))
        return follow_call(follow, ((const CallStmt *) tree)->funccall);
    if (tree == NULL || !IsA(tree, SelectStmt))
        return flow_next;
    foreach (cell, select->targetList)
    {
        const Node *value = lfirst_node(ResTarget, cell)->val;

        if (value != NULL && IsA(value, FuncCall) && flow.kind == FLOW_NEXT)
            flow = follow_call(follow, (const FuncCall *) value);
    }
    return flow.kind == FLOW_NEXT ? follow_from(follow, select->fromClause) : flow;
}

bool
ddl_call(Reader *reader, const FuncCall *call)
{
    Value found = ddl_value_bool(false);
    Follow follow = {.reader = reader, .found = &found, .has_one_place = true};
    const char *space;
    const char *name;
    size_t rest;

    ddl_split_names(call->funcname, &space, &name);
    if (ddl_routine_named(reader, space, name) == NULL)
        return false;
    follow.arena = arena_new(reader->turn, "call");
    rest = ddl_plpgsql_limit(reader);
    (void) follow_call(&follow, call); /* what failed has been said */
    reader->work += rest;
    arena_free(follow.arena);
    return true;
}
