/*
 * command.h - what a subcommand is, and its parsed command line.
 *
 * A subcommand is one file in cmd/: a constant record and one function. cmd/table.c lists them. Help,
 * parsing, the manual page and shell completion come from the record.
 */
#ifndef TENFOLD_CLI_COMMAND_H
#define TENFOLD_CLI_COMMAND_H

#include "base/error.h"
#include "schema/schema.h"

/* Part of the interface: never reused, never changed. */
typedef enum ExitCode
{
    EXIT_OK = 0,
    EXIT_FINDINGS = 1, /* --fail-on: something of that severity was found */
    EXIT_USAGE = 2, /* the command line or project file is wrong */
    EXIT_INPUT = 3, /* a file cannot be read or written, not all of it was understood,
                      or the recommended schema does not hold */
    EXIT_SERVER = 4, /* no PostgreSQL, no connection, or a statement was refused */
    EXIT_INTERNAL = 5, /* tenfold's own fault */
    EXIT_COMMAND = 6, /* record: the command failed; what it did until then was recorded */
    EXIT_INTERRUPTED = 130
} ExitCode;

typedef enum OptionKind
{
    OPTION_FLAG,
    OPTION_VALUE,
    OPTION_LIST /* a value that may be given several times */
} OptionKind;

typedef struct OptionSpec
{
    const char *name; /* "project" for --project */
    char letter; /* 'p' for -p; 0 for none */
    OptionKind kind;
    const char *value_name; /* "FILE"; "auto|always|never" names the only words that are allowed */
    const char *help; /* a phrase */
} OptionSpec;

typedef struct Command Command;

/* A command line that was understood. */
typedef struct Invocation
{
    Arena *arena; /* of the command: everything it makes */
    const Command *command;
    NameList arguments; /* what is no option */
    Map *values; /* NameList * by option name */
    bool has_colour; /* stdout is a terminal that wants it (NO_COLOR, TERM, --color) */
    bool is_terminal; /* stdout is one */
    unsigned width; /* of the terminal; 80 otherwise */
} Invocation;

struct Command
{
    const char *name;
    const char *arguments; /* "SOURCE…", "[COMMAND]"; parsing counts them; NULL: none */
    const char *summary; /* one line */
    const char *description; /* paragraphs for --help and the manual page; see cli/wrap.h */
    const char *examples; /* lines; or NULL */
    const OptionSpec *options; /* ended by a NULL name; NULL: none */
    bool runs_program; /* what follows the first argument is another program's, options and all */
    bool is_hidden; /* works, but --help does not list it */
    ExitCode (*run)(const Invocation *invocation);
};

/* What every command understands besides its own: --color, --help, --verbose. */
extern const OptionSpec command_options[];

/* "PROGRAM VERSION" as --version prints it. */
extern const char *const command_version;

bool invocation_flag(const Invocation *invocation, const char *name);
const char *invocation_value(const Invocation *invocation,
                             const char *name); /* the last; or NULL */
const NameList *invocation_list(const Invocation *invocation, const char *name); /* never NULL */

/* Prints "tenfold: error: …" with detail and hint to standard error; the code to exit with. */
ExitCode command_fail(const Error *error);

/* Finds and runs the subcommand; main() is little more than this. */
ExitCode command_main(int argc, char **argv, const Command *const *table);

#endif
