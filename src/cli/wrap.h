/*
 * wrap.h - paragraphs in columns.
 *
 * The texts of a command's record are plain: a blank line ends a paragraph, a line that begins with
 * a space stands as it is. Everything else flows.
 */
#ifndef TENFOLD_CLI_WRAP_H
#define TENFOLD_CLI_WRAP_H

#include "base/strbuf.h"

/* Columns that UTF-8 text takes, one for each character. */
size_t wrap_columns(const char *text, size_t length);

/*
 * Adds the text in lines of at most `width` columns that begin at column `indent`, each ended by a
 * line feed. The first line goes on where the buffer's last line ends.
 */
void wrap_text(StrBuf *out, const char *text, size_t indent, size_t width);

#endif
