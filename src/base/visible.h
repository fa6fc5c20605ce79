/*
 * visible.h - text of strangers on a terminal: what could steer it is written out instead.
 *
 * Control characters, and those that change the direction of writing, become \x1B or \u202E. Line ends
 * and tabs stay; bytes that are no UTF-8 become \xFF.
 */
#ifndef TENFOLD_BASE_VISIBLE_H
#define TENFOLD_BASE_VISIBLE_H

#include "base/strbuf.h"

/* The text itself when all of it is visible, otherwise a copy. */
const char *visible_text(Arena *arena, const char *text);

/* Writes `length` bytes to a stream. */
void visible_write(FILE *stream, const char *text, size_t length);

#endif
