/*
 * template_braces.c - one {{ … }} of a Go template, mustache or Jinja.
 *
 * Its name is the last identifier or quoted key: {{ index .Options "Schema" }}, {{ .db.Schema }}. In a
 * call it is the first quoted argument, {{ var("schema", "public") }}, and filters that follow a '|'
 * are left out.
 */
#include "migration/template_braces.h"

enum
{
    LENGTH_MAXIMUM = 1000
};

typedef struct Range
{
    const char *from;
    const char *to;
} Range;

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

static bool
is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Without white space, and without the marks of {{- x -}} and {{& x}}. */
static Range
trim(Range range)
{
    if (range.from < range.to && (*range.from == '-' || *range.from == '&' || *range.from == '~'))
        range.from++;
    if (range.from < range.to && (range.to[-1] == '-' || range.to[-1] == '~'))
        range.to--;
    while (range.from < range.to && is_space(*range.from))
        range.from++;
    while (range.from < range.to && is_space(range.to[-1]))
        range.to--;
    return range;
}

static bool
is_control(Range range)
{
    static const char *const words[] = {"block", "break",  "continue", "define",   "else",
                                        "end",   "extend", "for",      "if",       "import",
                                        "macro", "range",  "set",      "template", "with"};
    size_t length = 0;

    if (range.from < range.to && strchr("#^/>", *range.from) != NULL)
        return true;
    while (range.from + length < range.to && is_name_char(range.from[length]))
        length++;
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strlen(words[i]) == length && strncmp(words[i], range.from, length) == 0)
            return true;
    return memmem(range.from, (size_t) (range.to - range.from), ":=", 2) != NULL;
}

/* The quoted key or identifier that starts at `at`; an empty range when none does. */
static Range
key_at(const char *at, const char *to)
{
    const char *end = at;

    if (*at == '"' || *at == '\'' || *at == '`')
    {
        end = memchr(at + 1, *at, (size_t) (to - at) - 1);
        return end == NULL ? (Range){at, at} : (Range){at + 1, end};
    }
    while (end < to && (end == at ? is_letter(*end) : is_name_char(*end)))
        end++;
    return (Range){at, end};
}

/* The first quoted argument of a call. */
static bool
find_argument(Range range, Range *name)
{
    for (const char *at = range.from; at < range.to; at++)
    {
        if (*at != '"' && *at != '\'')
            continue;
        *name = key_at(at, range.to);
        return name->from < name->to;
    }
    return false;
}

/* False when the expression has what no name can have, as an array's commas. */
static bool
find_name(Range range, Range *name)
{
    for (const char *at = range.from; at < range.to && *at != '|';)
    {
        Range key = key_at(at, range.to);

        if (key.from < key.to)
        {
            *name = key;
            at = key.to + (key.from > at);
        }
        else if (*at == '(' && at > range.from && is_name_char(at[-1]))
            return find_argument((Range){at, range.to}, name);
        else if (strchr(" \t\n\r.$()[]", *at) == NULL && !is_name_char(*at))
            return false;
        else
            at++;
    }
    return name->from < name->to;
}

static const char *
closing_of(const char *text, size_t length)
{
    const char *closing = text[1] == '%' ? "%}" : "}}";
    const char *end;

    if (length > LENGTH_MAXIMUM)
        length = LENGTH_MAXIMUM;
    end = memmem(text + 2, length - 2, closing, 2);
    if (end != NULL && text[1] == '{' && length > 2 && text[2] == '{' && end + 2 < text + length &&
        end[2] == '}')
        end++; /* {{{ x }}} */
    return end;
}

bool
template_braces(Arena *arena, const char *text, size_t length, bool is_code, Braces *out)
{
    const char *end = length < 4 ? NULL : closing_of(text, length);
    Range name = {text, text};
    Range range;
    bool is_plain;

    if (end == NULL)
        return false;
    *out = (Braces){.length = (size_t) (end + 2 - text)};
    range = (Range){text + 2, end};
    if (*range.from == '{' && range.to[-1] == '}')
        range = (Range){range.from + 1, range.to - 1};
    range = trim(range);
    out->is_comment =
        range.to - range.from >= 1 && (*range.from == '!' || strncmp(range.from, "/*", 2) == 0);
    if (out->is_comment)
        out->name = "";
    if (out->is_comment || text[1] == '%' || is_control(range))
        return is_code || text[1] != '%';
    is_plain = find_name(range, &name);
    if (is_plain)
        out->name = arena_strndup(arena, name.from, (size_t) (name.to - name.from));
    return is_plain || is_code;
}
