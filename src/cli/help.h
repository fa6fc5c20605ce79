/*
 * help.h - what --help prints, made from the records of the commands.
 */
#ifndef TENFOLD_CLI_HELP_H
#define TENFOLD_CLI_HELP_H

#include "cli/command.h"

/* What the program is for, in a sentence. */
extern const char help_purpose[];

/* The page of the program: what it is for, its commands, its options. */
char *help_of_program(Arena *arena, const Command *const *table);

/* The page of one command. */
char *help_of_command(Arena *arena, const Command *command);

/* "tenfold analyze [OPTION…] SOURCE…" */
char *help_usage(Arena *arena, const Command *command);

/* "--color auto|always|never", with the value's name where there is one. */
char *help_option_text(Arena *arena, const OptionSpec *option);

/* The command of that name, hidden or not; or NULL. */
const Command *help_find(const Command *const *table, const char *name);

/* What to say of a name that is no command's. Returns false. */
bool help_fail_unknown(const Command *const *table, const char *name, Error *error);

#endif
