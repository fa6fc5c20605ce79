/*
 * strbuf.h - text that grows.
 *
 * A StrBuf lives in an arena. Its text is always ended by a zero and never NULL.
 */
#ifndef TENFOLD_BASE_STRBUF_H
#define TENFOLD_BASE_STRBUF_H

#include "base/arena.h"

typedef struct StrBuf
{
    Arena *arena;
    char *text;
    size_t length;
    size_t capacity;
} StrBuf;

/* An empty buffer whose text the arena owns. */
StrBuf strbuf_new(Arena *arena);

/* Adds a string. */
void strbuf_add(StrBuf *buffer, const char *text);

/* Adds `length` bytes. */
void strbuf_add_bytes(StrBuf *buffer, const char *bytes, size_t length);

/* Adds one byte. */
void strbuf_add_char(StrBuf *buffer, char byte);

/* Adds formatted text. */
void strbuf_printf(StrBuf *buffer, const char *format, ...) PRINTF_LIKE(2, 3);

/* Adds `separator` unless the buffer is empty: for lists. */
void strbuf_separate(StrBuf *buffer, const char *separator);

/* Adds `count` times the byte. */
void strbuf_pad(StrBuf *buffer, char byte, size_t count);

/* Empties the buffer and keeps its memory. */
void strbuf_clear(StrBuf *buffer);

#endif
