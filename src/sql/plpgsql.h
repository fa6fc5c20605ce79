/*
 * plpgsql.h - the body of a PL/pgSQL block or function as a tree of statements.
 *
 * Any text gives a tree: what is no statement of the language is a PL_UNKNOWN that reaches to its
 * ';'. Queries and expressions stay text, to be parsed as SQL by those who want to know.
 */
#ifndef TENFOLD_SQL_PLPGSQL_H
#define TENFOLD_SQL_PLPGSQL_H

#include "base/arena.h"
#include "base/list.h"

typedef enum PlKind
{
    PL_UNKNOWN,
    PL_BLOCK, /* variables, body, handlers */
    PL_ASSIGN, /* targets := expr */
    PL_IF, /* branches, body is ELSE */
    PL_CASE, /* expr or none, branches, body is ELSE */
    PL_LOOP,
    PL_WHILE, /* expr */
    PL_FOR_INTEGER, /* expr .. upper BY step */
    PL_FOR_QUERY, /* expr: a query or the name of a cursor */
    PL_FOR_EXECUTE, /* expr, using */
    PL_FOREACH, /* expr: an array */
    PL_EXIT, /* label, WHEN expr */
    PL_CONTINUE,
    PL_RETURN,
    PL_RAISE, /* level, expr: all that follows it */
    PL_PERFORM, /* expr, with SELECT for PERFORM */
    PL_EXECUTE, /* expr, targets, using */
    PL_SQL, /* expr, targets of INTO (blank in the text) */
    PL_SET_UNKNOWN, /* GET DIAGNOSTICS, FETCH: targets get a value */
    PL_NOTHING /* NULL, ASSERT, OPEN, CLOSE, MOVE, COMMIT, ROLLBACK */
} PlKind;

/* A piece of the body; the text is NULL where there is none. */
typedef struct PlText PlText;
struct PlText
{
    PlText *next;
    const char *text;
    size_t offset;
};
LIST_OF(PlText);

typedef struct PlVariable PlVariable;
struct PlVariable
{
    PlVariable *next;
    const char *name;
    const char *type; /* as written; NULL for a cursor */
    PlText value; /* the default, or a cursor's query */
};
LIST_OF(PlVariable);

typedef struct PlStatement PlStatement;
LIST_OF(PlStatement);

/* WHEN or IF expr THEN body; of a handler, the text of expr is its conditions. */
typedef struct PlBranch PlBranch;
struct PlBranch
{
    PlBranch *next;
    PlText expr;
    PlStatementList body;
};
LIST_OF(PlBranch);

struct PlStatement
{
    PlStatement *next;
    PlKind kind;
    size_t offset; /* of its first token in the body */
    size_t end; /* behind its last token */
    const char *label; /* or NULL */
    const char *level; /* RAISE: "exception", "notice", … */
    PlText expr;
    PlText upper;
    PlText step;
    bool is_reverse;
    bool is_noted; /* for those who follow it: something was said about it */
    PlTextList targets; /* names in lower case, without quotes: "x" or "r.x" */
    PlTextList using;
    PlVariableList variables;
    PlBranchList branches;
    PlBranchList handlers;
    PlStatementList body;
};

/* The body of DO or of a function: one block. NULL when it does not begin as one. */
PlStatement *plpgsql_parse(Arena *arena, const char *body);

/* The body of a function in SQL: statements, each a PL_SQL. */
PlStatementList plpgsql_parse_sql(Arena *arena, const char *body);

#endif
