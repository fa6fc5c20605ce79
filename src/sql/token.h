/*
 * token.h - SQL text as tokens, and slices of the text cut at tokens.
 *
 * The tokens are PostgreSQL's, only coarser: an operator is one token for each character, and words
 * are not looked up. Comments and white space are not tokens.
 */
#ifndef TENFOLD_SQL_TOKEN_H
#define TENFOLD_SQL_TOKEN_H

#include "base/arena.h"

typedef enum TokenKind
{
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_QUOTED, /* "Name" */
    TOKEN_STRING, /* '…', E'…', B'…' … */
    TOKEN_DOLLAR, /* $tag$…$tag$ */
    TOKEN_NUMBER,
    TOKEN_PARAM, /* $1 */
    TOKEN_OPEN, /* ( or [ */
    TOKEN_CLOSE, /* ) or ] */
    TOKEN_COMMA,
    TOKEN_SEMICOLON,
    TOKEN_BACKSLASH,
    TOKEN_SYMBOL, /* any other character */
    TOKEN_BROKEN /* a quote or comment that nothing ends: reaches to the end of the text */
} TokenKind;

typedef struct Token
{
    TokenKind kind;
    uint32_t depth; /* parentheses around it; set in a TokenList only */
    size_t start; /* offsets into the text */
    size_t end;
} Token;

/* The first token at or after an offset. `escapes`: a backslash escapes in every string. */
Token token_next(const char *text, size_t length, size_t at, bool escapes);

/* True when the token is this word, in capitals or not; `word` is given in lower case. */
bool token_is_word(const char *text, Token token, const char *word);

typedef struct TokenList
{
    const char *text;
    Token *items; /* the last one is TOKEN_END */
    size_t count; /* without it */
} TokenList;

/* All tokens of a statement. A parenthesis has the depth of what is outside of it. */
TokenList token_list(Arena *arena, const char *text, size_t length);

/* The index of the first token that starts at or after an offset; count when there is none. */
size_t token_list_at(const TokenList *list, size_t offset);

/* True when the token at an index is this word; false past the end. */
bool token_list_is(const TokenList *list, size_t index, const char *word);

/* True when the token at an index is this one character. */
bool token_list_is_char(const TokenList *list, size_t index, char character);

/* The first token from `from` on with this depth and word; count when there is none. */
size_t token_list_find(const TokenList *list, size_t from, uint32_t depth, const char *word);

/* The first parenthesis from `from` on with this depth that opens; count when there is none. */
size_t token_list_find_open(const TokenList *list, size_t from, uint32_t depth);

/* The parenthesis that closes the one at `open`; count when there is none. */
size_t token_list_close(const TokenList *list, size_t open);

/* Where a list item ends that starts at `from`: at the comma or parenthesis after it, or at count. */
size_t token_list_item_end(const TokenList *list, size_t from);

/* The text of the tokens [first, end) without comments; white space stays as written. */
char *token_list_text(Arena *arena, const TokenList *list, size_t first, size_t end);

#endif
