/*
 * progress.h - a line that says what takes so long.
 *
 * Only on a terminal in the foreground, only after one second, at most once a second; erased at the
 * end. Standard error.
 */
#ifndef TENFOLD_CLI_PROGRESS_H
#define TENFOLD_CLI_PROGRESS_H

#include "base/base.h"

/* From now on the line says `what`; NULL erases it. */
void progress_set(const char *what);

#endif
