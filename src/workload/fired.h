/*
 * fired.h - the queries that a write fires: of foreign keys, triggers and functions.
 *
 * EXPLAIN shows none of them, and their time is the statement's. A write has a list of them in the
 * order in which they are met; each says what fired it, up to the statement itself.
 */
#ifndef TENFOLD_WORKLOAD_FIRED_H
#define TENFOLD_WORKLOAD_FIRED_H

#include "query/resolve.h"

typedef enum FiredKind
{
    FIRED_LOOKUP, /* is there a parent? asked for each row inserted or pointed elsewhere */
    FIRED_CHECK, /* are there children? NO ACTION and RESTRICT */
    FIRED_CASCADE, /* children go with their parent, or follow its key */
    FIRED_CLEAR, /* SET NULL and SET DEFAULT */
    FIRED_TRIGGER, /* a statement of a trigger's function */
    FIRED_CALL, /* a statement of a function that is called */
    FIRED_UNSEEN /* SQL that a function puts together, or a function in a language that is not read */
} FiredKind;

struct WorkloadQuery;

typedef struct FiredQuery FiredQuery;
struct FiredQuery
{
    FiredQuery *next;
    FiredKind kind;
    const FiredQuery *fired_by; /* whose write fired it; NULL: the statement's own */
    QueryCommand event; /* the write that fired it; SELECT: a call */
    const Table *event_table; /* that was written; or NULL */
    const Constraint *key; /* the foreign key; or NULL */
    const Trigger *trigger; /* or NULL; of statements of functions that its own calls, too */
    const Routine *routine; /* in whose body it stands; or NULL */
    size_t offset; /* there */
    QueryCommand command;
    const Table *table; /* that it searches or writes; NULL where that is not known */
    NameList columns; /* of `table`, by which it finds rows */
    const char *sql; /* as PostgreSQL asks it; of a function as its body says it */
    const char *fingerprint; /* of `sql` */
    const Query *meaning; /* with variables as parameters; NULL where it is not understood */
    bool is_once; /* once for the statement, not for each of its rows */
    bool is_unlikely; /* it hangs on columns of the row that the write does not set */
    bool is_deferred; /* at the end of the transaction; or could be, see key->is_deferrable */
    unsigned depth; /* 0: fired by the statement itself */
    const struct WorkloadQuery *counted; /* itself as a server counted it (track = all); or NULL */
};
LIST_OF(FiredQuery);

/* A write of a query: what it fires depends on nothing else. */
typedef struct FiredWrite FiredWrite;
struct FiredWrite
{
    FiredWrite *next;
    QueryCommand command; /* INSERT, UPDATE or DELETE */
    const Table *table; /* one of these two */
    const View *view;
    NameList columns; /* inserted or updated */
};
LIST_OF(FiredWrite);

/* What is kept between queries of one schema, which must not change meanwhile. */
typedef struct FiredContext FiredContext;

/* The arena owns the context and all that is fired. */
FiredContext *fired_context_new(Arena *arena, const Schema *schema, QueryContext *queries);

/* The writes of a query, those in WITH and each of the kinds of MERGE and ON CONFLICT too. */
FiredWriteList fired_writes(Arena *arena, const Query *query);

/* All that a query fires. Each foreign key and each statement of a function is there once. */
FiredQueryList fired_by_query(FiredContext *context, const Query *query, const char *sql);
FiredQueryList fired_by_write(FiredContext *context, const FiredWrite *write);

/* "foreign key tasks_user_fkey", "trigger touch of tasks", "function archive()". */
char *fired_cause_text(Arena *arena, const FiredQuery *fired);

/* "each row deleted from tasks", "each UPDATE of tasks", "each call": what it is fired by. */
char *fired_event_text(Arena *arena, const FiredQuery *fired);

#endif
