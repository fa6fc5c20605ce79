#include "cli/wrap.h"

size_t
wrap_columns(const char *text, size_t length)
{
    size_t columns = 0;

    for (size_t i = 0; i < length; i++)
        columns += ((unsigned char) text[i] & 0xC0) != 0x80; /* not a continuation byte */
    return columns;
}

static size_t
columns_of_last_line(const StrBuf *out)
{
    const char *line = strrchr(out->text, '\n');

    line = line == NULL ? out->text : line + 1;
    return wrap_columns(line, strlen(line));
}

/* The buffer stands at column `indent` afterwards, or further on. */
static void
indent_to(StrBuf *out, size_t indent)
{
    size_t column = columns_of_last_line(out);

    if (column < indent)
        strbuf_pad(out, ' ', indent - column);
}

/* A line as it is; returns the start of the next. */
static const char *
add_verbatim(StrBuf *out, const char *text, size_t indent)
{
    size_t length = strcspn(text, "\n");

    indent_to(out, indent);
    strbuf_add_bytes(out, text, length);
    strbuf_add_char(out, '\n');
    return text + length + (text[length] == '\n');
}

static bool
ends_paragraph(const char *text)
{
    return text[0] == '\0' || (text[0] == '\n' && (text[1] == '\n' || text[1] == ' '));
}

/* Words up to a blank line, a verbatim line or the end; returns what follows the line feed. */
static const char *
add_paragraph(StrBuf *out, const char *text, size_t indent, size_t width)
{
    size_t column;

    indent_to(out, indent);
    column = columns_of_last_line(out);
    for (bool is_first = true; !ends_paragraph(text); is_first = false)
    {
        size_t length = strcspn(text, " \n");
        size_t columns = wrap_columns(text, length);

        if (!is_first && column + 1 + columns > width)
        {
            strbuf_add_char(out, '\n');
            strbuf_pad(out, ' ', indent);
            column = indent;
        }
        else if (!is_first)
        {
            strbuf_add_char(out, ' ');
            column++;
        }
        strbuf_add_bytes(out, text, length);
        column += columns;
        text += length;
        text += strspn(text, " ");
        if (*text == '\n' && !ends_paragraph(text))
            text++;
    }
    strbuf_add_char(out, '\n');
    return *text == '\n' ? text + 1 : text;
}

void
wrap_text(StrBuf *out, const char *text, size_t indent, size_t width)
{
    while (*text != '\0')
    {
        if (*text == '\n')
        {
            strbuf_add_char(out, '\n');
            text++;
        }
        else if (*text == ' ')
            text = add_verbatim(out, text, indent);
        else
            text = add_paragraph(out, text, indent, width);
    }
}
