/*
 * statement.h - what a statement is for, told from its first words.
 */
#ifndef TENFOLD_RECORD_STATEMENT_H
#define TENFOLD_RECORD_STATEMENT_H

#include "base/strbuf.h"

typedef enum StatementKind
{
    STATEMENT_OTHER, /* SHOW, SET, VACUUM, FETCH …: of no interest */
    STATEMENT_CHANGE, /* may change the schema */
    STATEMENT_PATH, /* sets the search_path of its session */
    STATEMENT_QUERY, /* reads or writes rows; `query` holds it without DECLARE … FOR */
    STATEMENT_PREPARE, /* PREPARE name AS query */
    STATEMENT_EXECUTE, /* EXECUTE name */
    STATEMENT_CREATE_DATABASE,
    STATEMENT_DROP_DATABASE,
    STATEMENT_CREATE_EXTENSION,
    STATEMENT_BEGIN,
    STATEMENT_COMMIT,
    STATEMENT_ROLLBACK,
    STATEMENT_SAVEPOINT,
    STATEMENT_ROLLBACK_TO
} StatementKind;

typedef struct Statement
{
    StatementKind kind;
    const char *text; /* without comments around it, and without its ';' */
    const char *query; /* QUERY, PREPARE: the query itself */
    const char
        *name; /* of the database, extension, savepoint, prepared statement or temporary table;
                         or NULL */
    const char *from; /* CREATE DATABASE: the template; or NULL */
    bool is_temporary; /* CHANGE: makes something that ends with the session */
    bool is_drop; /* CHANGE: takes something away */
    bool is_reset; /* PATH: back to the default */
    bool is_local; /* PATH: SET LOCAL */
} Statement;

/* Looks at one statement of `length` bytes; the arena owns the texts. */
Statement statement_read(Arena *arena, const char *sql, size_t length);

/* True when the name stands somewhere in the statement, outside of strings. */
bool statement_names(Arena *arena, const char *text, const char *name);

/*
 * The text with passwords taken out: of roles, of connections to elsewhere. What else a statement that
 * changes a schema says is part of the schema.
 */
char *statement_without_secrets(Arena *arena, const char *text);

#endif
