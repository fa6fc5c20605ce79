/*
 * fired_reason.c - what a trigger's function finds when it asks why it runs.
 *
 * One function often serves several events and tables and asks TG_OP or TG_TABLE_NAME which it is. All
 * other conditions are unknown.
 */
#include "workload/fired_internal.h"

#include "sql/token.h"

enum
{
    DEPTH_MOST = 100 /* parentheses, and OR and AND within: nobody writes so many */
};

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

static FiredAnswer answer(const FiredReason *reason, const TokenList *tokens, size_t first,
                          size_t end, unsigned depth);

/* The first `word` from `at` on outside of parentheses; end when there is none. */
static size_t
find_word(const TokenList *tokens, size_t at, size_t end, uint32_t depth, const char *word)
{
    while (at < end && (tokens->items[at].depth != depth || !token_list_is(tokens, at, word)))
        at++;
    return at;
}

/* Of all parts between a word: OR is YES when one part is, AND is NO when one part is. */
static FiredAnswer
answer_parts(const FiredReason *reason, const TokenList *tokens, size_t first, size_t end,
             const char *word, unsigned depth)
{
    FiredAnswer deciding = strcmp(word, "or") == 0 ? FIRED_YES : FIRED_NO;
    uint32_t outside = tokens->items[first].depth;
    FiredAnswer all = FIRED_UNKNOWN;
    size_t from = first;

    for (;;)
    {
        size_t to = find_word(tokens, from, end, outside, word);
        FiredAnswer part = answer(reason, tokens, from, to, depth + 1);

        if (part == deciding)
            return deciding;
        all = from == first || part == all ? part : FIRED_UNKNOWN;
        if (to >= end)
            return all;
        from = to + 1;
    }
}

static FiredAnswer
answer(const FiredReason *reason, const TokenList *tokens, size_t first, size_t end, unsigned depth)
{
    static const char *const words[] = {"or", "and"};

    if (first >= end || depth > DEPTH_MOST)
        return FIRED_UNKNOWN;
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (find_word(tokens, first, end, tokens->items[first].depth, words[i]) < end)
            return answer_parts(reason, tokens, first, end, words[i], depth);
    if (token_list_is_char(tokens, first, '(') && token_list_close(tokens, first) + 1 == end)
        return answer(reason, tokens, first + 1, end - 1, depth + 1);
    return compare_special(reason, tokens, first, end);
}

FiredAnswer
fired_reason_says(Arena *arena, const FiredReason *reason, const char *condition)
{
    TokenList tokens;

    if (condition == NULL)
        return FIRED_UNKNOWN;
    tokens = token_list(arena, condition, strlen(condition));
    return answer(reason, &tokens, 0, tokens.count, 0);
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
