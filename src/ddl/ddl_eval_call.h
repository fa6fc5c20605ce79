/*
 * ddl_eval_call.h - a call of a function whose arguments are known.
 */
#ifndef TENFOLD_DDL_DDL_EVAL_CALL_H
#define TENFOLD_DDL_DDL_EVAL_CALL_H

#include "ddl/ddl_eval.h"

enum
{
    ARGUMENTS_MAXIMUM = 32
};

typedef struct Call
{
    Eval *eval;
    Arena *arena;
    const char *name;
    Value arguments[ARGUMENTS_MAXIMUM + 1]; /* those after the last are unknown */
    size_t count;
} Call;

/* Of CallFunction.flags. */
enum
{
    TAKES_NULL = 1,
    TAKES_ANY = 2 /* also what has no text */
};

typedef struct CallFunction
{
    const char *name;
    Value (*call)(Call *call);
    size_t minimum; /* arguments */
    unsigned flags;
} CallFunction;

/* An argument as text or as a number; NULL or -1 when it is nothing of the kind. */
const char *ddl_eval_text_at(Call *call, size_t position);
int64_t ddl_eval_integer_at(Call *call, size_t position);

/* ---- ddl_eval_text.c ---- */

/* NULL when it is no function of text. */
const CallFunction *ddl_eval_text_function(const char *name);
Value ddl_eval_array_to_string(Call *call);
Value ddl_eval_regexp_replace(Call *call);

#endif
