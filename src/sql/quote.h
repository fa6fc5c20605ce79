/*
 * quote.h - the only way for names and literals into SQL.
 */
#ifndef TENFOLD_SQL_QUOTE_H
#define TENFOLD_SQL_QUOTE_H

#include "base/strbuf.h"

/* The name as SQL: quoted when it is not a plain lower-case word or is a keyword. */
char *quote_ident(Arena *arena, const char *name);

/* schema.name; only the name when the schema is NULL. */
char *quote_qualified(Arena *arena, const char *schema, const char *name);

/* The text as a string literal: '…', or E'…' when it holds backslashes. */
char *quote_literal(Arena *arena, const char *text);

/* The same, added to a buffer. */
void quote_add_ident(StrBuf *out, const char *name);
void quote_add_qualified(StrBuf *out, const char *schema, const char *name);
void quote_add_literal(StrBuf *out, const char *text);

#endif
