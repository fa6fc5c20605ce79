/*
 * keeper.h - the command's process, and all that it starts.
 *
 * A process between tenfold and the command: it adopts whatever the command leaves behind, and ends all
 * of it when tenfold wants that or is gone, in whatever way.
 */
#ifndef TENFOLD_RECORD_KEEPER_H
#define TENFOLD_RECORD_KEEPER_H

#include "base/error.h"

#include <sys/types.h>

typedef struct Keeper
{
    pid_t process;
    int lifeline; /* closing it ends the command */
    int status; /* readable when the command has ended */
} Keeper;

typedef struct Outcome
{
    bool is_started;
    int code; /* its exit code; 127 or 126 when it could not be started */
    int signal; /* that ended it; 0: none */
    int reason; /* errno, when it could not be started */
} Outcome;

/*
 * Starts the command with "NAME=value" settings on top of our environment, its standard output on
 * `output`. It ends with the arena.
 */
bool keeper_start(Arena *arena, char *const *argv, char *const *environment, int output,
                  Keeper **out, Error *error) MUST_CHECK;

/* True when the command has ended, and how. */
bool keeper_ended(Keeper *keeper, Outcome *out);

/* Ends the command and all that it started, and waits for that. */
void keeper_stop(Keeper *keeper);

#endif
