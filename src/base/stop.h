/*
 * stop.h - the flag that a signal sets and loops ask for.
 *
 * SIGINT and SIGTERM set the flag; a second signal ends the process at once (what the process
 * started is cleaned up by the scratch server's watchdog).
 */
#ifndef TENFOLD_BASE_STOP_H
#define TENFOLD_BASE_STOP_H

#include "base/base.h"

/* Installs the handlers; called once, by main. */
void stop_install(void);

/* True once the user asked to stop. */
bool stop_requested(void);

/* The signal that asked, or 0. */
int stop_signal(void);

#endif
