/*
 * error.h - why something could not be done.
 *
 * Whatever can fail returns bool and fills an Error. The caller that reports it prints message,
 * detail and hint, once; everybody between only passes it on.
 */
#ifndef TENFOLD_BASE_ERROR_H
#define TENFOLD_BASE_ERROR_H

#include "base/arena.h"

/* Codes are part of the interface (JSON, exit codes): never reused, never changed. */
typedef enum ErrorCode
{
    ERROR_NONE = 0,
    ERROR_USAGE = 1, /* the command line or the project file is wrong */
    ERROR_INPUT = 2, /* the input cannot be read or understood */
    ERROR_FILE = 3, /* the operating system refused */
    ERROR_NO_SERVER = 4, /* no PostgreSQL is installed, or the scratch server did not start */
    ERROR_CONNECTION = 5, /* a database could not be reached, or the connection broke */
    ERROR_STATEMENT = 6, /* PostgreSQL refused a statement */
    ERROR_TIMEOUT = 7, /* a time limit passed */
    ERROR_INTERRUPTED = 8, /* the user asked to stop */
    ERROR_INTERNAL = 9 /* tenfold's own fault */
} ErrorCode;

typedef struct Error
{
    Arena *arena; /* owns the texts; set by whoever declares the Error */
    ErrorCode code;
    char *message; /* like PostgreSQL's: lower case, no full stop */
    char *detail; /* a fact, as a sentence; or NULL */
    char *hint; /* an advice, as a sentence; or NULL */
    char *sqlstate; /* five characters; or NULL */
    char *statement; /* the SQL that failed; or NULL */
} Error;

/* Fills the error. Always returns false, so that a function can end with it. */
bool error_set(Error *error, ErrorCode code, const char *format, ...) PRINTF_LIKE(3, 4);

/* Adds a sentence of fact. Returns false. */
bool error_detail(Error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/* Adds a sentence of advice. Returns false. */
bool error_hint(Error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts "context: " before the message. Returns false. */
bool error_wrap(Error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/* Forgets the error. */
void error_clear(Error *error);

#endif
