/*
 * ddl_plpgsql.h - what the files share that follow a block of PL/pgSQL.
 */
#ifndef TENFOLD_DDL_DDL_PLPGSQL_H
#define TENFOLD_DDL_DDL_PLPGSQL_H

#include "ddl/ddl_eval.h"
#include "sql/plpgsql.h"

enum
{
    DDL_DEPTH_MAXIMUM = 8 /* each costs some kilobytes of the stack */
};

typedef enum FlowKind
{
    FLOW_NEXT,
    FLOW_EXIT,
    FLOW_CONTINUE,
    FLOW_RETURN,
    FLOW_ERROR, /* on the way to a handler */
    FLOW_STOP /* nothing more of the block happens */
} FlowKind;

/* Where a statement leads. */
typedef struct Flow
{
    FlowKind kind;
    const char *label; /* of EXIT and CONTINUE; or NULL */
    const char *message; /* of an error */
} Flow;

/* A block or routine that is being followed. */
typedef struct Follow
{
    Reader *reader;
    Arena *arena;
    Variable *variables;
    Value *found; /* FOUND */
    const char *routine; /* NULL: a DO block */
    size_t body_offset; /* of the body in the text of the statement */
    bool has_one_place; /* all is placed where the statement at hand stands */
    Value *result; /* of RETURN, where only that is asked and nothing is done; or NULL */
    bool changes; /* something in it may change the schema */
    uint32_t assumed; /* above 0: in a branch that was taken without knowing */
    uint32_t handled; /* above 0: in a block with handlers */
    const char *caught; /* the error whose handler is followed; or NULL */
} Follow;

extern const Flow flow_next;

/* Follows statements until one leads elsewhere. */
Flow ddl_plpgsql_follow(Follow *follow, const PlStatementList *list);

/* Leaves a block its share of what may be looked at; what is to be given back when it is over. */
size_t ddl_plpgsql_limit(Reader *reader);

/* A remark at the statement, the first time that it is met. */
void ddl_plpgsql_remark(Follow *follow, const PlStatement *statement, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Whether a condition holds; `why` it is not known. */
Truth ddl_plpgsql_truth(Follow *follow, const char *expr, const char **why);

/* ---- ddl_plpgsql_loop.c: LOOP and WHILE, and the kinds of FOR ---- */

Flow ddl_plpgsql_loop(Follow *follow, const PlStatement *loop);
Flow ddl_plpgsql_for_integer(Follow *follow, const PlStatement *loop);
Flow ddl_plpgsql_for_query(Follow *follow, const PlStatement *loop);
Flow ddl_plpgsql_foreach(Follow *follow, const PlStatement *loop);

/* ---- ddl_plpgsql_look.c: what would be done ---- */

/* Whether statements may change the schema. */
bool ddl_plpgsql_changes(Follow *follow, const PlStatementList *list);
bool ddl_plpgsql_routine_changes(Follow *follow, const Routine *routine);

/* Whether they end the block, or raise an exception, on their own level. */
bool ddl_plpgsql_returns(const PlStatementList *list);
bool ddl_plpgsql_raises(const PlStatementList *list);

/* What they would assign becomes unknown. */
void ddl_plpgsql_forget(Follow *follow, const PlStatementList *list, const char *why);

/* The first word of a statement, or of the text that EXECUTE begins with, in lower case. */
const char *ddl_plpgsql_first_word(Arena *arena, const char *sql);

/* ---- ddl_plpgsql_variable.c ---- */

void ddl_plpgsql_declare(Follow *follow, const char *name, const char *type, Value value);
void ddl_plpgsql_assign(Follow *follow, const char *target, Value value);

/* The values of a row to the targets: to fields of a record, or one to each. */
void ddl_plpgsql_assign_row(Follow *follow, const PlTextList *targets, const RowSet *set,
                            const Row *row);
void ddl_plpgsql_declare_all(Follow *follow, const PlVariableList *variables);

/* The value of an expression in an arena that the caller gives back; `why` it is unknown. */
Value ddl_plpgsql_eval(Follow *follow, Arena *arena, const char *expr, const char **why);
Eval ddl_plpgsql_evaluator(Follow *follow, Arena *arena);

/* ---- ddl_plpgsql_statement.c: SQL, EXECUTE, calls ---- */

Flow ddl_plpgsql_sql(Follow *follow, const PlStatement *statement);
Flow ddl_plpgsql_execute(Follow *follow, const PlStatement *statement);
Flow ddl_plpgsql_perform(Follow *follow, const PlStatement *statement);

/* ---- ddl_plpgsql_call.c ---- */

/* Follows the routines of the input that a query or CALL calls. False when it calls none. */
Flow ddl_plpgsql_call_all(Follow *follow, const Node *tree);

/* The routine of the input that a call means, of those of one name; NULL: none. */
const Routine *ddl_routine_called(Reader *reader, const FuncCall *call);

/* What a function returns that changes no schema; unknown where that depends on a server. */
Value ddl_plpgsql_value(Eval *eval, const Routine *routine, const FuncCall *call);

#endif
