/*
 * parameter.c - finding placeholders among the tokens of a query.
 *
 * The trap: ?, @, : and % are also operators and casts. A placeholder stands where a value may begin,
 * or is glued to its name in a way that no operator is.
 */
#include "query/parameter.h"

#include <ctype.h>

#include "base/strbuf.h"
#include "sql/token.h"

typedef struct Rewriter
{
    Arena *arena;
    TokenList tokens;
    ParameterText *out;
    StrBuf text;
    size_t copied; /* of the old text */
    size_t piece_capacity;
    bool is_printf; /* %s is used, so %% is one % */
    uint32_t brackets;
} Rewriter;

/* What a placeholder is: its tokens and its name. */
typedef struct Placeholder
{
    size_t tokens; /* how many; 0: none */
    const char *name; /* "" for one without; a number stands for itself */
    const char *instead; /* text that is no parameter: "t.*" of sqlc.embed(t) */
} Placeholder;

static void
add_piece(Rewriter *rewriter, size_t before, bool is_placeholder)
{
    ParameterText *out = rewriter->out;

    if (out->piece_count == rewriter->piece_capacity)
    {
        size_t old = rewriter->piece_capacity;

        rewriter->piece_capacity = old == 0 ? 16 : old * 2;
        out->pieces = arena_grow(rewriter->arena, out->pieces, old * sizeof(ParameterPiece),
                                 rewriter->piece_capacity * sizeof(ParameterPiece));
    }
    out->pieces[out->piece_count++] =
        (ParameterPiece){rewriter->text.length, before, is_placeholder};
}

static Token
token_at(const Rewriter *rewriter, size_t index)
{
    size_t last = rewriter->tokens.count;

    return rewriter->tokens.items[index < last ? index : last];
}

static bool
is_char(const Rewriter *rewriter, size_t index, char character)
{
    return token_list_is_char(&rewriter->tokens, index, character);
}

/* No white space between a token and the next. */
static bool
is_glued(const Rewriter *rewriter, size_t index)
{
    Token token = token_at(rewriter, index);

    return index < rewriter->tokens.count && token.end == token_at(rewriter, index + 1).start;
}

static char *
text_of(const Rewriter *rewriter, size_t index)
{
    Token token = token_at(rewriter, index);

    return arena_strndup(rewriter->arena, rewriter->tokens.text + token.start,
                         token.end - token.start);
}

/* The name without its quotes. */
static char *
unquoted(const Rewriter *rewriter, size_t index)
{
    char *text = text_of(rewriter, index);
    size_t length = strlen(text);

    if (length < 2 || (text[0] != '\'' && text[0] != '"'))
        return text;
    return arena_strndup(rewriter->arena, text + 1, length - 2);
}

/* After these words comes a value. */
static bool
is_before_value(const Rewriter *rewriter, size_t index)
{
    static const char *const words[] = {
        "all",      "and",      "any",       "as",     "between", "by",      "case",
        "distinct", "else",     "escape",    "except", "from",    "having",  "ilike",
        "in",       "interval", "is",        "like",   "limit",   "not",     "offset",
        "on",       "or",       "returning", "select", "set",     "similar", "some",
        "then",     "to",       "union",     "using",  "values",  "when",    "where",
    };
    Token token = token_at(rewriter, index);

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
    {
        if (token_is_word(rewriter->tokens.text, token, words[i]))
            return true;
    }
    return false;
}

/* A value may begin after the token before this one. */
static bool
begins_value(const Rewriter *rewriter, size_t index)
{
    if (index == 0)
        return true;
    switch (token_at(rewriter, index - 1).kind)
    {
    case TOKEN_OPEN:
    case TOKEN_COMMA:
        return true;
    case TOKEN_SYMBOL:
        return !is_char(rewriter, index - 1, '.');
    case TOKEN_WORD:
        return is_before_value(rewriter, index - 1);
    default:
        return false;
    }
}

static bool
is_name(const Rewriter *rewriter, size_t index)
{
    TokenKind kind = token_at(rewriter, index).kind;

    return kind == TOKEN_WORD || kind == TOKEN_NUMBER;
}

/* ? and ?1, but not @?; ?? is how some drivers write the operator. */
static Placeholder
question(const Rewriter *rewriter, size_t index)
{
    if (is_glued(rewriter, index) && is_char(rewriter, index + 1, '?'))
        return (Placeholder){2, NULL, "?"};
    if (!begins_value(rewriter, index) ||
        (index > 0 && is_glued(rewriter, index - 1) && is_char(rewriter, index - 1, '@')))
        return (Placeholder){0};
    if (is_glued(rewriter, index) && token_at(rewriter, index + 1).kind == TOKEN_NUMBER)
        return (Placeholder){2, text_of(rewriter, index + 1), NULL};
    return (Placeholder){1, "", NULL};
}

/* :name and :'name', but neither :: nor := nor [1:n]. */
static Placeholder
colon(const Rewriter *rewriter, size_t index)
{
    TokenKind next = token_at(rewriter, index + 1).kind;
    bool is_second =
        index > 0 && is_glued(rewriter, index - 1) && is_char(rewriter, index - 1, ':');

    if (rewriter->brackets > 0 || is_second || !is_glued(rewriter, index))
        return (Placeholder){0};
    if (is_name(rewriter, index + 1))
        return (Placeholder){2, text_of(rewriter, index + 1), NULL};
    if (next == TOKEN_STRING || next == TOKEN_QUOTED)
        return (Placeholder){2, unquoted(rewriter, index + 1), NULL};
    return (Placeholder){0};
}

/* @name, but not the end of <@ or @@, nor the operator of @t.column. */
static Placeholder
at_sign(const Rewriter *rewriter, size_t index)
{
    bool is_after_symbol = index > 0 && is_glued(rewriter, index - 1) &&
                           token_at(rewriter, index - 1).kind == TOKEN_SYMBOL;

    if (!is_glued(rewriter, index) || token_at(rewriter, index + 1).kind != TOKEN_WORD ||
        is_char(rewriter, index + 2, '.'))
        return (Placeholder){0};
    if (is_after_symbol && !is_char(rewriter, index - 1, '=') &&
        !is_char(rewriter, index - 1, '+') && !is_char(rewriter, index - 1, '*'))
        return (Placeholder){0};
    return (Placeholder){2, text_of(rewriter, index + 1), NULL};
}

/* %s and %(name)s. */
static Placeholder
percent(const Rewriter *rewriter, size_t index)
{
    const char *text = rewriter->tokens.text;

    if (!is_glued(rewriter, index))
        return (Placeholder){0};
    if (is_char(rewriter, index + 1, '%') && rewriter->is_printf)
        return (Placeholder){2, NULL, "%"};
    if (token_is_word(text, token_at(rewriter, index + 1), "s") && begins_value(rewriter, index))
        return (Placeholder){2, "", NULL};
    if (is_char(rewriter, index + 1, '(') && is_name(rewriter, index + 2) &&
        is_char(rewriter, index + 3, ')') && is_glued(rewriter, index + 3) &&
        token_is_word(text, token_at(rewriter, index + 4), "s"))
        return (Placeholder){5, text_of(rewriter, index + 2), NULL};
    return (Placeholder){0};
}

/* %name%, which a program replaces by text of its own: a condition, an order. */
static Placeholder
between_percents(const Rewriter *rewriter, size_t index)
{
    if (!is_glued(rewriter, index) || !begins_value(rewriter, index) ||
        token_at(rewriter, index + 1).kind != TOKEN_WORD || !is_glued(rewriter, index + 1) ||
        !is_char(rewriter, index + 2, '%'))
        return (Placeholder){0};
    return (Placeholder){3, text_of(rewriter, index + 1), NULL};
}

/* #{name}, with whatever else is within the braces. */
static Placeholder
braces(const Rewriter *rewriter, size_t index)
{
    size_t end = index + 2;

    if (!is_glued(rewriter, index) || !is_char(rewriter, index + 1, '{') ||
        !is_name(rewriter, index + 2))
        return (Placeholder){0};
    while (end < rewriter->tokens.count && !is_char(rewriter, end, '}'))
        end++;
    if (end == rewriter->tokens.count)
        return (Placeholder){0};
    return (Placeholder){end - index + 1, text_of(rewriter, index + 2), NULL};
}

/* sqlc.arg(name), sqlc.embed(table) */
static Placeholder
sqlc(const Rewriter *rewriter, size_t index)
{
    const char *text = rewriter->tokens.text;
    Token form = token_at(rewriter, index + 2);
    bool is_embed = token_is_word(text, form, "embed");

    if (!is_char(rewriter, index + 1, '.') || !is_char(rewriter, index + 3, '(') ||
        !is_char(rewriter, index + 5, ')'))
        return (Placeholder){0};
    if (is_embed)
        return (Placeholder){6, NULL,
                             arena_printf(rewriter->arena, "%s.*", text_of(rewriter, index + 4))};
    if (!token_is_word(text, form, "arg") && !token_is_word(text, form, "narg") &&
        !token_is_word(text, form, "slice"))
        return (Placeholder){0};
    return (Placeholder){6, unquoted(rewriter, index + 4), NULL};
}

static Placeholder
find(const Rewriter *rewriter, size_t index)
{
    Token token = token_at(rewriter, index);
    Placeholder found;

    if (token.kind == TOKEN_WORD && token_is_word(rewriter->tokens.text, token, "sqlc"))
        return sqlc(rewriter, index);
    if (token.kind != TOKEN_SYMBOL)
        return (Placeholder){0};
    switch (rewriter->tokens.text[token.start])
    {
    case '?':
        return question(rewriter, index);
    case ':':
        return colon(rewriter, index);
    case '@':
        return at_sign(rewriter, index);
    case '%':
        found = between_percents(rewriter, index);
        return found.tokens > 0 ? found : percent(rewriter, index);
    case '#':
        return braces(rewriter, index);
    default:
        return (Placeholder){0};
    }
}

/* The number of a name; one that is new, or has no name, gets the next. */
static size_t
number_of(Rewriter *rewriter, const char *name)
{
    NameList *names = &rewriter->out->names;
    size_t number = 1;

    for (const Name *at = names->first; at != NULL && *name != '\0'; at = at->next, number++)
    {
        if (strcmp(at->text, name) == 0)
            return number;
    }
    name_list_add(rewriter->arena, names, name);
    return names->count;
}

static void
copy_until(Rewriter *rewriter, size_t end)
{
    if (end > rewriter->copied)
    {
        add_piece(rewriter, rewriter->copied, false);
        strbuf_add_bytes(&rewriter->text, rewriter->tokens.text + rewriter->copied,
                         end - rewriter->copied);
    }
    rewriter->copied = end;
}

static void
replace(Rewriter *rewriter, size_t index, Placeholder found)
{
    Token first = token_at(rewriter, index);

    copy_until(rewriter, first.start);
    add_piece(rewriter, first.start, true);
    if (found.instead != NULL)
        strbuf_add(&rewriter->text, found.instead);
    else
    {
        char last =
            rewriter->text.length == 0 ? ' ' : rewriter->text.text[rewriter->text.length - 1];

        /* "LIMIT:n" would become one word with what is before. */
        if (isalnum((unsigned char) last) || last == '_')
            strbuf_add_char(&rewriter->text, ' ');
        strbuf_printf(&rewriter->text, "$%zu", number_of(rewriter, found.name));
    }
    rewriter->copied = token_at(rewriter, index + found.tokens - 1).end;
}

/* Parameters that are already numbered keep their numbers. */
static void
reserve_numbers(Rewriter *rewriter)
{
    unsigned long highest = 0;

    for (size_t i = 0; i < rewriter->tokens.count; i++)
    {
        unsigned long number;

        if (token_at(rewriter, i).kind != TOKEN_PARAM)
            continue;
        number = strtoul(rewriter->tokens.text + token_at(rewriter, i).start + 1, NULL, 10);
        if (number > highest && number <= UINT16_MAX)
            highest = number;
    }
    for (unsigned long i = 0; i < highest; i++)
        name_list_add(rewriter->arena, &rewriter->out->names, "");
}

static bool
uses_printf(const Rewriter *rewriter)
{
    for (size_t i = 0; i < rewriter->tokens.count; i++)
    {
        if (is_char(rewriter, i, '%') && percent(rewriter, i).name != NULL)
            return true;
    }
    return false;
}

static void
count_bracket(Rewriter *rewriter, size_t index)
{
    if (is_char(rewriter, index, '['))
        rewriter->brackets++;
    else if (is_char(rewriter, index, ']') && rewriter->brackets > 0)
        rewriter->brackets--;
}

void
parameter_rewrite(Arena *arena, const char *sql, ParameterText *out)
{
    Rewriter rewriter = {.arena = arena, .out = out, .text = strbuf_new(arena)};

    *out = (ParameterText){0};
    rewriter.tokens = token_list(arena, sql, strlen(sql));
    reserve_numbers(&rewriter);
    rewriter.is_printf = uses_printf(&rewriter);
    for (size_t i = 0; i < rewriter.tokens.count;)
    {
        Placeholder found = find(&rewriter, i);

        count_bracket(&rewriter, i);
        if (found.tokens > 0)
            replace(&rewriter, i, found);
        i += found.tokens > 0 ? found.tokens : 1;
    }
    copy_until(&rewriter, strlen(sql));
    out->sql = rewriter.text.text;
}

size_t
parameter_offset(const ParameterText *text, size_t offset)
{
    size_t low = 0;
    size_t high = text->piece_count;

    while (high - low > 1)
    {
        size_t middle = (low + high) / 2;

        if (text->pieces[middle].at <= offset)
            low = middle;
        else
            high = middle;
    }
    if (text->piece_count == 0)
        return offset;
    if (text->pieces[low].is_placeholder)
        return text->pieces[low].before;
    return text->pieces[low].before + (offset - text->pieces[low].at);
}
