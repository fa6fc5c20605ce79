#include "sql/token.h"

#include "base/strbuf.h"

/*
 * One scanner for the splitter and for slices. What makes it fast is that long things, function
 * bodies and comments, are crossed with memchr().
 */
typedef enum CharKind
{
    CHAR_OTHER = 0, /* an operator, or anything */
    CHAR_SPACE,
    CHAR_LETTER, /* may start a word: also '_' and every byte of a multi-byte character */
    CHAR_DIGIT,
    CHAR_QUOTE, /* ' or " */
    CHAR_DOLLAR,
    CHAR_MARK /* a token of its own: parentheses, comma, semicolon, backslash */
} CharKind;

static const unsigned char char_kinds[256] = {
    [' '] = CHAR_SPACE,          ['\t'] = CHAR_SPACE,         ['\n'] = CHAR_SPACE,
    ['\r'] = CHAR_SPACE,         ['\f'] = CHAR_SPACE,         ['\v'] = CHAR_SPACE,
    ['a' ... 'z'] = CHAR_LETTER, ['A' ... 'Z'] = CHAR_LETTER, ['_'] = CHAR_LETTER,
    [128 ... 255] = CHAR_LETTER, ['0' ... '9'] = CHAR_DIGIT,  ['\''] = CHAR_QUOTE,
    ['"'] = CHAR_QUOTE,          ['$'] = CHAR_DOLLAR,         ['('] = CHAR_MARK,
    [')'] = CHAR_MARK,           ['['] = CHAR_MARK,           [']'] = CHAR_MARK,
    [','] = CHAR_MARK,           [';'] = CHAR_MARK,           ['\\'] = CHAR_MARK,
};

typedef struct Scan
{
    const char *text;
    size_t length;
} Scan;

static CharKind
kind_at(Scan scan, size_t at)
{
    return at < scan.length ? (CharKind) char_kinds[(unsigned char) scan.text[at]] : CHAR_OTHER;
}

static char
char_at(Scan scan, size_t at)
{
    return at < scan.length ? scan.text[at] : '\0';
}

static bool
is_word_char(Scan scan, size_t at)
{
    CharKind kind = kind_at(scan, at);

    return kind == CHAR_LETTER || kind == CHAR_DIGIT || kind == CHAR_DOLLAR;
}

/* After the comment that starts at `at`; past the end of the text when nothing ends it. */
static size_t
skip_block_comment(Scan scan, size_t at)
{
    size_t depth = 1;

    for (at += 2; at + 1 < scan.length; at++)
    {
        if (scan.text[at] == '/' && scan.text[at + 1] == '*')
        {
            depth++;
            at++;
        }
        else if (scan.text[at] == '*' && scan.text[at + 1] == '/')
        {
            if (--depth == 0)
                return at + 2;
            at++;
        }
    }
    return scan.length + 1;
}

static size_t
skip_line(Scan scan, size_t at)
{
    const char *end = memchr(scan.text + at, '\n', scan.length - at);

    return end == NULL ? scan.length : (size_t) (end - scan.text);
}

/* The next offset that is neither space nor comment; `opened` is where a comment without end began. */
static size_t
skip_blank(Scan scan, size_t at, size_t *opened)
{
    while (at < scan.length)
    {
        char next = char_at(scan, at + 1);

        if (kind_at(scan, at) == CHAR_SPACE)
        {
            at++;
        }
        else if (scan.text[at] == '-' && next == '-')
        {
            at = skip_line(scan, at);
        }
        else if (scan.text[at] == '/' && next == '*')
        {
            *opened = at;
            at = skip_block_comment(scan, at);
        }
        else
        {
            break;
        }
    }
    return at;
}

/* After the quote that ends what is quoted from `at` on; past the end when nothing ends it. */
static size_t
skip_quoted(Scan scan, size_t at, char quote, bool escapes)
{
    while (at < scan.length)
    {
        if (!escapes)
        {
            const char *end = memchr(scan.text + at, quote, scan.length - at);

            if (end == NULL)
                break;
            at = (size_t) (end - scan.text);
        }
        if (scan.text[at] == '\\' && escapes)
            at += 2;
        else if (scan.text[at] != quote)
            at++;
        else if (char_at(scan, at + 1) != quote)
            return at + 1;
        else
            at += 2;
    }
    return scan.length + 1;
}

static Token
make_token(TokenKind kind, Scan scan, size_t start, size_t end)
{
    if (end > scan.length)
        return (Token){.kind = TOKEN_BROKEN, .start = start, .end = scan.length};
    return (Token){.kind = kind, .start = start, .end = end};
}

static Token
scan_quoted(Scan scan, size_t start, size_t open, bool escapes)
{
    char quote = scan.text[open];

    return make_token(quote == '\'' ? TOKEN_STRING : TOKEN_QUOTED, scan, start,
                      skip_quoted(scan, open + 1, quote, escapes && quote == '\''));
}

/* A word, or a string with a prefix: E'', B'', X'', N'', U&'', U&"". */
static Token
scan_word(Scan scan, size_t start, bool escapes)
{
    size_t end = start + 1;
    char first = (char) (scan.text[start] | 0x20);

    while (is_word_char(scan, end))
        end++;
    if (end == start + 1 && char_at(scan, end) == '\'' && strchr("ebxn", first) != NULL)
        return scan_quoted(scan, start, end, escapes || first == 'e');
    if (end == start + 1 && first == 'u' && char_at(scan, end) == '&' &&
        kind_at(scan, end + 1) == CHAR_QUOTE)
        return scan_quoted(scan, start, end + 1, false);
    return make_token(TOKEN_WORD, scan, start, end);
}

static Token
scan_number(Scan scan, size_t start)
{
    size_t end = start + 1;

    while (is_word_char(scan, end) || char_at(scan, end) == '.' ||
           ((scan.text[end - 1] | 0x20) == 'e' &&
            (char_at(scan, end) == '-' || char_at(scan, end) == '+')))
        end++;
    return make_token(TOKEN_NUMBER, scan, start, end);
}

/* $1, $$…$$, $tag$…$tag$, or a lone dollar. */
static Token
scan_dollar(Scan scan, size_t start)
{
    size_t end = start + 1;
    size_t tag_length;

    if (kind_at(scan, end) == CHAR_DIGIT)
    {
        while (kind_at(scan, end) == CHAR_DIGIT)
            end++;
        return make_token(TOKEN_PARAM, scan, start, end);
    }
    while (kind_at(scan, end) == CHAR_LETTER || kind_at(scan, end) == CHAR_DIGIT)
        end++;
    if (char_at(scan, end) != '$')
        return make_token(TOKEN_SYMBOL, scan, start, start + 1);
    end++;
    tag_length = end - start;
    while (end < scan.length)
    {
        const char *dollar = memchr(scan.text + end, '$', scan.length - end);

        if (dollar == NULL || (size_t) (dollar - scan.text) + tag_length > scan.length)
            break;
        if (memcmp(dollar, scan.text + start, tag_length) == 0)
            return make_token(TOKEN_DOLLAR, scan, start,
                              (size_t) (dollar - scan.text) + tag_length);
        end = (size_t) (dollar - scan.text) + 1;
    }
    return make_token(TOKEN_DOLLAR, scan, start, scan.length + 1);
}

static TokenKind
mark_kind(char mark)
{
    switch (mark)
    {
    case '(':
    case '[':
        return TOKEN_OPEN;
    case ')':
    case ']':
        return TOKEN_CLOSE;
    case ',':
        return TOKEN_COMMA;
    case ';':
        return TOKEN_SEMICOLON;
    default:
        return TOKEN_BACKSLASH;
    }
}

Token
token_next(const char *text, size_t length, size_t at, bool escapes)
{
    Scan scan = {.text = text, .length = length};
    size_t opened = 0;

    at = skip_blank(scan, at, &opened);
    if (at > length)
        return make_token(TOKEN_BROKEN, scan, opened, at);
    if (at == length)
        return make_token(TOKEN_END, scan, length, length);
    switch (kind_at(scan, at))
    {
    case CHAR_LETTER:
        return scan_word(scan, at, escapes);
    case CHAR_DIGIT:
        return scan_number(scan, at);
    case CHAR_QUOTE:
        return scan_quoted(scan, at, at, escapes);
    case CHAR_DOLLAR:
        return scan_dollar(scan, at);
    case CHAR_MARK:
        return make_token(mark_kind(text[at]), scan, at, at + 1);
    default:
        if (text[at] == '.' && kind_at(scan, at + 1) == CHAR_DIGIT &&
            (at == 0 || !is_word_char(scan, at - 1)))
            return scan_number(scan, at);
        return make_token(TOKEN_SYMBOL, scan, at, at + 1);
    }
}

bool
token_is_word(const char *text, Token token, const char *word)
{
    if (token.kind != TOKEN_WORD)
        return false;
    for (size_t at = token.start; at < token.end; at++, word++)
    {
        char byte = text[at];

        if (byte >= 'A' && byte <= 'Z')
            byte = (char) (byte | 0x20);
        if (byte != *word)
            return false;
    }
    return *word == '\0';
}
