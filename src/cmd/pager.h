/*
 * pager.h - long output on a terminal goes through $PAGER, as git's does.
 */
#ifndef TENFOLD_CMD_PAGER_H
#define TENFOLD_CMD_PAGER_H

#include "cli/command.h"

/* Writes to standard output; through the pager when it is a terminal and the text is longer than it. */
void pager_print(const Invocation *invocation, const char *text);

#endif
