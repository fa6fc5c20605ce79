/*
 * EXPLAIN puts each comparison in parentheses, and a column that is cast in parentheses of its own:
 * "((name)::text = 'x'::text)". So a column is the word after a parenthesis that opens, and what it is
 * compared with follows the casts.
 */
#include "explain/condition.h"

#include "base/strbuf.h"
#include "sql/quote.h"
#include "sql/token.h"

static bool
is_name(const TokenList *tokens, size_t at)
{
    return at < tokens->count &&
           (tokens->items[at].kind == TOKEN_WORD || tokens->items[at].kind == TOKEN_QUOTED);
}

/* Past "::text", "::character varying(20)[]", and the parenthesis that a cast column stands in. */
static size_t
skip_casts(const TokenList *tokens, size_t at)
{
    for (;;)
    {
        if (at < tokens->count && tokens->items[at].kind == TOKEN_CLOSE)
            at++;
        else if (token_list_is_char(tokens, at, ':') && token_list_is_char(tokens, at + 1, ':'))
        {
            at += 2;
            while (is_name(tokens, at))
                at++;
            if (at < tokens->count && tokens->items[at].kind == TOKEN_OPEN)
                at = token_list_close(tokens, at) + 1;
        }
        else
            return at;
    }
}

static char *
name_of(Arena *arena, const TokenList *tokens, size_t at)
{
    Token token = tokens->items[at];
    bool is_quoted = token.kind == TOKEN_QUOTED;

    return arena_strndup(arena, tokens->text + token.start + is_quoted,
                         token.end - token.start - (is_quoted ? 2 : 0));
}

static bool
is_constant_word(const TokenList *tokens, size_t at)
{
    return token_list_is(tokens, at, "true") || token_list_is(tokens, at, "false") ||
           token_list_is(tokens, at, "null") || token_list_is(tokens, at, "not") ||
           token_list_is(tokens, at, "subplan") || token_list_is(tokens, at, "hashed");
}

/* "lower(name)": the column within is not what is compared. */
static bool
is_call(const TokenList *tokens, size_t open)
{
    return open > 0 && is_name(tokens, open - 1) && !token_list_is(tokens, open - 1, "and") &&
           !token_list_is(tokens, open - 1, "or") && !token_list_is(tokens, open - 1, "not");
}

/* A comparison whose column is at `at`; nothing when it is none. */
static void
read_comparison(Arena *arena, const TokenList *tokens, size_t at, Condition *out)
{
    size_t operation;

    while (token_list_is_char(tokens, at + 1, '.') && is_name(tokens, at + 2))
        at += 2;
    operation = skip_casts(tokens, at + 1);
    if (token_list_is_char(tokens, operation, '~'))
        out->has_pattern = true;
    else if (token_list_is_char(tokens, operation, '='))
        name_list_add(arena, &out->equal, name_of(arena, tokens, at));
    else if ((token_list_is_char(tokens, operation, '<') &&
              !token_list_is_char(tokens, operation + 1, '>') &&
              !token_list_is_char(tokens, operation + 1, '@')) ||
             token_list_is_char(tokens, operation, '>'))
        name_list_add(arena, &out->range, name_of(arena, tokens, at));
}

void
condition_read(Arena *arena, const char *text, Condition *out)
{
    TokenList tokens = token_list(arena, text, strlen(text));

    *out = (Condition){0};
    for (size_t at = 0; at < tokens.count; at++)
    {
        out->has_or |= token_list_is(&tokens, at, "or");
        if (tokens.items[at].kind == TOKEN_OPEN && is_name(&tokens, at + 1) &&
            !is_call(&tokens, at) && !is_constant_word(&tokens, at + 1))
            read_comparison(arena, &tokens, at + 1, out);
    }
}

char *
condition_index_columns(Arena *arena, const Condition *condition)
{
    StrBuf columns = strbuf_new(arena);

    if (condition->has_or)
        return NULL;
    for (const Name *name = condition->equal.first; name != NULL; name = name->next)
    {
        strbuf_separate(&columns, ", ");
        strbuf_add(&columns, quote_ident(arena, name->text));
    }
    if (condition->range.first != NULL &&
        !name_list_contains(&condition->equal, condition->range.first->text))
    {
        strbuf_separate(&columns, ", ");
        strbuf_add(&columns, quote_ident(arena, condition->range.first->text));
    }
    return columns.length == 0 ? NULL : columns.text;
}
