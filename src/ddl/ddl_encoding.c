/*
 * ddl_encoding.c - scripts that say SET client_encoding: a server would convert them.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

#include <iconv.h>

static const struct
{
    const char *name; /* in lower case, without '-' and '_' */
    const char *iconv_name;
} encodings[] = {
    {"latin1", "ISO-8859-1"}, {"iso88591", "ISO-8859-1"},
    {"latin2", "ISO-8859-2"}, {"latin9", "ISO-8859-15"},
    {"win1250", "CP1250"},    {"win1251", "CP1251"},
    {"win1252", "CP1252"},    {"win", "CP1251"},
    {"koi8r", "KOI8-R"},      {"koi8", "KOI8-R"},
    {"eucjp", "EUC-JP"},      {"sjis", "SHIFT_JIS"},
    {"gbk", "GBK"},           {"big5", "BIG5"},
    {"euckr", "EUC-KR"},
};

const char *
ddl_encoding(const char *name)
{
    for (size_t i = 0; name != NULL && i < ARRAY_LENGTH(encodings); i++)
    {
        const char *known = encodings[i].name;
        const char *at = name;

        for (; *at != '\0'; at++)
        {
            if (*at == '-' || *at == '_')
                continue;
            if (*known == '\0' || (*at | 0x20) != (*known | 0x20))
                break;
            known++;
        }
        if (*at == '\0' && *known == '\0')
            return encodings[i].iconv_name;
    }
    return NULL;
}

char *
ddl_encoding_convert(Arena *arena, const char *encoding, const char *text, size_t length)
{
    iconv_t converter;
    char *copy = arena_strndup(arena, text, length);
    char *in = copy;
    char *start;
    char *out;
    size_t room = 4 * length;

    if (encoding == NULL)
        return copy;
    converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t) -1)
        return copy;
    out = start = arena_alloc(arena, room + 1);
    if (iconv(converter, &in, &length, &out, &room) == (size_t) -1)
        start = copy;
    (void) iconv_close(converter); /* it held nothing */
    return start;
}
