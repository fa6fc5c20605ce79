/*
 * encoding.h - which encoding a text is in, and the same text in UTF-8.
 */
#ifndef TENFOLD_BASE_ENCODING_H
#define TENFOLD_BASE_ENCODING_H

#include "base/arena.h"

/* "UTF-16LE" and the like, known by its mark or by its zero bytes; NULL for other texts. */
const char *encoding_wide(const char *text, size_t length);

/* True when every byte belongs to a UTF-8 character. */
bool encoding_is_utf8(const char *text, size_t length);

/*
 * The text in UTF-8, without a mark at its start; `encoding` is a name for iconv. NULL when it is not
 * in that encoding.
 */
char *encoding_to_utf8(Arena *arena, const char *encoding, const char *text, size_t length,
                       size_t *out_length);

#endif
