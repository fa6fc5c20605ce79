/*
 * watchdog.h - the process between tenfold and its private server.
 *
 * It is the parent of the server and holds the reading end of a pipe. The pipe ends when tenfold ends,
 * in whatever way: then the server is stopped and its folder removed.
 */
#ifndef TENFOLD_SCRATCH_WATCHDOG_H
#define TENFOLD_SCRATCH_WATCHDOG_H

#include "scratch/folder.h"

typedef struct Watchdog
{
    pid_t process;
    int lifeline; /* closing it ends the server */
    int status; /* readable when the server could not start or has ended */
} Watchdog;

/* Starts the watchdog, which makes the folder: it is removed, whatever happens. Its lock is not ours. */
bool watchdog_start(Arena *arena, const Account *account, const char *bin_folder, Watchdog *out,
                    Folder *folder, Error *error) MUST_CHECK;

/*
 * Has it start the server. `template_folder` is copied to the data folder first; NULL when the data
 * are there. `is_roomy`: for a command of the user's, which may store data. The server may not be ready
 * when this returns.
 */
bool watchdog_run(const Watchdog *watchdog, const char *template_folder, bool is_roomy,
                  Error *error) MUST_CHECK;

/* False once there is no hope for the server; the error says why. */
bool watchdog_lives(const Watchdog *watchdog, const Folder *folder, Error *error) MUST_CHECK;

/* Ends the server, and waits until it is gone. */
void watchdog_stop(Watchdog *watchdog);

#endif
