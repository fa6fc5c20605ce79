/*
 * Plans come to us copied from terminals: psql draws frames of three kinds around them and ends the lines of a
 * cell with "+", pgAdmin puts each line in quotes, a narrow window breaks lines in the middle of a word.
 *
 * A broken line is known by its parentheses: EXPLAIN never ends a line with one open.
 */
#include "explain/explain_internal.h"

#include "base/strbuf.h"

#include <ctype.h>

typedef struct Line
{
    const char *start;
    size_t length;
} Line;

/* The bytes of a character that draws frames at a place: |, │, ║ and the like; 0 for any other. */
static size_t
frame_length(const char *text, size_t length)
{
    if (length >= 3 && (unsigned char) text[0] == 0xe2 &&
        ((unsigned char) text[1] == 0x94 || (unsigned char) text[1] == 0x95))
        return 3;
    return length >= 1 && text[0] == '|' ? 1 : 0;
}

static Line
trim_end(Line line)
{
    while (line.length > 0 && isspace((unsigned char) line.start[line.length - 1]))
        line.length--;
    return line;
}

static bool
begins_with(Line line, const char *word)
{
    return line.length >= strlen(word) && strncmp(line.start, word, strlen(word)) == 0;
}

/* psql \\x puts the title before each line: "QUERY PLAN | Limit …". */
static Line
take_title(Line line)
{
    static const char title[] = "QUERY PLAN";
    Line rest = line;
    size_t frame;

    while (rest.length > 0 && *rest.start == ' ')
        rest = (Line){rest.start + 1, rest.length - 1};
    if (!begins_with(rest, title))
        return line;
    rest = (Line){rest.start + sizeof(title) - 1, rest.length - (sizeof(title) - 1)};
    if (rest.length > 0 && *rest.start == ' ')
        rest = (Line){rest.start + 1, rest.length - 1};
    frame = frame_length(rest.start, rest.length);
    return (Line){rest.start + frame, rest.length - frame};
}

/* The title alone, or the number of a row. */
static bool
is_title(Line line)
{
    return memmem(line.start, line.length, "[ RECORD ", 9) != NULL ||
           begins_with(line, "* Record ") ||
           (trim_end(line).length > 0 && trim_end(take_title(line)).length == 0);
}

/* A rule, a title, a count of rows: nothing of the plan. */
static bool
is_decoration(Line line)
{
    size_t at = 0;
    size_t drawn = 0;

    while (at < line.length && line.start[at] == ' ')
        at++;
    if (is_title(line))
        return true;
    if (line.length - at >= 5 && line.start[at] == '(' &&
        isdigit((unsigned char) line.start[at + 1]) != 0 && line.start[line.length - 1] == ')' &&
        memmem(line.start, line.length, " row", 4) != NULL &&
        memmem(line.start, line.length, "=", 1) == NULL)
        return true;
    while (at < line.length)
    {
        size_t frame = frame_length(line.start + at, line.length - at);

        if (frame == 0 && strchr("-+=", line.start[at]) == NULL)
            return false;
        at += frame == 0 ? 1 : frame;
        drawn++;
    }
    return drawn > 0;
}

static Line
take_frame(Line line, bool *is_framed)
{
    size_t frame = frame_length(line.start, line.length);

    *is_framed = frame > 0;
    if (frame > 0)
    {
        line.start += frame;
        line.length -= frame;
    }
    line = trim_end(line);
    if (line.length >= 1 && line.start[line.length - 1] == '|')
        line.length--;
    else if (line.length >= 3 && frame_length(line.start + line.length - 3, 3) == 3)
        line.length -= 3;
    return trim_end(line);
}

/* psql marks a line that the cell goes on after with + or ↵. */
static Line
take_mark(Line line, bool is_structured, bool is_framed)
{
    static const char arrow[] = "\xe2\x86\xb5";

    if (line.length >= 3 && memcmp(line.start + line.length - 3, arrow, 3) == 0)
        line.length -= 3;
    else if (line.length >= 2 && line.start[line.length - 1] == '+' &&
             (is_structured || is_framed || line.start[line.length - 2] == ' '))
        line.length--;
    return trim_end(line);
}

static void
add_unquoted(StrBuf *out, Line line)
{
    for (size_t i = 1; i + 1 < line.length; i++)
    {
        if (line.start[i] == line.start[0] && line.start[i + 1] == line.start[0] &&
            i + 2 < line.length)
            i++;
        strbuf_add_char(out, line.start[i]);
    }
}

/* Parentheses that are open at the end of what was written since `from`. */
static int
open_parentheses(const StrBuf *out, size_t from)
{
    int open = 0;
    char quote = '\0';

    for (size_t i = from; i < out->length; i++)
    {
        char byte = out->text[i];

        if (quote != '\0')
            quote = byte == quote ? '\0' : quote;
        else if (byte == '\'' || byte == '"')
            quote = byte;
        else
            open += byte == '(' ? 1 : byte == ')' ? -1 : 0;
    }
    return open;
}

/* A line that the one at hand goes on with. */
static bool
is_broken(const StrBuf *out, size_t from, Line next)
{
    const char *last = out->text + from;

    while (next.length > 0 && *next.start == ' ')
    {
        next.start++;
        next.length--;
    }
    if (next.length >= 2 && strncmp(next.start, "->", 2) == 0)
        return false;
    if (open_parentheses(out, from) > 0)
        return true;
    return strstr(last, "->") != NULL && strchr(last, '(') == NULL &&
           memmem(next.start, next.length, "(cost=", 6) != NULL;
}

static bool
is_quoted(Line line)
{
    char quote = line.start[0];

    return line.length >= 2 && (quote == '"' || quote == '\'') &&
           line.start[line.length - 1] == quote;
}

bool
explain_is_json(const char *text)
{
    text += strspn(text, " \t\n");
    if (*text == '[')
        text += 1 + strspn(text + 1, " \t\n");
    return *text == '{';
}

/* The first line of EXPLAIN's YAML, or of auto_explain's. */
static bool
is_yaml(const char *line)
{
    line += strspn(line, " ");
    return strncmp(line, "- Plan:", 7) == 0 || strncmp(line, "Query Text: \"", 13) == 0;
}

char *
explain_unwrap(Arena *arena, const char *text)
{
    StrBuf out = strbuf_new(arena);
    size_t line_start = 0;
    bool is_structured = false; /* JSON, YAML */

    for (const char *at = text; *at != '\0';)
    {
        size_t length = strcspn(at, "\n");
        Line line = trim_end((Line){at, length});
        bool is_framed = false;

        at += length + (at[length] == '\n');
        if (is_decoration(line))
            continue;
        line = take_title(take_frame(line, &is_framed));
        line = take_mark(line, is_structured, is_framed);
        if (line.length == 0 || is_decoration(line))
            continue;
        if (out.length > 0 && (is_structured || !is_broken(&out, line_start, line)))
        {
            strbuf_add_char(&out, '\n');
            line_start = out.length;
        }
        if (is_quoted(line) && !is_structured)
            add_unquoted(&out, line);
        else
            strbuf_add_bytes(&out, line.start, line.length);
        is_structured =
            is_structured || explain_is_json(out.text) || is_yaml(out.text + line_start);
    }
    return out.text;
}
