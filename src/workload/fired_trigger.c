/*
 * fired_trigger.c - triggers, and functions that are called.
 *
 * A trigger of rows fires for tables whose partition or parent is written, one of statements only for
 * the table that the statement names. Whether WHEN holds nobody knows, except where it only asks
 * whether columns have changed that the statement does not set. Calls are found by name alone: all
 * functions of that name count.
 */
#include "workload/fired_internal.h"

#include "sql/token.h"
#include "sql/variable.h"

#include <ctype.h>

static void add_body(Fire *fire, const FiredEvent *event, const Routine *routine,
                     const FiredReason *reason);

/* --- does it fire ------------------------------------------------------------------------------ */

static bool
has_any(const NameList *list, const NameList *of)
{
    for (const Name *name = list->first; name != NULL; name = name->next)
        if (name_list_contains(of, name->text))
            return true;
    return false;
}

static bool
skip_words(const TokenList *tokens, size_t *at, const char *const *words)
{
    size_t from = *at;

    for (; *words != NULL; words++)
    {
        bool is_mark = !isalpha((unsigned char) **words);

        if (is_mark ? !token_list_is_char(tokens, from, **words)
                    : !token_list_is(tokens, from, *words))
            return false;
        from++;
    }
    *at = from;
    return true;
}

/* "old.a" or "new.a": its column. */
static const char *
row_column(Arena *arena, const TokenList *tokens, size_t *at)
{
    static const char *const old_row[] = {"old", ".", NULL};
    static const char *const new_row[] = {"new", ".", NULL};
    const Token *token;
    size_t quotes;

    if (!skip_words(tokens, at, old_row) && !skip_words(tokens, at, new_row))
        return NULL;
    token = &tokens->items[*at];
    if (token->kind != TOKEN_WORD && token->kind != TOKEN_QUOTED)
        return NULL;
    quotes = token->kind == TOKEN_QUOTED;
    ++*at;
    return arena_strndup(arena, tokens->text + token->start + quotes,
                         token->end - token->start - 2 * quotes);
}

static bool
skip_comparison(const TokenList *tokens, size_t *at)
{
    static const char *const distinct[] = {"is", "distinct", "from", NULL};
    static const char *const unequal[] = {"<", ">", NULL};
    static const char *const not_equal[] = {"!", "=", NULL};

    return skip_words(tokens, at, distinct) || skip_words(tokens, at, unequal) ||
           skip_words(tokens, at, not_equal);
}

/*
 * True for "OLD.a IS DISTINCT FROM NEW.a OR …" where no such column is set: a BEFORE trigger might
 * set one, which is not thought of.
 */
static bool
asks_for_other_changes(Arena *arena, const Trigger *trigger, const FiredWrite *write)
{
    TokenList tokens;
    size_t at = 0;

    if (trigger->when == NULL || write->command != QUERY_UPDATE)
        return false;
    tokens = token_list(arena, trigger->when->sql, strlen(trigger->when->sql));
    while (at < tokens.count)
    {
        const char *left, *right;

        while (token_list_is_char(&tokens, at, '('))
            at++;
        left = row_column(arena, &tokens, &at);
        if (left == NULL || !skip_comparison(&tokens, &at))
            return false;
        right = row_column(arena, &tokens, &at);
        if (!str_equal(left, right) || name_list_contains(&write->columns, left))
            return false;
        while (token_list_is_char(&tokens, at, ')'))
            at++;
        if (at < tokens.count && !token_list_is(&tokens, at, "or") &&
            !token_list_is(&tokens, at, "and"))
            return false;
        at++;
    }
    return tokens.count > 0;
}

static bool
fires(Arena *arena, const Trigger *trigger, const FiredWrite *write)
{
    if (trigger->enabled == 'D' || trigger->enabled == 'R')
        return false;
    if (asks_for_other_changes(arena, trigger, write))
        return false;
    switch (write->command)
    {
    case QUERY_INSERT:
        return trigger->on_insert;
    case QUERY_DELETE:
        return trigger->on_delete;
    case QUERY_UPDATE:
        return trigger->on_update && (trigger->update_columns.count == 0 ||
                                      has_any(&trigger->update_columns, &write->columns));
    case QUERY_SELECT:
    case QUERY_MERGE:
        break;
    }
    return false;
}

/* --- what it does ------------------------------------------------------------------------------ */

static const QueryRelation *
first_table(const Query *meaning)
{
    for (const QueryRelation *relation = meaning->relations.first; relation != NULL;
         relation = relation->next)
        if (relation->kind == RELATION_TABLE && relation->table != NULL)
            return relation;
    return NULL;
}

static void
describe(Arena *arena, FiredQuery *fired, const Query *meaning)
{
    const QueryRelation *relation;

    fired->meaning = meaning;
    if (meaning == NULL)
        return;
    fired->command = meaning->command;
    relation = first_table(meaning);
    if (relation == NULL)
        return;
    fired->table = relation->table;
    for (const ColumnUse *use = meaning->uses.first; use != NULL; use = use->next)
        if (use->relation == relation && (use->roles & (USE_EQUAL | USE_IN)) != 0 &&
            !use->is_in_or && !name_list_contains(&fired->columns, use->name))
            name_list_add(arena, &fired->columns, use->name);
}

static bool
is_unlikely(const Fire *fire, const FiredEvent *event, const FiredReason *reason,
            const FiredStatement *statement)
{
    FiredGuard when = {.outer = statement->guard};

    if (reason->trigger != NULL && reason->trigger->when != NULL)
        when.columns = fired_guard_columns(fire->context->arena, reason->trigger->when->sql);
    return fired_is_unlikely(&when, event->write);
}

static FiredQuery *
add_statement(Fire *fire, const FiredEvent *event, const Routine *routine,
              const FiredReason *reason, const FiredStatement *statement)
{
    FiredKind kind = statement->sql == NULL                            ? FIRED_UNSEEN
                     : reason->trigger != NULL && event->write != NULL ? FIRED_TRIGGER
                                                                       : FIRED_CALL;
    const void *object = reason->trigger == NULL ? (const void *) routine : reason->trigger;
    FiredQuery *fired;

    if (fired_is_seen(fire, kind, object,
                      statement->offset * 8 + (event->write == NULL ? 0 : event->write->command)))
        return NULL;
    fired = fired_add(fire, event, kind);
    fired->trigger = reason->trigger;
    if (fired->trigger == NULL && event->by != NULL)
        fired->trigger = event->by->trigger;
    fired->routine = routine;
    fired->offset = statement->offset;
    fired->sql = statement->sql;
    fired->is_once = reason->trigger == NULL ? event->by == NULL || event->by->is_once
                                             : !reason->trigger->is_for_each_row;
    fired->is_unlikely = fired->is_unlikely || is_unlikely(fire, event, reason, statement);
    fired->is_deferred = reason->trigger != NULL && reason->trigger->is_initially_deferred;
    describe(fire->context->arena, fired, statement->meaning);
    return fired;
}

/* A statement of the body, what it writes, and what it calls. */
static void
add_body(Fire *fire, const FiredEvent *event, const Routine *routine, const FiredReason *reason)
{
    const FiredStatementList *statements = fired_body(fire->context, routine, reason);

    for (const FiredStatement *at = statements->first; at != NULL; at = at->next)
    {
        FiredQuery *fired = add_statement(fire, event, routine, reason, at);
        FiredWriteList writes = {0};

        if (fired == NULL || at->sql == NULL)
            continue;
        if (at->meaning != NULL)
            writes = fired_writes(fire->context->arena, at->meaning);
        for (const FiredWrite *write = writes.first; write != NULL; write = write->next)
            fired_follow(fire, fired, write);
        fired_follow_calls(fire, fired, at->text);
    }
}

static void
run_trigger(Fire *fire, const FiredEvent *event, const Trigger *trigger)
{
    const FiredReason reason = {.trigger = trigger,
                                .table = event->write->table,
                                .view = event->write->view,
                                .event = event->write->command};
    const FiredLink *link;

    if (!fires(fire->context->arena, trigger, event->write))
        return;
    link = fired_links(fire->context->routines, trigger->function_name);
    for (; link != NULL; link = link->next)
    {
        const Routine *routine = link->object;

        if (routine->arguments.count == 0 && (trigger->function_schema == NULL ||
                                              str_equal(trigger->function_schema, routine->schema)))
            add_body(fire, event, routine, &reason);
    }
}

static void
run_triggers(Fire *fire, const FiredEvent *event, const Table *table)
{
    for (const Trigger *trigger = table->triggers.first; trigger != NULL; trigger = trigger->next)
        if (!trigger->is_inherited && (trigger->is_for_each_row || table == event->write->table))
            run_trigger(fire, event, trigger);
}

void
fired_triggers(Fire *fire, const FiredEvent *event)
{
    if (event->write->table != NULL)
        fired_family(fire, event, run_triggers);
    else if (event->write->view != NULL)
        for (const Trigger *trigger = event->write->view->triggers.first; trigger != NULL;
             trigger = trigger->next)
            run_trigger(fire, event, trigger);
}

/* --- calls ------------------------------------------------------------------------------------- */

static const char *
no_variable(void *context, const char *first, const char *second)
{
    (void) context; /* the text is looked at for its calls alone */
    (void) first;
    (void) second;
    return NULL;
}

/* A word before a parenthesis that is a function's name: most texts have none. */
bool
fired_may_call(const FiredContext *context, const char *sql)
{
    size_t length = strlen(sql);
    Token token = token_next(sql, length, 0, false);

    if (map_count(context->routines) == 0)
        return false;
    while (token.kind != TOKEN_END && token.kind != TOKEN_BROKEN)
    {
        Token after = token_next(sql, length, token.end, false);

        if ((token.kind == TOKEN_WORD || token.kind == TOKEN_QUOTED) && after.kind == TOKEN_OPEN)
        {
            size_t quotes = token.kind == TOKEN_QUOTED;
            char *name = arena_strndup(context->arena, sql + token.start + quotes,
                                       token.end - token.start - 2 * quotes);

            for (char *at = name; quotes == 0 && *at != '\0'; at++)
                *at = (char) tolower((unsigned char) *at);
            if (map_get(context->routines, name) != NULL)
                return true;
        }
        token = after;
    }
    return false;
}

void
fired_calls(Fire *fire, const FiredEvent *event)
{
    Error error = {.arena = fire->context->arena};
    VariableQuery query;

    if (!fired_may_call(fire->context, event->sql) ||
        !variable_replace(fire->context->arena, event->sql, no_variable, NULL, &query, &error))
        return;
    for (const VariableCall *call = query.calls; call != NULL; call = call->next)
        for (const FiredLink *link = fired_links(fire->context->routines, call->name); link != NULL;
             link = link->next)
        {
            const Routine *routine = link->object;
            const FiredReason reason = {.event = QUERY_SELECT};

            if (call->schema == NULL || str_equal(call->schema, routine->schema))
                add_body(fire, event, routine, &reason);
        }
}
