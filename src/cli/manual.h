/*
 * manual.h - manual pages, made from the records of the commands.
 */
#ifndef TENFOLD_CLI_MANUAL_H
#define TENFOLD_CLI_MANUAL_H

#include "cli/command.h"

/* The Markdown page of one command. */
char *manual_page(Arena *arena, const Command *command);

/* The man page of the program with all commands that are not hidden, in roff. */
char *manual_roff(Arena *arena, const Command *const *table);

#endif
