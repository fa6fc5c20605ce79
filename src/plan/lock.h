/*
 * lock.h - what a statement locks, as measured on PostgreSQL 11 to 18.
 *
 * Each id is a row of the measurements; a test compares the two.
 */
#ifndef TENFOLD_PLAN_LOCK_H
#define TENFOLD_PLAN_LOCK_H

#include "plan/plan.h"

typedef struct LockFact
{
    const char *id;
    LockLevel level; /* on the table or sequence that the statement names */
    bool blocks_reads;
    bool blocks_writes;
    bool is_rewriting; /* the lock is held while the table is written anew */
    bool is_scanning; /* … or read */
} LockFact;

/* The fact of this id; it must exist. */
const LockFact *lock_fact(const char *id);

/* All facts in alphabetical order. */
const LockFact *lock_facts(size_t *count);

#endif
