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

/* What is compared is counted from now: of a table that grows it stays as small as it is. */
static bool
is_of_now(const TokenList *tokens, size_t operation)
{
    uint32_t depth = tokens->items[operation].depth;

    for (size_t at = operation; at < tokens->count && tokens->items[at].depth >= depth; at++)
        if (token_list_is(tokens, at, "now") || token_list_is(tokens, at, "current_date") ||
            token_list_is(tokens, at, "current_timestamp"))
            return true;
    return false;
}

/* An index takes one: the recent goes before the others. */
static void
add_range(Arena *arena, const char *name, bool is_first, Condition *out)
{
    NameList others = out->range;

    if (!is_first || others.count == 0)
    {
        name_list_add(arena, &out->range, name);
        return;
    }
    out->range = (NameList){0};
    name_list_add(arena, &out->range, name);
    for (const Name *other = others.first; other != NULL; other = other->next)
        name_list_add(arena, &out->range, other->text);
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
        add_range(arena, name_of(arena, tokens, at), is_of_now(tokens, operation), out);
}

/* The text of tokens without what qualifies columns: an index has one table. */
static char *
unqualified(Arena *arena, const TokenList *tokens, size_t from, size_t to)
{
    StrBuf text = strbuf_new(arena);

    for (size_t at = from; at < to; at++)
    {
        Token token = tokens->items[at];

        if (at > from && tokens->items[at - 1].end < token.start)
            strbuf_add_char(&text, ' ');
        if (is_name(tokens, at) && token_list_is_char(tokens, at + 1, '.') &&
            is_name(tokens, at + 2))
            at++;
        else
            strbuf_add_bytes(&text, tokens->text + token.start, token.end - token.start);
    }
    return text.text;
}

static bool
is_equals(const TokenList *tokens, size_t at)
{
    return at > 0 && token_list_is_char(tokens, at, '=') &&
           (tokens->items[at - 1].kind != TOKEN_SYMBOL ||
            token_list_is_char(tokens, at - 1, ')')) &&
           tokens->items[at + 1].kind != TOKEN_SYMBOL;
}

/* "(payload ->> 'key')", "(e.amount + e.tax)": a column, and an operator after it. */
static bool
is_operation(const TokenList *tokens, size_t at)
{
    if (at >= tokens->count || tokens->items[at].kind != TOKEN_OPEN || !is_name(tokens, at + 1))
        return false;
    at++;
    while (token_list_is_char(tokens, at + 1, '.') && is_name(tokens, at + 2))
        at += 2;
    return at + 1 < tokens->count && tokens->items[at + 1].kind == TOKEN_SYMBOL;
}

/* "lower((email)::text) = …", "(payload ->> 'key'::text) = …": what stands left of the sign. */
static const char *
find_expression(Arena *arena, const TokenList *tokens)
{
    for (size_t at = 0; at < tokens->count; at++)
    {
        uint32_t depth = tokens->items[at].depth;
        size_t open = at;
        bool is_call;

        if (!is_equals(tokens, at) || depth == 0)
            continue;
        while (open > 0 &&
               (tokens->items[open].kind != TOKEN_OPEN || tokens->items[open].depth >= depth))
            open--;
        is_call = is_name(tokens, open + 1) && tokens->items[open + 2].kind == TOKEN_OPEN;
        if (!is_call && !is_operation(tokens, open + 1))
            continue;
        return arena_printf(arena, token_list_close(tokens, open + 1) + 1 == at ? "%s" : "(%s)",
                            unqualified(arena, tokens, open + 1, at));
    }
    return NULL;
}

void
condition_read(Arena *arena, const char *text, Condition *out)
{
    TokenList tokens = token_list(arena, text, strlen(text));

    *out = (Condition){0};
    for (size_t at = 0; at < tokens.count; at++)
    {
        out->has_or |= token_list_is(&tokens, at, "or");
        if (tokens.items[at].kind != TOKEN_OPEN)
            continue;
        if (is_call(&tokens, at))
            at = token_list_close(&tokens, at);
        else if (is_name(&tokens, at + 1) && !is_constant_word(&tokens, at + 1))
            read_comparison(arena, &tokens, at + 1, out);
    }
    out->expression = find_expression(arena, &tokens);
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
    if (columns.length == 0 && condition->expression != NULL)
        strbuf_add(&columns, condition->expression);
    return columns.length == 0 ? NULL : columns.text;
}

char *
condition_join_column(Arena *arena, const char *text, const char *alias)
{
    TokenList tokens = token_list(arena, text, strlen(text));

    for (size_t at = 0; at + 2 < tokens.count; at++)
        if (is_name(&tokens, at) && token_list_is_char(&tokens, at + 1, '.') &&
            is_name(&tokens, at + 2) && str_equal(name_of(arena, &tokens, at), alias))
            return quote_ident(arena, name_of(arena, &tokens, at + 2));
    return NULL;
}

char *
condition_order_columns(Arena *arena, const char *text)
{
    TokenList tokens = token_list(arena, text, strlen(text));

    for (size_t at = 0; at < tokens.count; at++)
        if (!is_name(&tokens, at) && tokens.items[at].kind != TOKEN_COMMA &&
            !token_list_is_char(&tokens, at, '.'))
            return NULL;
    return unqualified(arena, &tokens, 0, tokens.count);
}
