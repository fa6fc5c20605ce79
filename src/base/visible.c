#include "base/visible.h"

#include "base/encoding.h"

/* How many bytes at `text` are one character to be written out, and its number; 0: none is. */
static size_t
hidden_length(const unsigned char *text, size_t length, unsigned *number)
{
    *number = text[0];
    if (text[0] < ' ')
        return text[0] != '\n' && text[0] != '\t';
    if (text[0] == 0x7f)
        return 1;
    if (text[0] == 0xc2 && length > 1 && text[1] >= 0x80 && text[1] < 0xa0) /* C1: 9B is ESC [ */
    {
        *number = text[1];
        return 2;
    }
    if (text[0] != 0xe2 || length < 3)
        return 0;
    *number = (unsigned) (0x2000 | ((text[1] & 0x3f) << 6) | (text[2] & 0x3f));
    if ((*number >= 0x202a && *number <= 0x202e) || (*number >= 0x2066 && *number <= 0x2069))
        return 3;
    return 0;
}

/* Bytes from `text` on that can be written as they are. */
static size_t
plain_length(const char *text, size_t length)
{
    size_t at = 0;
    unsigned number;

    while (at < length)
    {
        size_t bytes = 1;

        if (hidden_length((const unsigned char *) text + at, length - at, &number) > 0)
            break;
        if ((text[at] & 0x80) != 0)
        {
            while (bytes < 4 && at + bytes < length && (text[at + bytes] & 0xc0) == 0x80)
                bytes++;
            if (!encoding_is_utf8(text + at, bytes))
                break;
        }
        at += bytes;
    }
    return at;
}

/* What stands for the character at `text`; the bytes that it has. */
static size_t
write_out(const char *text, size_t length, char out[8])
{
    unsigned number;
    size_t bytes = hidden_length((const unsigned char *) text, length, &number);

    if (bytes == 0)
        number = (unsigned char) *text;
    (void) snprintf(out, 8, number > 0xff ? "\\u%04X" : "\\x%02X", number); /* it fits */
    return bytes == 0 ? 1 : bytes;
}

const char *
visible_text(Arena *arena, const char *text)
{
    size_t length = strlen(text);
    size_t at = plain_length(text, length);
    StrBuf out;

    if (at == length)
        return text;
    out = strbuf_new(arena);
    strbuf_add_bytes(&out, text, at);
    while (at < length)
    {
        char written[8];
        size_t plain;

        at += write_out(text + at, length - at, written);
        strbuf_add(&out, written);
        plain = plain_length(text + at, length - at);
        strbuf_add_bytes(&out, text + at, plain);
        at += plain;
    }
    return out.text;
}

void
visible_write(FILE *stream, const char *text, size_t length)
{
    for (size_t at = 0; at < length;)
    {
        size_t plain = plain_length(text + at, length - at);
        char written[8];

        (void) fwrite(text + at, 1, plain, stream); /* a broken stream is asked about at the end */
        at += plain;
        if (at == length)
            return;
        at += write_out(text + at, length - at, written);
        fputs(written, stream);
    }
}
