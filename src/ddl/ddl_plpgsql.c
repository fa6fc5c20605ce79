/*
 * ddl_plpgsql.c - DO blocks and routines, followed statement by statement. Nothing is executed.
 *
 * What a block does to the schema often follows from the schema and from constants alone: IF NOT EXISTS
 * (SELECT … FROM pg_type …) THEN CREATE TYPE …, loops that make partitions, EXECUTE format(…). Such a
 * block is done to the model. Where it depends on what only a server knows, a remark says on what; of
 * an IF, the branch that makes something is then taken as done, and of a loop, no round.
 *
 * The trap is time: a block is a program, and it may be a hostile one. All that is looked at is paid
 * from Reader.work, rounds of loops are counted, and values have a size that they do not pass.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_plpgsql.h"

#include <stdarg.h>

enum
{
    BLOCK_WORK = 3000000,
    STATEMENT_WORK = 100
};

const Flow flow_next = {.kind = FLOW_NEXT};

/* A routine that is called twice is read twice. */
static bool
was_said(const Schema *schema, Location location, const char *message)
{
    for (const Problem *at = schema->problems.first; at != NULL; at = at->next)
    {
        if (at->location.line == location.line && str_equal(at->location.file, location.file) &&
            strcmp(at->message, message) == 0)
            return true;
    }
    return false;
}

void
ddl_plpgsql_remark(Follow *follow, const PlStatement *statement, const char *format, ...)
{
    PlStatement *noted = (PlStatement *) statement;
    const char *where = follow->routine == NULL
                            ? "DO block"
                            : arena_printf(follow->arena, "function \"%s\"", follow->routine);
    int offset = follow->has_one_place ? -1 : (int) (follow->body_offset + statement->offset);
    const char *message;
    va_list arguments;

    if (noted->is_noted || follow->result != NULL)
        return;
    noted->is_noted = true;
    va_start(arguments, format);
    message =
        arena_printf(follow->arena, "%s%s", where, arena_vprintf(follow->arena, format, arguments));
    va_end(arguments);
    if (!was_said(follow->reader->schema, ddl_location(follow->reader, offset), message))
        ddl_remark(follow->reader, offset, "%s", message);
}

Truth
ddl_plpgsql_truth(Follow *follow, const char *expr, const char **why)
{
    Arena *arena = arena_new(follow->arena, "condition");
    Truth result = ddl_value_is_true(ddl_plpgsql_eval(follow, arena, expr, why));

    *why = arena_strdup(follow->arena, *why);
    arena_free(arena);
    return result;
}

/* ---- IF and CASE ---- */

/* CASE x WHEN a, b and CASE WHEN a: as a condition. */
static const char *
branch_condition(Follow *follow, const PlStatement *statement, const PlBranch *branch)
{
    if (statement->kind == PL_CASE && statement->expr.text != NULL && branch->expr.text != NULL)
        return arena_printf(follow->arena, "(%s) IN (%s)", statement->expr.text, branch->expr.text);
    return branch->expr.text;
}

/* Of branches that may be the one, that which changes the schema and does not raise. */
static const PlStatementList *
choose(Follow *follow, const PlStatement *statement, const PlBranch *first, const char **name)
{
    for (const PlBranch *at = first; at != NULL; at = at->next)
    {
        if (ddl_plpgsql_changes(follow, &at->body) && !ddl_plpgsql_raises(&at->body))
        {
            *name = "THEN";
            return &at->body;
        }
    }
    *name = "ELSE";
    return ddl_plpgsql_changes(follow, &statement->body) ? &statement->body : NULL;
}

static Flow
follow_unknown(Follow *follow, const PlStatement *statement, const PlBranch *first, const char *why)
{
    const char *name = NULL;
    const PlStatementList *chosen = choose(follow, statement, first, &name);
    bool returns = false;
    Flow flow;

    if (follow->result != NULL)
        return (Flow){.kind = FLOW_STOP};
    for (const PlBranch *at = first; at != NULL; at = at->next)
    {
        returns |= ddl_plpgsql_returns(&at->body);
        if (&at->body != chosen)
            ddl_plpgsql_forget(follow, &at->body, why);
    }
    if (&statement->body != chosen)
        ddl_plpgsql_forget(follow, &statement->body, why);
    if (chosen == NULL)
    {
        if (returns && follow->changes)
            ddl_plpgsql_remark(follow, statement, ": taken not to return here, which depends on %s",
                               why);
        return flow_next;
    }
    ddl_plpgsql_remark(follow, statement, ": the %s part is taken as done, which depends on %s",
                       name, why);
    follow->assumed++;
    flow = ddl_plpgsql_follow(follow, chosen);
    follow->assumed--;
    return flow.kind == FLOW_RETURN || flow.kind == FLOW_STOP ? flow_next : flow;
}

static Flow
follow_if(Follow *follow, const PlStatement *statement)
{
    for (const PlBranch *at = statement->branches.first; at != NULL; at = at->next)
    {
        const char *why = NULL;

        switch (ddl_plpgsql_truth(follow, branch_condition(follow, statement, at), &why))
        {
        case TRUTH_TRUE:
            return ddl_plpgsql_follow(follow, &at->body);
        case TRUTH_UNKNOWN:
            return follow_unknown(follow, statement, at, why);
        case TRUTH_FALSE:
            break;
        }
    }
    return ddl_plpgsql_follow(follow, &statement->body);
}

/* ---- EXIT and CONTINUE ---- */

static Flow
follow_exit(Follow *follow, const PlStatement *statement)
{
    const char *why = NULL;
    Truth holds = statement->expr.text == NULL
                      ? TRUTH_TRUE
                      : ddl_plpgsql_truth(follow, statement->expr.text, &why);

    if (holds == TRUTH_FALSE)
        return flow_next;
    if (holds == TRUTH_UNKNOWN && statement->kind == PL_CONTINUE)
        return flow_next;
    if (holds == TRUTH_UNKNOWN && follow->changes)
        ddl_plpgsql_remark(follow, statement, ": taken to leave the loop, which depends on %s",
                           why);
    return (Flow){.kind = statement->kind == PL_EXIT ? FLOW_EXIT : FLOW_CONTINUE,
                  .label = statement->label};
}

/* ---- blocks ---- */

static bool
catches(const PlBranch *handler, const char *message)
{
    const char *conditions = handler->expr.text == NULL ? "" : handler->expr.text;
    bool is_double = strstr(message, "already exists") != NULL;
    bool is_missing = strstr(message, "does not exist") != NULL;

    if (strcasestr(conditions, "others") != NULL || strcasestr(conditions, "sqlstate") != NULL)
        return true;
    if (strcmp(message, "raise") == 0)
        return strcasestr(conditions, "raise_exception") != NULL;
    if (is_double)
        return strcasestr(conditions, "duplicate") != NULL ||
               strcasestr(conditions, "unique_violation") != NULL;
    if (is_missing)
        return strcasestr(conditions, "undefined") != NULL ||
               strcasestr(conditions, "invalid_schema_name") != NULL;
    return true;
}

static Flow
follow_handlers(Follow *follow, const PlStatement *block, Flow flow)
{
    for (const PlBranch *at = block->handlers.first; at != NULL; at = at->next)
    {
        const char *outer = follow->caught;

        if (!catches(at, flow.message))
            continue;
        follow->caught = flow.message;
        flow = ddl_plpgsql_follow(follow, &at->body);
        follow->caught = outer;
        return flow;
    }
    if (follow->handled > 0)
        return flow;
    ddl_plpgsql_remark(follow, block, ": ends in an error, %s", flow.message);
    return (Flow){.kind = FLOW_STOP};
}

/* A block with handlers is a transaction of its own: what failed leaves nothing. */
static Flow
follow_block(Follow *follow, const PlStatement *block)
{
    Variable *outer = follow->variables;
    bool has_handlers = block->handlers.first != NULL;
    bool may_change = follow->result == NULL;
    Schema *before = NULL;
    Flow flow;

    if (has_handlers && may_change && block->body.count > 0 &&
        (block->body.count > 1 || block->body.first->kind != PL_SQL))
        before = ddl_undo_copy(follow->reader);

    ddl_plpgsql_declare_all(follow, &block->variables);
    follow->handled += has_handlers;
    flow = ddl_plpgsql_follow(follow, &block->body);
    follow->handled -= has_handlers;
    if (flow.kind == FLOW_ERROR && before != NULL)
        ddl_undo_restore(follow->reader, before);
    if (flow.kind == FLOW_ERROR && has_handlers)
        flow = follow_handlers(follow, block, flow);
    if (flow.kind == FLOW_EXIT && flow.label != NULL && str_equal(flow.label, block->label))
        flow = flow_next;
    follow->variables = outer;
    return flow;
}

static Flow
follow_raise(Follow *follow, const PlStatement *statement)
{
    const char *caught = str_equal(follow->caught, "raise") ? NULL : follow->caught;

    if (strcmp(statement->level, "exception") != 0)
        return flow_next;
    if (follow->handled > 0)
        return (Flow){.kind = FLOW_ERROR, .message = "raise"};
    if (follow->assumed == 0)
        ddl_plpgsql_remark(
            follow, statement, ": ends in RAISE EXCEPTION, and leaves nothing%s%s",
            caught == NULL ? "" : "; what failed before it: ", caught == NULL ? "" : caught);
    follow->reader->is_refused |= follow->assumed == 0 && follow->result == NULL;
    return (Flow){.kind = FLOW_STOP};
}

static Flow
follow_assign(Follow *follow, const PlStatement *statement)
{
    Arena *arena = arena_new(follow->arena, "value");
    const char *why = NULL;
    Value value = ddl_plpgsql_eval(follow, arena, statement->expr.text, &why);

    if (value.kind == VALUE_UNKNOWN)
        value.text = why;
    if (statement->targets.first != NULL)
        ddl_plpgsql_assign(follow, statement->targets.first->text, value);
    arena_free(arena);
    return flow_next;
}

static Flow
follow_set_unknown(Follow *follow, const PlStatement *statement)
{
    for (const PlText *at = statement->targets.first; at != NULL; at = at->next)
        ddl_plpgsql_assign(follow, at->text, ddl_value_unknown(NULL));
    return flow_next;
}

static Flow
follow_return(Follow *follow, const PlStatement *statement)
{
    const char *why = NULL;

    if (follow->result != NULL && statement->expr.text != NULL)
        *follow->result = ddl_plpgsql_eval(follow, follow->arena, statement->expr.text, &why);
    return (Flow){.kind = FLOW_RETURN};
}

static Flow
follow_one(Follow *follow, const PlStatement *statement)
{
    switch (statement->kind)
    {
    case PL_BLOCK:
        return follow_block(follow, statement);
    case PL_ASSIGN:
        return follow_assign(follow, statement);
    case PL_IF:
    case PL_CASE:
        return follow_if(follow, statement);
    case PL_LOOP:
    case PL_WHILE:
        return ddl_plpgsql_loop(follow, statement);
    case PL_FOR_INTEGER:
        return ddl_plpgsql_for_integer(follow, statement);
    case PL_FOR_QUERY:
    case PL_FOR_EXECUTE:
        return ddl_plpgsql_for_query(follow, statement);
    case PL_FOREACH:
        return ddl_plpgsql_foreach(follow, statement);
    case PL_EXIT:
    case PL_CONTINUE:
        return follow_exit(follow, statement);
    case PL_RETURN:
        return follow_return(follow, statement);
    case PL_RAISE:
        return follow_raise(follow, statement);
    case PL_PERFORM:
        return ddl_plpgsql_perform(follow, statement);
    case PL_EXECUTE:
        return ddl_plpgsql_execute(follow, statement);
    case PL_SQL:
        return ddl_plpgsql_sql(follow, statement);
    case PL_SET_UNKNOWN:
        return follow_set_unknown(follow, statement);
    case PL_UNKNOWN:
        ddl_plpgsql_remark(follow, statement, ": a statement was not understood");
        return flow_next;
    case PL_NOTHING:
        break;
    }
    return flow_next;
}

Flow
ddl_plpgsql_follow(Follow *follow, const PlStatementList *list)
{
    Flow flow = flow_next;

    for (const PlStatement *at = list->first; at != NULL && flow.kind == FLOW_NEXT; at = at->next)
    {
        if (follow->reader->work < STATEMENT_WORK)
        {
            follow->reader->work = 0;
            ddl_plpgsql_remark(follow, at, ": too long to be followed from here on");
            return (Flow){.kind = FLOW_STOP};
        }
        follow->reader->work -= STATEMENT_WORK;
        flow = follow_one(follow, at);
    }
    return flow;
}

/* ---- DO ---- */

size_t
ddl_plpgsql_limit(Reader *reader)
{
    size_t rest;

    reader->used_now = false;
    rest = reader->work > BLOCK_WORK ? reader->work - BLOCK_WORK : 0;

    reader->work -= rest;
    return rest;
}

/* Where the body begins within the statement. */
static size_t
body_offset(Reader *reader)
{
    const TokenList *tokens = ddl_tokens(reader);

    for (size_t at = 0; at < tokens->count; at++)
    {
        const char *start = reader->sql + tokens->items[at].start;

        if (tokens->items[at].kind == TOKEN_DOLLAR)
            return (size_t) (strchr(start + 1, '$') + 1 - reader->sql);
        if (tokens->items[at].kind == TOKEN_STRING)
            return tokens->items[at].start + 1;
    }
    return 0;
}

void
ddl_do(Reader *reader, const void *node)
{
    const DoStmt *statement = node;
    Value found = ddl_value_bool(false);
    Follow follow = {.reader = reader, .found = &found};
    const char *body = NULL;
    const char *language = "plpgsql";
    PlStatement *block;
    size_t work;
    ListCell *cell;

    foreach (cell, statement->args)
    {
        const DefElem *element = lfirst_node(DefElem, cell);

        if (strcmp(element->defname, "as") == 0)
            body = strVal(element->arg);
        else
            language = strVal(element->arg);
    }
    follow.arena = arena_new(reader->turn, "block");
    follow.body_offset = body_offset(reader);
    follow.has_one_place = reader->has_one_place;
    work = ddl_plpgsql_limit(reader);
    block =
        body == NULL || strcmp(language, "plpgsql") != 0 ? NULL : plpgsql_parse(follow.arena, body);
    if (block == NULL)
        ddl_remark(reader, -1, "a DO block in %s is not understood", language);
    else if (reader->depth >= DDL_DEPTH_MAXIMUM)
        ddl_remark(reader, -1, "a DO block is not followed, it is within too many others");
    else
    {
        PlStatementList list = {.first = block, .last = block, .count = 1};

        reader->depth++;
        follow.changes = ddl_plpgsql_changes(&follow, &list);
        (void) follow_block(&follow, block); /* wherever it leads, it is over */
        reader->depth--;
    }
    reader->work += work;
    arena_free(follow.arena);
}
