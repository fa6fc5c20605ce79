#include "base/encoding.h"

#include <iconv.h>

enum
{
    LOOKED_AT = 4096,
    UTF8_BYTES_MOST = 4 /* of UTF-8 for one byte of any other encoding */
};

static bool
starts(const char *text, size_t length, const char *mark, size_t mark_length)
{
    return length >= mark_length && memcmp(text, mark, mark_length) == 0;
}

/*
 * ASCII in UTF-16 has a zero in every second byte, and only there. A binary file has them on both
 * sides, or a few.
 */
static const char *
guess_utf16(const char *text, size_t length)
{
    size_t zeros[2] = {0};
    size_t looked_at = length < LOOKED_AT ? length & ~(size_t) 1 : LOOKED_AT;

    if (length % 2 != 0 || looked_at < 8)
        return NULL;
    for (size_t i = 0; i < looked_at; i++)
        zeros[i % 2] += text[i] == '\0';
    if (zeros[0] == 0 && zeros[1] > looked_at / 4)
        return "UTF-16LE";
    return zeros[1] == 0 && zeros[0] > looked_at / 4 ? "UTF-16BE" : NULL;
}

const char *
encoding_wide(const char *text, size_t length)
{
    if (starts(text, length, "\xff\xfe\0\0", 4))
        return "UTF-32LE";
    if (starts(text, length, "\0\0\xfe\xff", 4))
        return "UTF-32BE";
    if (starts(text, length, "\xff\xfe", 2))
        return "UTF-16LE";
    if (starts(text, length, "\xfe\xff", 2))
        return "UTF-16BE";
    return guess_utf16(text, length);
}

/* How long a character is that begins with this byte; 0 for none. */
static size_t
length_by_first(unsigned char byte)
{
    if (byte < 0x80)
        return 1;
    if (byte >= 0xc2 && byte <= 0xdf)
        return 2;
    if ((byte & 0xf0) == 0xe0)
        return 3;
    return byte >= 0xf0 && byte <= 0xf4 ? 4 : 0;
}

/* Written longer than need be, half of a pair of UTF-16, or past the last character. */
static bool
is_forbidden(unsigned char first, unsigned char second)
{
    return (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
           (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
}

/* How many bytes the character at `text` has; 0 when it is none. */
static size_t
character_length(const unsigned char *text, size_t length)
{
    size_t bytes = length_by_first(text[0]);

    if (bytes > length || (bytes > 1 && is_forbidden(text[0], text[1])))
        return 0;
    for (size_t i = 1; i < bytes; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return bytes;
}

/* True when the next eight bytes are ASCII: most text is, and this is asked of all of it. */
static bool
is_ascii(const char *text)
{
    uint64_t bytes;

    memcpy(&bytes, text, sizeof(bytes));
    return (bytes & UINT64_C(0x8080808080808080)) == 0;
}

bool
encoding_is_utf8(const char *text, size_t length)
{
    for (size_t at = 0; at < length;)
    {
        size_t bytes;

        if (at + sizeof(uint64_t) <= length && is_ascii(text + at))
        {
            at += sizeof(uint64_t);
            continue;
        }
        bytes = character_length((const unsigned char *) text + at, length - at);
        if (bytes == 0)
            return false;
        at += bytes;
    }
    return true;
}

char *
encoding_to_utf8(Arena *arena, const char *encoding, const char *text, size_t length,
                 size_t *out_length)
{
    static const char mark[] = "\xef\xbb\xbf";
    iconv_t converter = iconv_open("UTF-8", encoding);
    size_t room = UTF8_BYTES_MOST * length;
    Arena *work;
    char *in = (char *) (uintptr_t) text; /* iconv's own type; it only reads */
    char *start;
    char *out;
    char *result = NULL;

    if (converter == (iconv_t) -1)
        return NULL;
    work = arena_new(arena, "encoding");
    start = out = arena_alloc(work, room + 1);
    if (iconv(converter, &in, &length, &out, &room) != (size_t) -1)
    {
        if (starts(start, (size_t) (out - start), mark, sizeof(mark) - 1))
            start += sizeof(mark) - 1;
        *out_length = (size_t) (out - start);
        result = arena_strndup(arena, start, *out_length);
    }
    (void) iconv_close(converter); /* it held nothing */
    arena_free(work);
    return result;
}
