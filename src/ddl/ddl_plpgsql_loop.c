/*
 * ddl_plpgsql_loop.c - loops of PL/pgSQL, followed round by round as long as that is cheap.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_plpgsql.h"

enum
{
    ROUNDS_MAXIMUM = 10000,
    ROUNDS_QUIET = 100 /* of a loop that changes no schema */
};

/* True when the loop goes on; `flow` is what it leads to otherwise. */
static bool
goes_on(const PlStatement *loop, Flow *flow)
{
    bool is_mine = flow->label == NULL || str_equal(flow->label, loop->label);

    switch (flow->kind)
    {
    case FLOW_NEXT:
        return true;
    case FLOW_CONTINUE:
        if (!is_mine)
            return false;
        *flow = flow_next;
        return true;
    case FLOW_EXIT:
        if (is_mine)
            *flow = flow_next;
        return false;
    default:
        return false;
    }
}

/* A loop of which only the server knows the rounds. */
static Flow
skip_loop(Follow *follow, const PlStatement *loop, const char *why)
{
    if (ddl_plpgsql_changes(follow, &loop->body))
        ddl_plpgsql_remark(follow, loop, ": this loop is not followed, it depends on %s",
                           why == NULL ? "what only the server knows" : why);
    ddl_plpgsql_forget(follow, &loop->body, why);
    for (const PlText *at = loop->targets.first; at != NULL; at = at->next)
        ddl_plpgsql_assign(follow, at->text, ddl_value_unknown(why));
    return follow->result != NULL ? (Flow){.kind = FLOW_STOP} : flow_next;
}

static bool
is_out_of_rounds(Follow *follow, const PlStatement *loop, size_t round)
{
    if (round < ROUNDS_QUIET && follow->reader->work > 0)
        return false;
    if (round == ROUNDS_QUIET && !ddl_plpgsql_changes(follow, &loop->body))
    {
        ddl_plpgsql_forget(follow, &loop->body, NULL);
        return true;
    }
    if (round < ROUNDS_MAXIMUM && follow->reader->work > 0)
        return false;
    ddl_plpgsql_remark(follow, loop, ": this loop is followed for %zu rounds only", round);
    return true;
}

Flow
ddl_plpgsql_loop(Follow *follow, const PlStatement *loop)
{
    Flow flow = flow_next;

    for (size_t round = 0; !is_out_of_rounds(follow, loop, round); round++)
    {
        const char *why = NULL;
        Truth holds =
            loop->kind == PL_LOOP ? TRUTH_TRUE : ddl_plpgsql_truth(follow, loop->expr.text, &why);

        if (holds == TRUTH_UNKNOWN)
            return skip_loop(follow, loop, why);
        if (holds == TRUTH_FALSE)
            return flow_next;
        flow = ddl_plpgsql_follow(follow, &loop->body);
        if (!goes_on(loop, &flow))
            break;
    }
    return flow;
}

static bool
eval_integer(Follow *follow, const char *expr, int64_t *out, const char **why)
{
    Arena *arena = arena_new(follow->arena, "bound");
    Value value = ddl_plpgsql_eval(follow, arena, expr, why);

    value = ddl_value_cast(arena, value, "int8");
    *out = value.integer;
    *why = arena_strdup(follow->arena, *why);
    arena_free(arena);
    return value.kind == VALUE_INTEGER;
}

Flow
ddl_plpgsql_for_integer(Follow *follow, const PlStatement *loop)
{
    Variable *outer = follow->variables;
    const char *why = NULL;
    int64_t first;
    int64_t last;
    int64_t step = 1;
    Flow flow = flow_next;

    if (loop->targets.first == NULL || !eval_integer(follow, loop->expr.text, &first, &why) ||
        !eval_integer(follow, loop->upper.text, &last, &why) ||
        (loop->step.text != NULL && !eval_integer(follow, loop->step.text, &step, &why)) ||
        step <= 0)
        return skip_loop(follow, loop, why);
    ddl_plpgsql_declare(follow, loop->targets.first->text, "int4", ddl_value_null());
    for (size_t round = 0; loop->is_reverse ? first >= last : first <= last; round++)
    {
        if (is_out_of_rounds(follow, loop, round))
            break;
        ddl_plpgsql_assign(follow, loop->targets.first->text, ddl_value_integer(first));
        flow = ddl_plpgsql_follow(follow, &loop->body);
        if (!goes_on(loop, &flow) ||
            __builtin_add_overflow(first, loop->is_reverse ? -step : step, &first))
            break;
    }
    follow->variables = outer;
    return flow;
}

/* The query of FOR r IN …, which may be the name of a cursor or the text of EXECUTE. */
static const char *
loop_query(Follow *follow, Arena *arena, const PlStatement *loop, const char **why)
{
    Value text;

    if (loop->kind == PL_FOR_EXECUTE)
    {
        text = ddl_plpgsql_eval(follow, arena, loop->expr.text, why);
        return text.kind == VALUE_TEXT ? text.text : NULL;
    }
    for (const Variable *at = follow->variables; at != NULL && loop->expr.text != NULL;
         at = at->next)
    {
        if (at->query != NULL && strcasecmp(at->name, loop->expr.text) == 0)
            return at->query;
    }
    return loop->expr.text;
}

static Flow
follow_rows(Follow *follow, const PlStatement *loop, const RowSet *set)
{
    Flow flow = flow_next;
    size_t round = 0;

    for (const Row *row = set->rows.first; row != NULL; row = row->next)
    {
        if (is_out_of_rounds(follow, loop, round++))
            break;
        ddl_plpgsql_assign_row(follow, &loop->targets, set, row);
        flow = ddl_plpgsql_follow(follow, &loop->body);
        if (!goes_on(loop, &flow))
            break;
    }
    *follow->found = ddl_value_bool(set->rows.count > 0);
    return flow;
}

Flow
ddl_plpgsql_for_query(Follow *follow, const PlStatement *loop)
{
    Arena *arena = arena_new(follow->arena, "rows");
    Eval eval = ddl_plpgsql_evaluator(follow, arena);
    const char *query = loop_query(follow, arena, loop, &eval.why);
    RowSet set = {.is_partial = true};
    Flow flow;

    if (query != NULL)
        set = ddl_eval_query(&eval, query);
    flow = set.is_partial ? skip_loop(follow, loop, arena_strdup(follow->arena, eval.why))
                          : follow_rows(follow, loop, &set);
    arena_free(arena);
    return flow;
}

Flow
ddl_plpgsql_foreach(Follow *follow, const PlStatement *loop)
{
    Arena *arena = arena_new(follow->arena, "items");
    const char *why = NULL;
    Value array = ddl_plpgsql_eval(follow, arena, loop->expr.text, &why);
    Flow flow = flow_next;

    if (array.kind == VALUE_TEXT)
        array = ddl_value_cast(arena, array, "_text");
    if (array.kind != VALUE_ARRAY || loop->targets.first == NULL)
        flow = skip_loop(follow, loop, arena_strdup(follow->arena, why));
    for (size_t i = 0; array.kind == VALUE_ARRAY && i < array.count; i++)
    {
        if (loop->targets.first == NULL || is_out_of_rounds(follow, loop, i))
            break;
        ddl_plpgsql_assign(follow, loop->targets.first->text, array.items[i]);
        flow = ddl_plpgsql_follow(follow, &loop->body);
        if (!goes_on(loop, &flow))
            break;
    }
    arena_free(arena);
    return flow;
}
