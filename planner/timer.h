/*
 * timer.h - the time that one piece of work may take: of two pieces by one call, each has its own.
 */
#ifndef TENFOLD_PLANNER_TIMER_H
#define TENFOLD_PLANNER_TIMER_H

#include "planner/compat.h"

/* From here on the work has so many milliseconds; then it is cancelled. 0: as many as it likes. */
void timer_start(int milliseconds);

/* The work is done, or failed. A cancelling of ours that nobody noticed is forgotten. */
void timer_stop(void);

/* Whether the last work ran out of its time: else it was the server's user who cancelled it. */
bool timer_ran_out(void);

#endif
