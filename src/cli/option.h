/*
 * option.h - a command line, understood by the records that it may use.
 *
 * "--name value", "--name=value", "-n value", "-nvalue", flags together as in "-xv"; "--" ends the
 * options, "-" alone is an argument. Options and arguments may be mixed.
 */
#ifndef TENFOLD_CLI_OPTION_H
#define TENFOLD_CLI_OPTION_H

#include "cli/command.h"

/* Where options end: everything is read, or only what stands before the first argument. */
typedef enum OptionReach
{
    OPTIONS_ALL,
    OPTIONS_BEFORE_ARGUMENT
} OptionReach;

/*
 * Reads the words of `argv` (ended by NULL) into the values and arguments of the invocation, by the
 * options of its command. `rest`, if given, points to the first word that was not read.
 */
bool option_parse(Invocation *invocation, char **argv, OptionReach reach, char ***rest,
                  Error *error) MUST_CHECK;

/* Adds a word that is no option. */
void option_add_argument(Invocation *invocation, const char *text);

/* Whether there are as many arguments as the command's record asks for. */
bool option_check_arguments(const Invocation *invocation, Error *error) MUST_CHECK;

#endif
