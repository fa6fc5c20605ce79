/*
 * fired_reason.c - what a trigger's function finds when it asks why it runs.
 *
 * One function often serves several events and tables and asks TG_OP or TG_TABLE_NAME which it is. All
 * other conditions are unknown.
 */
#include "workload/fired_internal.h"

#include "sql/token.h"

const char *
fired_event_name(QueryCommand event)
{
    static const char *const names[] = {[QUERY_SELECT] = "SELECT",
                                        [QUERY_INSERT] = "INSERT",
                                        [QUERY_UPDATE] = "UPDATE",
                                        [QUERY_DELETE] = "DELETE",
                                        [QUERY_MERGE] = "MERGE"};

    return names[event];
}

/* What TG_OP and the like are; NULL for any other word. */
static const char *
special_value(const FiredReason *reason, const TokenList *tokens, size_t at)
{
    const Trigger *trigger = reason->trigger;

    if (trigger == NULL)
        return NULL;
    if (token_list_is(tokens, at, "tg_op"))
        return fired_event_name(reason->event);
    if (token_list_is(tokens, at, "tg_table_name") || token_list_is(tokens, at, "tg_relname"))
        return trigger->table_name;
    if (token_list_is(tokens, at, "tg_when"))
        return trigger->timing;
    if (token_list_is(tokens, at, "tg_level"))
        return trigger->is_for_each_row ? "ROW" : "STATEMENT";
    return NULL;
}

static bool
is_text(const TokenList *tokens, size_t at, const char *text)
{
    const Token *token = &tokens->items[at];
    size_t length = strlen(text);

    return token->kind == TOKEN_STRING && token->end - token->start == length + 2 &&
           memcmp(tokens->text + token->start + 1, text, length) == 0;
}

/* TG_OP = 'INSERT', TG_OP <> 'DELETE', TG_OP IN ('INSERT', 'UPDATE') */
static FiredAnswer
compare_special(const FiredReason *reason, const TokenList *tokens, size_t first, size_t end)
{
    const char *value = special_value(reason, tokens, first);
    size_t at = first + 1;

    if (value == NULL)
        return FIRED_UNKNOWN;
    if (token_list_is(tokens, at, "in"))
    {
        for (at++; at < end; at++)
            if (is_text(tokens, at, value))
                return FIRED_YES;
        return FIRED_NO;
    }
    if (at + 2 == end && token_list_is_char(tokens, at, '=') &&
        tokens->items[at + 1].kind == TOKEN_STRING)
        return is_text(tokens, at + 1, value) ? FIRED_YES : FIRED_NO;
    if (at + 3 == end && tokens->items[at + 2].kind == TOKEN_STRING &&
        (token_list_is_char(tokens, at, '<') || token_list_is_char(tokens, at, '!')))
        return is_text(tokens, at + 2, value) ? FIRED_NO : FIRED_YES;
    return FIRED_UNKNOWN;
}

/* The first `word` outside of parentheses; end when there is none. */
static size_t
find_word(const TokenList *tokens, size_t first, size_t end, const char *word)
{
    uint32_t depth = tokens->items[first].depth;

    for (size_t at = first; at < end; at++)
        if (tokens->items[at].depth == depth && token_list_is(tokens, at, word))
            return at;
    return end;
}

static FiredAnswer answer(const FiredReason *reason, const TokenList *tokens, size_t first,
                          size_t end);

/* Of both sides of a word: OR is YES when one side is, AND is NO when one side is. */
static FiredAnswer
answer_both(const FiredReason *reason, const TokenList *tokens, size_t first, size_t at, size_t end,
            FiredAnswer deciding)
{
    FiredAnswer left = answer(reason, tokens, first, at);
    FiredAnswer right = answer(reason, tokens, at + 1, end);

    if (left == deciding || right == deciding)
        return deciding;
    return left == right ? left : FIRED_UNKNOWN;
}

static FiredAnswer
answer(const FiredReason *reason, const TokenList *tokens, size_t first, size_t end)
{
    size_t at;

    if (first >= end)
        return FIRED_UNKNOWN;
    at = find_word(tokens, first, end, "or");
    if (at < end)
        return answer_both(reason, tokens, first, at, end, FIRED_YES);
    at = find_word(tokens, first, end, "and");
    if (at < end)
        return answer_both(reason, tokens, first, at, end, FIRED_NO);
    if (token_list_is_char(tokens, first, '(') && token_list_close(tokens, first) + 1 == end)
        return answer(reason, tokens, first + 1, end - 1);
    return compare_special(reason, tokens, first, end);
}

FiredAnswer
fired_reason_says(Arena *arena, const FiredReason *reason, const char *condition)
{
    TokenList tokens;

    if (condition == NULL)
        return FIRED_UNKNOWN;
    tokens = token_list(arena, condition, strlen(condition));
    return answer(reason, &tokens, 0, tokens.count);
}

/* --- conditions on the row --------------------------------------------------------------------- */

NameList
fired_guard_columns(Arena *arena, const char *condition)
{
    NameList columns = {0};
    TokenList tokens;

    if (condition == NULL)
        return columns;
    tokens = token_list(arena, condition, strlen(condition));
    for (size_t at = 0; at + 2 < tokens.count; at++)
    {
        const Token *name = &tokens.items[at + 2];

        if (token_list_is(&tokens, at, "select"))
            return (NameList){0};
        if ((token_list_is(&tokens, at, "new") || token_list_is(&tokens, at, "old")) &&
            token_list_is_char(&tokens, at + 1, '.') && name->kind == TOKEN_WORD)
            name_list_add(arena, &columns,
                          arena_strndup(arena, condition + name->start, name->end - name->start));
    }
    return columns;
}

static bool
is_set(const NameList *columns, const FiredWrite *write)
{
    for (const Name *name = columns->first; name != NULL; name = name->next)
        if (name_list_contains(&write->columns, name->text))
            return true;
    return false;
}

bool
fired_is_unlikely(const FiredGuard *guard, const FiredWrite *write)
{
    if (write == NULL || write->command == QUERY_DELETE)
        return false;
    for (; guard != NULL; guard = guard->outer)
        if (guard->columns.count > 0 && !is_set(&guard->columns, write))
            return true;
    return false;
}
