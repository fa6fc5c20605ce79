/*
 * template_scan.c - what may be a placeholder in the text of one file.
 *
 * The text is not SQL before it is filled in, but nearly: its tokens are SQL's. Outside of strings and
 * comments "{{", "${" and "CREATE TABLE @x" are no SQL at all, so there they prove that the file is a
 * template. Within strings they are only noted: '{{1,2},{3,4}}' is an array, and what it is in a
 * given file depends on what stands outside.
 *
 * The trap: "{{ index .Options "Schema" }}" has quotes within its quotes. What looks like the end of
 * the quoted name is none when it stands within braces.
 */
#include "migration/template_scan.h"

#include "base/map.h"
#include "base/strbuf.h"
#include "migration/template_braces.h"
#include "sql/split.h"
#include "sql/token.h"

enum
{
    BODY_DEPTH_MAXIMUM = 8, /* of dollar quotes within dollar quotes */
    NAME_LENGTH_MAXIMUM = 200
};

typedef struct Scanner
{
    Arena *arena;
    const char *text;
    size_t length;
    SpotList spots;
    Map *defined; /* by \set */
    SplitPart part;
    bool is_query; /* the statement reads or writes rows: it may well have parameters */
    bool has_code_body;
    Token before; /* the token before */
    size_t brackets; /* that are open: a[1:n] */
    size_t parentheses;
} Scanner;

static bool
is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool
is_name_char(char byte)
{
    return is_letter(byte) || (byte >= '0' && byte <= '9');
}

static char
char_at(const Scanner *scanner, size_t at)
{
    return at < scanner->length ? scanner->text[at] : '\0';
}

static Spot *
add_spot(Scanner *scanner, SpotKind kind, size_t start, size_t end)
{
    Spot *spot = arena_new_object(scanner->arena, Spot);

    spot->kind = kind;
    spot->start = start;
    spot->end = end;
    list_append(&scanner->spots, spot);
    return spot;
}

static size_t
name_end(const Scanner *scanner, size_t at)
{
    while (is_name_char(char_at(scanner, at)))
        at++;
    return at;
}

/* {{ … }} or {% … %}; the offset after it, or `start` when it is none. */
static size_t
scan_braces(Scanner *scanner, size_t start, bool is_code)
{
    Braces braces;
    Spot *spot;

    if (!template_braces(scanner->arena, scanner->text + start, scanner->length - start, is_code,
                         &braces))
        return start;
    spot = add_spot(scanner, SPOT_BRACES, start, start + braces.length);
    spot->is_sure = is_code;
    spot->name = braces.name;
    spot->fallback = braces.is_comment ? "" : NULL;
    return spot->end;
}

static bool
is_dollar_name_char(char byte)
{
    return is_name_char(byte) || byte == '.' || byte == ':' || byte == '-';
}

/* ${x}, ${env:x}, ${x:-fallback}; the offset after it, or `start` when it is none. */
static size_t
scan_dollar(Scanner *scanner, size_t start, bool is_code)
{
    const char *from = scanner->text + start + 2;
    const char *end = memchr(from, '}', scanner->length - start - 2);
    char *name;
    char *fallback;
    Spot *spot;

    if (end == NULL || end - from > NAME_LENGTH_MAXIMUM || !is_letter(*from) ||
        memchr(from, '\n', (size_t) (end - from)) != NULL)
        return start;
    name = arena_strndup(scanner->arena, from, (size_t) (end - from));
    fallback = strstr(name, ":-");
    if (fallback == NULL)
        fallback = strstr(name, ":=");
    if (fallback != NULL)
        *fallback = '\0';
    for (const char *at = name; *at != '\0'; at++)
        if (!is_dollar_name_char(*at))
            return start;
    spot = add_spot(scanner, SPOT_DOLLAR, start, (size_t) (end + 1 - scanner->text));
    spot->is_sure = is_code;
    spot->name = strncmp(name, "env:", 4) == 0 && name[4] != '\0' ? name + 4 : name;
    spot->fallback = fallback == NULL ? NULL : fallback + 2;
    return spot->end;
}

/* After these words the operator @ makes no sense: a name of an object follows. */
static bool
names_object(const Scanner *scanner, size_t end)
{
    static const char *const always[] = {"exists", "into",     "join",   "only",    "references",
                                         "schema", "sequence", "table",  "type",    "update",
                                         "view",   "function", "column", "truncate"};
    static const char *const before_dot[] = {"from", "on", "to"}; /* but: extract(day from @a.b) */

    for (size_t i = 0; i < ARRAY_LENGTH(always); i++)
        if (token_is_word(scanner->text, scanner->before, always[i]))
            return true;
    for (size_t i = 0; i < ARRAY_LENGTH(before_dot); i++)
        if (token_is_word(scanner->text, scanner->before, before_dot[i]))
            return char_at(scanner, end) == '.' && scanner->parentheses == 0;
    return false;
}

/* @x, or @x@; the offset after it, or `start` when it is none. */
static size_t
scan_at(Scanner *scanner, size_t start, bool is_code)
{
    size_t end = name_end(scanner, start + 1);
    char before = start > 0 ? scanner->text[start - 1] : ' ';
    Spot *spot;

    if (!is_letter(char_at(scanner, start + 1)) || is_name_char(before) ||
        strchr("+-*/<>~!@#%^&|`?.", before) != NULL)
        return start;
    spot = add_spot(scanner, SPOT_AT, start, end + (char_at(scanner, end) == '@'));
    spot->name = arena_strndup(scanner->arena, scanner->text + start + 1, end - start - 1);
    spot->is_sure = is_code && names_object(scanner, end);
    return spot->end;
}

/* What psql knows without \set. */
static const char *
psql_default(const char *name)
{
    static const char *const defaults[][2] = {{"DBNAME", "postgres"},
                                              {"ENCODING", "UTF8"},
                                              {"HOST", "localhost"},
                                              {"PORT", "5432"},
                                              {"USER", "postgres"}};

    for (size_t i = 0; i < ARRAY_LENGTH(defaults); i++)
        if (str_equal(defaults[i][0], name))
            return defaults[i][1];
    return NULL;
}

/* :x, :'x', :"x"; the offset after it, or after the colon. */
static size_t
scan_colon(Scanner *scanner, size_t start)
{
    char mark = char_at(scanner, start + 1);
    size_t quote_length = mark == '\'' || mark == '"';
    size_t from = start + 1 + quote_length;
    size_t end = name_end(scanner, from);
    char before = start > 0 ? scanner->text[start - 1] : ' ';
    Spot *spot;

    if (mark == ':' || mark == '=')
        return start + 2;
    if (end == from || !is_letter(char_at(scanner, from)) || scanner->brackets > 0 ||
        (quote_length > 0 && char_at(scanner, end) != mark))
        return start + 1;
    spot = add_spot(scanner, SPOT_PSQL, start, end + quote_length);
    spot->name = arena_strndup(scanner->arena, scanner->text + from, end - from);
    spot->quote = quote_length > 0 ? mark : '\0';
    spot->is_sure = !scanner->is_query && before != '\'' && before != '"';
    spot->fallback = map_get(scanner->defined, spot->name);
    if (spot->fallback == NULL)
        spot->fallback = psql_default(spot->name);
    return spot->end;
}

/* What is quoted, with `quote` or a dollar quote (0); the offset after it. */
static size_t
scan_text(Scanner *scanner, size_t from, size_t to, char quote)
{
    bool is_name = quote == '"';

    for (size_t at = from; at < to;)
    {
        char next = char_at(scanner, at + 1);
        size_t end = at;

        if (scanner->text[at] == '{' && next == '{')
            end = scan_braces(scanner, at, is_name);
        else if (scanner->text[at] == '$' && next == '{')
            end = scan_dollar(scanner, at, is_name);
        else if (scanner->text[at] == '@')
            end = scan_at(scanner, at, false);
        at = end > at ? end : at + 1;
        if (at > to && quote != '\0')
        {
            const char *closing = memchr(scanner->text + at, quote, scanner->length - at);

            to = closing == NULL ? at : (size_t) (closing - scanner->text) + 1;
        }
        else if (at > to)
            to = at;
    }
    return to;
}

/* True when the statement's dollar quotes hold SQL or PL/pgSQL, and not a text or another language. */
static bool
has_code_body(const SplitPart *part)
{
    Token token = token_next(part->text, part->length, 0, false);
    bool is_code = token_is_word(part->text, token, "do");
    bool was_language = false;

    if (!is_code && !token_is_word(part->text, token, "create"))
        return false;
    for (; token.kind != TOKEN_END && token.kind != TOKEN_BROKEN;
         token = token_next(part->text, part->length, token.end, false))
    {
        size_t quote_length = token.kind == TOKEN_STRING || token.kind == TOKEN_QUOTED;
        Token inner = {.kind = TOKEN_WORD,
                       .start = token.start + quote_length,
                       .end = token.end - quote_length};

        if (was_language)
            return token_is_word(part->text, inner, "sql") ||
                   token_is_word(part->text, inner, "plpgsql");
        is_code |= token_is_word(part->text, token, "function") ||
                   token_is_word(part->text, token, "procedure");
        was_language = is_code && token_is_word(part->text, token, "language");
    }
    return is_code;
}

static void scan_code(Scanner *scanner, size_t from, size_t to, unsigned depth);

/* $tag$ … $tag$: code again, in most languages. */
static size_t
scan_body(Scanner *scanner, Token token, unsigned depth)
{
    const char *tag_end = memchr(scanner->text + token.start + 1, '$', token.end - token.start - 1);
    size_t tag_length = (size_t) (tag_end - scanner->text) + 1 - token.start;

    if (depth >= BODY_DEPTH_MAXIMUM || !scanner->has_code_body)
        return scan_text(scanner, token.start, token.end, '\0');
    scan_code(scanner, token.start + tag_length, token.end - tag_length, depth + 1);
    return token.end;
}

/* An operator's character, or what no SQL has. */
static size_t
scan_symbol(Scanner *scanner, Token token, unsigned depth)
{
    char mark = scanner->text[token.start];
    char next = char_at(scanner, token.end);
    size_t end = token.start;

    if (mark == '{' && (next == '{' || next == '%'))
        end = scan_braces(scanner, token.start, true);
    else if (mark == '$' && next == '{')
        end = scan_dollar(scanner, token.start, true);
    else if (mark == '@')
        end = scan_at(scanner, token.start, true);
    else if (mark == ':' && depth == 0)
        end = scan_colon(scanner, token.start);
    return end > token.end ? end : token.end;
}

static void
count_brackets(Scanner *scanner, Token token)
{
    char mark = scanner->text[token.start];

    if (mark == '[')
        scanner->brackets++;
    else if (mark == ']' && scanner->brackets > 0)
        scanner->brackets--;
    else if (mark == '(')
        scanner->parentheses++;
    else if (mark == ')' && scanner->parentheses > 0)
        scanner->parentheses--;
}

/* The offset after the token and the placeholder that it begins. */
static size_t
scan_token(Scanner *scanner, Token token, unsigned depth)
{
    switch (token.kind)
    {
    case TOKEN_STRING:
        return scan_text(scanner, token.start, token.end, '\'');
    case TOKEN_QUOTED:
        return scan_text(scanner, token.start, token.end, '"');
    case TOKEN_BROKEN:
        return scan_text(scanner, token.start, token.end, '\0');
    case TOKEN_DOLLAR:
        return scan_body(scanner, token, depth);
    case TOKEN_SYMBOL:
        return scan_symbol(scanner, token, depth);
    case TOKEN_WORD:
    case TOKEN_NUMBER: /* a_${x}: the dollar is part of the word */
        if (scanner->text[token.end - 1] == '$' && char_at(scanner, token.end) == '{')
            return scan_dollar(scanner, token.end - 1, true);
        return token.end;
    default:
        count_brackets(scanner, token);
        return token.end;
    }
}

static void
scan_code(Scanner *scanner, size_t from, size_t to, unsigned depth)
{
    for (size_t at = from; at < to;)
    {
        Token token = token_next(scanner->text, to, at, false);
        size_t end;

        if (token.kind == TOKEN_END)
            return;
        end = scan_token(scanner, token, depth);
        at = end > token.end ? end : token.end;
        scanner->before = token;
    }
}

/* The next word of a psql command, unquoted; false at its end or when only a shell knows it. */
static bool
command_word(StrBuf *out, const char **at, const char *end)
{
    while (*at < end && (**at == ' ' || **at == '\t'))
        (*at)++;
    strbuf_clear(out);
    if (*at == end || **at == '`')
        return false;
    for (char quote = '\0'; *at < end; (*at)++)
    {
        if (quote == '\0' && (**at == ' ' || **at == '\t'))
            return true;
        if (**at == '\'' && (quote == '\0' || (*at)[1] != '\'' || ++*at == end))
            quote = quote == '\0' ? '\'' : '\0';
        else
            strbuf_add_char(out, **at);
    }
    return true;
}

/* \set name value … */
static void
scan_command(Scanner *scanner)
{
    const char *at = scanner->part.text;
    const char *end = at + scanner->part.length;
    StrBuf word = strbuf_new(scanner->arena);
    StrBuf value = strbuf_new(scanner->arena);
    const char *name;

    if (!command_word(&word, &at, end) || !str_equal(word.text, "\\set") ||
        !command_word(&word, &at, end))
        return;
    name = arena_strdup(scanner->arena, word.text);
    while (command_word(&word, &at, end))
        strbuf_add(&value, word.text);
    if (at == end)
        map_put(scanner->defined, name, value.text);
}

static void
scan_statement(Scanner *scanner)
{
    static const char *const queries[] = {"select", "with", "insert", "update", "delete", "values"};
    const SplitPart *part = &scanner->part;
    Token first = token_next(part->text, part->length, 0, false);

    scanner->is_query = false;
    scanner->before = (Token){.kind = TOKEN_END};
    scanner->brackets = scanner->parentheses = 0;
    scanner->has_code_body = has_code_body(part);
    for (size_t i = 0; i < ARRAY_LENGTH(queries); i++)
        scanner->is_query |= token_is_word(part->text, first, queries[i]);
    scan_code(scanner, part->offset, part->offset + part->length, 0);
}

/* Most files have no placeholder; to know that must cost nothing. */
static bool
may_hold_any(const char *text, size_t length)
{
    for (size_t at = 0; at + 1 < length; at++)
    {
        char next = text[at + 1];

        switch (text[at])
        {
        case '{':
            if (next == '{' || next == '%' || (at > 0 && text[at - 1] == '$'))
                return true;
            break;
        case '@':
            if (is_letter(next))
                return true;
            break;
        case ':':
            if ((is_letter(next) || next == '\'' || next == '"') &&
                (at == 0 || text[at - 1] != ':'))
                return true;
            break;
        default:
            break;
        }
    }
    return false;
}

SpotList
template_scan(Arena *arena, const FileText *file)
{
    Scanner scanner = {.arena = arena, .text = file->text, .length = file->length};
    Error ignored = {.arena = arena};
    Splitter splitter;

    if (!may_hold_any(file->text, file->length) ||
        !split_start(&splitter, file->text, file->length, &ignored))
        return scanner.spots;
    scanner.defined = map_new(arena);
    while (split_next(&splitter, &scanner.part))
    {
        if (scanner.part.kind == SPLIT_COMMAND)
            scan_command(&scanner);
        else if (scanner.part.kind != SPLIT_COPY_DATA)
            scan_statement(&scanner);
    }
    return scanner.spots;
}
