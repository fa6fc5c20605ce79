/*
 * parse.h - PostgreSQL's grammar: text in, raw parse tree out.
 *
 * A tree lives until parse_close(); trees may not overlap, except that one may be opened and closed
 * while another is open.
 */
#ifndef TENFOLD_SQL_PARSE_H
#define TENFOLD_SQL_PARSE_H

#include "base/error.h"

/* A parse tree (List of RawStmt), seen by files that include sql/nodes.h. */
struct List;

typedef struct ParseTree
{
    void *memory;
    void *outer_memory;
    struct List *statements;
} ParseTree;

/*
 * Parses a text of any number of statements. On failure `position` is the byte offset of the error,
 * or the length of the text, and nothing is left to close.
 */
bool parse_open(const char *sql, ParseTree *out, size_t *position, Error *error) MUST_CHECK;

/* Gives the tree's memory back. */
void parse_close(ParseTree *tree);

/*
 * Parses an expression, as the one target of a SELECT. Offsets in the tree count from the start of
 * "SELECT (" and so are PARSE_EXPR_OFFSET larger than those in the text.
 */
bool parse_open_expr(Arena *arena, const char *sql, ParseTree *out, size_t *position,
                     Error *error) MUST_CHECK;

enum
{
    PARSE_EXPR_OFFSET = 8
};

#endif
