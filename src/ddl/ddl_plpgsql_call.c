/*
 * ddl_plpgsql_call.c - SELECT create_partitions('2024-01-01', 12): routines that the input defines and
 * calls.
 *
 * Only what is called for itself is followed: as a target of SELECT or PERFORM, in FROM, or by CALL. A
 * routine whose body changes no schema is silent.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_plpgsql.h"

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

/* `values` are those of the call, where they are known already; or NULL. */
static void
declare_arguments(Follow *inner, Follow *outer, const Routine *routine, const FuncCall *call,
                  const Value *values)
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
            node = argument_node(call, at, position);
            if (node != NULL && values != NULL)
                value = values[position];
            else if (node != NULL)
                value = ddl_eval_node(&eval, node);
            else if (at->default_expr != NULL)
                value = ddl_eval_expression(&eval, at->default_expr->sql);
            if (value.kind == VALUE_UNKNOWN)
                value.text = eval.why;
            ddl_plpgsql_declare(inner, arena_printf(arena, "$%d", ++position), type, value);
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
follow_routine(Follow *outer, const Routine *routine, const FuncCall *call, const Value *values)
{
    Routine copy = *routine;
    Value found = ddl_value_bool(false);
    Follow inner = {.reader = outer->reader,
                    .arena = arena_new(outer->arena, "call"),
                    .found = &found,
                    .routine = routine->name,
                    .has_one_place = true,
                    .changes = true,
                    .assumed = outer->assumed,
                    .handled = outer->handled};
    Flow flow;

    declare_arguments(&inner, outer, &copy, call, values);
    outer->reader->depth++;
    flow = follow_body(&inner, &copy);
    outer->reader->depth--;
    flow.message = arena_strdup(outer->arena, flow.message);
    arena_free(inner.arena);
    return flow;
}

/* How well a call fits: 0 not at all. Only what the text of the call shows is asked. */
static int
fit_of(const Routine *routine, const FuncCall *call)
{
    int position = 0;
    int fit = 1;

    for (const Argument *at = routine->arguments.first; at != NULL; at = at->next)
    {
        const Node *node = is_input(at) ? argument_node(call, at, position++) : NULL;
        bool is_array = at->type.dimensions > 0;

        if (!is_input(at))
            continue;
        if (node == NULL && at->default_expr == NULL && strcmp(at->mode, "VARIADIC") != 0)
            return 0;
        if (node != NULL && IsA(node, A_ArrayExpr))
            fit += is_array ? 2 : -1;
        else if (node != NULL && IsA(node, A_Const))
            fit += is_array ? 0 : 2;
        if (fit <= 0)
            return 0;
    }
    return list_length(call->args) <= position ? fit : 1;
}

const Routine *
ddl_routine_called(Reader *reader, const FuncCall *call)
{
    const char *space;
    const char *name;
    const Routine *best;
    int best_fit;

    ddl_split_names(call->funcname, &space, &name);
    best = ddl_routine_named(reader, space, name);
    if (best == NULL)
        return NULL;
    best_fit = fit_of(best, call);
    for (const Routine *at = reader->schema->routines.first; at != NULL; at = at->next)
    {
        if (strcmp(at->name, best->name) != 0 || !str_equal(at->schema, best->schema) ||
            fit_of(at, call) <= best_fit)
            continue;
        best = at;
        best_fit = fit_of(at, call);
    }
    return best;
}

static bool
has_named_arguments(const FuncCall *call)
{
    ListCell *cell;

    foreach (cell, call->args)
    {
        if (IsA(lfirst(cell), NamedArgExpr))
            return true;
    }
    return false;
}

/* The arguments of a call as the targets of the query that it stands in. */
static List *
targets_of(Arena *arena, const FuncCall *call)
{
    size_t count = (size_t) list_length(call->args);
    ResTarget *targets = arena_new_array(arena, ResTarget, count + 1);
    List *list = arena_new_object(arena, List);

    list->type = T_List;
    list->elements = arena_new_array(arena, ListCell, count + 1);
    for (; (size_t) list->length < count; list->length++)
    {
        ResTarget *target = &targets[list->length];

        target->type = T_ResTarget;
        target->val = list_nth(call->args, list->length);
        list->elements[list->length].ptr_value = target;
    }
    return list;
}

/* SELECT f(x) FROM …: once for each row. False when only the server knows the rows. */
static bool
follow_rows(Follow *follow, const SelectStmt *select, const Routine *routine, const FuncCall *call,
            Flow *flow)
{
    Arena *arena = arena_new(follow->arena, "rows");
    Eval eval = ddl_plpgsql_evaluator(follow, arena);
    SelectStmt query = *select;
    RowSet set = {.is_partial = true};

    query.targetList = has_named_arguments(call) ? NIL : targets_of(arena, call);
    query.sortClause = NIL; /* by what the call returns, if by anything */
    if (query.targetList != NIL)
        set = ddl_eval_select(&eval, &query);
    for (const Row *row = set.rows.first;
         !set.is_partial && row != NULL && flow->kind == FLOW_NEXT && follow->reader->work > 0;
         row = row->next)
        *flow = follow_routine(follow, routine, call, row->values);
    arena_free(arena);
    return !set.is_partial;
}

/* `select` is the query whose rows it is called for; or NULL. */
static Flow
follow_call(Follow *follow, const SelectStmt *select, const FuncCall *call)
{
    Flow flow = flow_next;
    const Routine *routine = ddl_routine_called(follow->reader, call);

    if (routine == NULL || routine->body == NULL || follow->reader->depth >= DDL_DEPTH_MAXIMUM ||
        !ddl_plpgsql_routine_changes(follow, routine))
        return flow_next;
    if (select != NULL && (select->fromClause != NIL || select->whereClause != NULL) &&
        follow_rows(follow, select, routine, call, &flow))
        return flow;
    return follow_routine(follow, routine, call, NULL);
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
            flow = follow_call(follow, NULL, linitial(first));
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
        return follow_call(follow, NULL, ((const CallStmt *) tree)->funccall);
    if (tree == NULL || !IsA(tree, SelectStmt))
        return flow_next;
    foreach (cell, select->targetList)
    {
        const Node *value = lfirst_node(ResTarget, cell)->val;

        if (value != NULL && IsA(value, FuncCall) && flow.kind == FLOW_NEXT)
            flow = follow_call(follow, select, (const FuncCall *) value);
    }
    return flow.kind == FLOW_NEXT ? follow_from(follow, select->fromClause) : flow;
}

Value
ddl_plpgsql_value(Eval *eval, const Routine *routine, const FuncCall *call)
{
    Value found = ddl_value_bool(false);
    Value result = ddl_value_unknown(NULL);
    Follow inner = {.reader = eval->reader,
                    .arena = arena_new(eval->arena, "value"),
                    .found = &found,
                    .routine = routine->name,
                    .has_one_place = true,
                    .result = &result};
    Arena *arena = inner.arena;

    if (eval->reader->depth < DDL_DEPTH_MAXIMUM && eval->depth < 30 && !has_named_arguments(call) &&
        !ddl_plpgsql_routine_changes(&inner, routine))
    {
        Value *values = arena_new_array(arena, Value, list_length(call->args) + 1);
        int count = 0;
        ListCell *cell;

        foreach (cell, call->args)
        {
            values[count++] = ddl_eval_node(eval, lfirst(cell));
        }
        declare_arguments(&inner, &inner, routine, call, values);
        eval->reader->depth++;
        (void) follow_body(&inner, routine); /* what it leads to is its value */
        eval->reader->depth--;
    }
    return result;
}

bool
ddl_call(Reader *reader, const SelectStmt *select, const FuncCall *call)
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
    (void) follow_call(&follow, select, call); /* what failed has been said */
    reader->work += rest;
    arena_free(follow.arena);
    return true;
}
