/*
 * process.h - one program run to its end, with what it says.
 */
#ifndef TENFOLD_SCRATCH_PROCESS_H
#define TENFOLD_SCRATCH_PROCESS_H

#include "scratch/account.h"

typedef struct Process
{
    const char *const *argv; /* argv[0] is looked up in PATH when it has no slash; NULL-ended */
    const Account *account; /* to run as; NULL: the caller */
    const char *input; /* for its standard input; NULL: none */
    int timeout_ms;
} Process;

/*
 * Runs it and takes its standard output and error together. False when it could not run, failed (its
 * last lines are the detail), took too long or the user asked to stop: then it is dead. It also dies
 * with tenfold.
 */
bool process_run(const Process *process, Arena *arena, char **output, Error *error) MUST_CHECK;

/* The last lines of a text, joined to a sentence: what a program said before it gave up. */
char *process_last_words(Arena *arena, const char *text);

#endif
