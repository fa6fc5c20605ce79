/*
 * plan.h - changes as ordered, lock-safe steps.
 *
 * Every step names the lock that it takes, as measured on PostgreSQL 11-18 (lock.h), what that lock
 * stops, how long it is held at today's size, how to undo it, and how a half-done step is recognised.
 */
#ifndef TENFOLD_PLAN_PLAN_H
#define TENFOLD_PLAN_PLAN_H

#include "change/apply.h"
#include "design/design.h"

typedef enum StepPhase
{
    PHASE_EXPAND,
    PHASE_BACKFILL,
    PHASE_SWITCH,
    PHASE_CONTRACT
} StepPhase;

typedef enum LockLevel
{
    LOCK_NONE,
    LOCK_ACCESS_SHARE,
    LOCK_ROW_SHARE,
    LOCK_ROW_EXCLUSIVE,
    LOCK_SHARE_UPDATE_EXCLUSIVE,
    LOCK_SHARE,
    LOCK_SHARE_ROW_EXCLUSIVE,
    LOCK_EXCLUSIVE,
    LOCK_ACCESS_EXCLUSIVE
} LockLevel;

typedef struct Step Step;
struct Step
{
    Step *next;
    unsigned number; /* from 1 */
    StepPhase phase;
    const char *title; /* "build the index without blocking writes" */
    const char *sql; /* runs in psql as it stands, with BEGIN and COMMIT where it needs them */
    const char *undo; /* likewise; or NULL where `note` says why not */
    const char
        *half_done; /* a query that returns a row when the step was left half done; or NULL */
    const char *repair; /* what a half-done step needs before it runs again; NULL: nothing */
    const char *fact_id; /* the row of the lock matrix that the claims rest on */
    LockLevel lock; /* on the table named */
    const char *table; /* label of the table that is locked; or NULL */
    const char *other_locks; /* "SHARE ROW EXCLUSIVE on users"; or NULL */
    const char *take_locks; /* LOCK TABLE …: all its locks at once, before it begins; or NULL */
    bool blocks_reads;
    bool blocks_writes;
    bool is_brief; /* the lock is held for milliseconds, whatever the size */
    bool in_transaction; /* false: must run outside a transaction block (CONCURRENTLY) */
    Day finish_before; /* steps from here to the switch must be done by then; 0 for none */
    bool needs_deploy; /* the application must change before the next step */
    Quantity seconds; /* at today's size; unknown without rows */
    const char *note; /* or NULL */
    const Change *change;
};
LIST_OF(Step);

typedef struct Plan
{
    StepList steps;
    ChangeList changes; /* what the plan carries out */
} Plan;

/* The steps that lead from `design` to the same schema with `changes` (as composed) made. */
Plan *plan_make(Arena *arena, const Design *design, const ChangeList *changes, Error *error);

/* True where the script waits for a deploy; advice side by side is followed by one. */
bool plan_waits(const Step *step);

/* How often the application has to be deployed on the way. */
size_t plan_deploys(const Plan *plan);

/* The plan as an annotated SQL script for psql. */
char *plan_script(Arena *arena, const Plan *plan);

const char *lock_name(LockLevel lock);
const char *phase_name(StepPhase phase);

#endif
