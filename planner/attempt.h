/*
 * attempt.h - work that may fail without ending the statement.
 */
#ifndef TENFOLD_PLANNER_ATTEMPT_H
#define TENFOLD_PLANNER_ATTEMPT_H

#include "planner/compat.h"

/* Why something failed, in the current memory context. */
typedef struct Failure
{
    char *message;
    char sqlstate[6];
} Failure;

/* Does it in a subtransaction; false, with everything undone and `failure` filled, when it fails. */
bool attempt(void (*work)(void *), void *argument, Failure *failure);

/* The same, of what the server was asked: with configurations claimed (configuration_claim()). */
bool attempt_alone(void (*work)(void *), void *argument, Failure *failure);

/* The error that was just caught, which is forgotten. Cancelling is thrown on: the user wants to stop. */
void attempt_take_error(Failure *failure);

/* The same of work whose own time was over (timer.h): it was we who cancelled. */
void attempt_take_late(Failure *failure);

#endif
