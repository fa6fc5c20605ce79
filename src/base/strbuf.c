#include "base/strbuf.h"

#include <stdarg.h>

enum
{
    CAPACITY_FIRST = 64
};

StrBuf
strbuf_new(Arena *arena)
{
    return (StrBuf){
        .arena = arena,
        .text = arena_alloc(arena, CAPACITY_FIRST),
        .capacity = CAPACITY_FIRST,
    };
}

static void
make_room(StrBuf *buffer, size_t more)
{
    size_t needed = buffer->length + more + 1;
    size_t capacity = buffer->capacity;

    if (needed <= capacity)
        return;
    while (capacity < needed)
        capacity *= 2;
    buffer->text = arena_grow(buffer->arena, buffer->text, buffer->length + 1, capacity);
    buffer->capacity = capacity;
}

void
strbuf_add_bytes(StrBuf *buffer, const char *bytes, size_t length)
{
    make_room(buffer, length);
    memcpy(buffer->text + buffer->length, bytes, length);
    buffer->length += length;
    buffer->text[buffer->length] = '\0';
}

void
strbuf_add(StrBuf *buffer, const char *text)
{
    strbuf_add_bytes(buffer, text, strlen(text));
}

void
strbuf_add_char(StrBuf *buffer, char byte)
{
    strbuf_add_bytes(buffer, &byte, 1);
}

void
strbuf_printf(StrBuf *buffer, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length <= 0)
        return;
    make_room(buffer, (size_t) length);
    va_start(arguments, format);
    (void) vsnprintf(buffer->text + buffer->length, (size_t) length + 1, format,
                     arguments); /* room was just made for exactly this */
    va_end(arguments);
    buffer->length += (size_t) length;
}

void
strbuf_separate(StrBuf *buffer, const char *separator)
{
    if (buffer->length > 0)
        strbuf_add(buffer, separator);
}

void
strbuf_pad(StrBuf *buffer, char byte, size_t count)
{
    make_room(buffer, count);
    memset(buffer->text + buffer->length, byte, count);
    buffer->length += count;
    buffer->text[buffer->length] = '\0';
}

void
strbuf_clear(StrBuf *buffer)
{
    buffer->length = 0;
    buffer->text[0] = '\0';
}
