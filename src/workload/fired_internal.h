/*
 * fired_internal.h - what the files share that follow a write to what it fires.
 */
#ifndef TENFOLD_WORKLOAD_FIRED_INTERNAL_H
#define TENFOLD_WORKLOAD_FIRED_INTERNAL_H

#include "base/map.h"
#include "workload/fired.h"

/* A link of a map: objects that have a key in common. */
typedef struct FiredLink FiredLink;
struct FiredLink
{
    FiredLink *next;
    const void *object;
};

struct FiredContext
{
    Arena *arena;
    const Schema *schema;
    QueryContext *queries;
    const char *search_path; /* of functions that set none */
    Map *referencing; /* foreign keys by the table that they point to, "schema.name" */
    Map *partitions; /* tables by the one that they are a partition of */
    Map *routines; /* those in SQL and PL/pgSQL by name */
    Map *bodies; /* FiredBody by routine, table and event */
    Map *meanings; /* Query by search path and text */
    Map *lists; /* FiredQueryList by writes */
};

/* What fires: a write or a text that calls functions, and the query that it is part of. */
typedef struct FiredEvent FiredEvent;
struct FiredEvent
{
    FiredEvent *next;
    const FiredQuery *by; /* NULL: the statement itself */
    const FiredWrite *write; /* NULL: it calls */
    const char *sql; /* of a call */
};
LIST_OF(FiredEvent);

/* One walk from a statement to all that it fires, what is fired first before what that fires. */
typedef struct Fire
{
    FiredContext *context;
    FiredQueryList list;
    Map *seen; /* keys and statements that are in the list */
    FiredEventList events; /* to be followed */
} Fire;

/* A table, what it is a partition of, and its partitions: each may have keys and triggers. */
typedef void (*FiredVisit)(Fire *fire, const FiredEvent *event, const Table *table);
void fired_family(Fire *fire, const FiredEvent *event, FiredVisit visit);

/* A new query of the list. */
FiredQuery *fired_add(Fire *fire, const FiredEvent *event, FiredKind kind);

/* False the first time that an object is met with a kind; true afterwards. */
bool fired_is_seen(Fire *fire, FiredKind kind, const void *object, size_t offset);

/* What a write fires, or the calls of a text, is looked at later. */
void fired_follow(Fire *fire, const FiredQuery *by, const FiredWrite *write);
void fired_follow_calls(Fire *fire, const FiredQuery *by, const char *sql);

/* What a text means in a function of this search path; NULL where it is not understood. */
const Query *fired_meaning(FiredContext *context, const char *search_path, const char *sql);

/* Objects of a map under a name. */
const FiredLink *fired_links(const Map *map, const char *key);
void fired_link(FiredContext *context, Map *map, const char *key, const void *object);

/* ---- fired_key.c ---- */
void fired_keys(Fire *fire, const FiredEvent *event);

/* ---- fired_trigger.c ---- */
void fired_triggers(Fire *fire, const FiredEvent *event);

/* Whether a text may call functions that are read: false is certain. */
bool fired_may_call(const FiredContext *context, const char *sql);

/* Functions that the event's text calls. */
void fired_calls(Fire *fire, const FiredEvent *event);

/* ---- fired_body.c: the statements of a function ---- */

/* A condition around a statement: the columns of NEW and OLD that it names. */
typedef struct FiredGuard FiredGuard;
struct FiredGuard
{
    const FiredGuard *outer;
    NameList columns;
};

/* True when a condition only names columns that the write does not set: it hardly holds now. */
bool fired_is_unlikely(const FiredGuard *guard, const FiredWrite *write);

/* The columns of NEW and OLD that a condition names; empty where it asks anything else too. */
NameList fired_guard_columns(Arena *arena, const char *condition);

typedef struct FiredStatement FiredStatement;
struct FiredStatement
{
    FiredStatement *next;
    const char *sql; /* as written; NULL: SQL that is put together */
    size_t offset;
    const Query *meaning; /* or NULL */
    const FiredGuard *guard; /* or NULL */
    const char *text; /* that was understood: variables are parameters */
};
LIST_OF(FiredStatement);

/* Why the body runs: TG_OP and the like decide branches. */
typedef struct FiredReason
{
    const Trigger *trigger; /* NULL: it is called */
    const Table *table; /* whose row NEW and OLD are */
    const View *view; /* or of this view */
    QueryCommand event;
} FiredReason;

typedef enum FiredAnswer
{
    FIRED_NO,
    FIRED_YES,
    FIRED_UNKNOWN
} FiredAnswer;

/* Whether a condition on TG_OP and the like holds. */
FiredAnswer fired_reason_says(Arena *arena, const FiredReason *reason, const char *condition);

const FiredStatementList *fired_body(FiredContext *context, const Routine *routine,
                                     const FiredReason *reason);

/* What TG_OP is: "INSERT". */
const char *fired_event_name(QueryCommand event);

#endif
