/*
 * split.h - a script as statements, the way psql cuts it.
 *
 * A part points into the text. What is broken does not swallow its neighbours: a quote without end,
 * or a parenthesis, ends before the next line that begins with CREATE, ALTER, COMMENT …
 */
#ifndef TENFOLD_SQL_SPLIT_H
#define TENFOLD_SQL_SPLIT_H

#include "base/error.h"

typedef enum SplitKind
{
    SPLIT_STATEMENT, /* without its ';', starting at its first token */
    SPLIT_COMMAND, /* a psql backslash command, to the end of its line */
    SPLIT_COPY_DATA, /* the lines after COPY … FROM stdin, without the "\." */
    SPLIT_BROKEN /* ends in a quote or comment without end; see message */
} SplitKind;

typedef struct SplitPart
{
    SplitKind kind;
    const char *text;
    size_t length;
    size_t offset; /* in the script */
    uint32_t line; /* of its first byte, from 1 */
    uint32_t column; /* from 1, in bytes */
    bool has_end; /* a ';' or "\." was there */
    const char *message; /* SPLIT_BROKEN: what is wrong */
} SplitPart;

typedef struct Splitter
{
    const char *text;
    size_t length;
    size_t at;
    size_t line_start; /* of the line that `line` counts */
    uint32_t line;
    bool escapes; /* standard_conforming_strings is off: set by the caller */
    bool is_copy_next; /* the text goes on with lines of COPY data */
} Splitter;

/* False, with a hint, for what is no text: UTF-16, an archive of pg_dump, something compressed. */
bool split_start(Splitter *splitter, const char *text, size_t length, Error *error) MUST_CHECK;

/* The next part; false at the end of the script. */
bool split_next(Splitter *splitter, SplitPart *part);

/*
 * Where, within a statement that does not parse, the next one seems to begin: at a line that starts
 * with a statement's keyword, also inside a quoted string. 0 when there is no such line.
 */
size_t split_find_next(const SplitPart *part);

/* Cuts the part at that offset and goes on from there. */
void split_cut(Splitter *splitter, SplitPart *part, size_t length);

#endif
