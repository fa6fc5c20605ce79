/*
 * A run of the program: find the subcommand, read its options, run it, and make sure that what it
 * printed has arrived. Options that every command has may also stand before the command's name.
 */
#include "cli/command.h"

#include "base/log.h"
#include "base/visible.h"
#include "cli/help.h"
#include "cli/option.h"
#include "cli/progress.h"
#include "cli/terminal.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* A statement can be megabytes long; what is wrong with it stands in the message. */
enum
{
    STATEMENT_SHOWN = 400
};

const char *const command_version = "tenfold " TENFOLD_VERSION;

const OptionSpec command_options[] = {
    {"color", 0, OPTION_VALUE, "auto|always|never",
     "colour on standard output; auto (the default) means on a terminal, unless NO_COLOR is set"},
    {"help", 'h', OPTION_FLAG, NULL, "print this help"},
    {"no-pager", 0, OPTION_FLAG, NULL,
     "print long output as it is; on a terminal it goes through $TENFOLD_PAGER or $PAGER, else "
     "less, "
     "but where TERM is dumb"},
    {"verbose", 'v', OPTION_FLAG, NULL, "say on standard error what is being done"},
    {0},
};

/* What may stand before the command's name, besides command_options. */
static const OptionSpec program_options[] = {
    {"version", 'V', OPTION_FLAG, NULL, "print the version"},
    {0},
};
static const Command program = {.options = program_options};

const NameList *
invocation_list(const Invocation *invocation, const char *name)
{
    static const NameList none;
    const NameList *values = map_get(invocation->values, name);

    return values == NULL ? &none : values;
}

const char *
invocation_value(const Invocation *invocation, const char *name)
{
    const NameList *values = invocation_list(invocation, name);

    return values->last == NULL ? NULL : values->last->text;
}

bool
invocation_flag(const Invocation *invocation, const char *name)
{
    return invocation_list(invocation, name)->count > 0;
}

/* One part of an error. It may quote a stranger's file. */
static void
print_part(const char *label, const char *text, size_t length)
{
    if (text == NULL)
        return;
    fputs(label, stderr);
    visible_write(stderr, text, length);
    fputc('\n', stderr);
}

static size_t
length_of(const char *text)
{
    return text == NULL ? 0 : strlen(text);
}

static ExitCode
exit_code_of(ErrorCode code)
{
    switch (code)
    {
    case ERROR_USAGE:
        return EXIT_USAGE;
    case ERROR_INPUT:
    case ERROR_FILE:
        return EXIT_INPUT;
    case ERROR_NO_SERVER:
    case ERROR_CONNECTION:
    case ERROR_STATEMENT:
    case ERROR_TIMEOUT:
        return EXIT_SERVER;
    case ERROR_INTERRUPTED:
        return EXIT_INTERRUPTED;
    case ERROR_NONE:
    case ERROR_INTERNAL:
        break;
    }
    return EXIT_INTERNAL;
}

ExitCode
command_fail(const Error *error)
{
    size_t statement_length = length_of(error->statement);
    bool is_long = statement_length > STATEMENT_SHOWN;

    progress_set(NULL);
    (void) fflush(stdout); /* its failure is reported at the end */
    if (error->code == ERROR_INTERRUPTED)
    {
        fputs("tenfold: interrupted\n", stderr);
        return EXIT_INTERRUPTED;
    }
    print_part("tenfold: error: ", error->message, length_of(error->message));
    print_part("DETAIL: ", error->detail, length_of(error->detail));
    print_part("HINT: ", error->hint, length_of(error->hint));
    print_part("SQLSTATE: ", error->sqlstate, length_of(error->sqlstate));
    print_part("STATEMENT: ", error->statement, is_long ? STATEMENT_SHOWN : statement_length);
    if (is_long)
        fputs("(and more)\n", stderr);
    return exit_code_of(error->code);
}

/* The reader of our output went away, as in `| head`: no failure of ours. */
static bool
reader_is_gone(void)
{
    struct pollfd output = {.fd = STDOUT_FILENO};

    return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

/* A full disk shows only now. */
static bool
output_arrived(Error *error)
{
    errno = 0;
    if ((fflush(stdout) == 0 && !ferror(stdout)) || reader_is_gone())
        return true;
    return error_set(error, ERROR_FILE, "could not write to standard output: %s",
                     strerror(errno == 0 ? EIO : errno));
}

static ExitCode
print(const char *text)
{
    fputs(text, stdout);
    return EXIT_OK;
}

static void
look_at_terminal(Invocation *invocation)
{
    invocation->is_terminal = terminal_is(STDOUT_FILENO);
    invocation->has_colour =
        terminal_has_colour(STDOUT_FILENO, invocation_value(invocation, "color"));
    invocation->width = terminal_width(STDOUT_FILENO);
}

static ExitCode
run_command(Invocation *invocation, char **argv, Error *error)
{
    OptionReach reach = invocation->command->runs_program ? OPTIONS_BEFORE_ARGUMENT : OPTIONS_ALL;

    if (!option_parse(invocation, argv, reach, &argv, error))
        return command_fail(error);
    for (; *argv != NULL && reach == OPTIONS_BEFORE_ARGUMENT; argv++)
        option_add_argument(invocation, *argv);
    if (invocation_flag(invocation, "help"))
        return print(help_of_command(invocation->arena, invocation->command));
    if (!option_check_arguments(invocation, error))
        return command_fail(error);
    if (invocation_flag(invocation, "verbose"))
        log_set_level(LOG_DEBUG);
    look_at_terminal(invocation);
    return invocation->command->run(invocation);
}

static ExitCode
run_program(Invocation *invocation, char **argv, const Command *const *table, Error *error)
{
    if (!option_parse(invocation, argv, OPTIONS_BEFORE_ARGUMENT, &argv, error))
        return command_fail(error);
    if (invocation_flag(invocation, "version"))
        return print(arena_printf(invocation->arena, "%s\n", command_version));
    if (invocation_flag(invocation, "help"))
        return print(help_of_program(invocation->arena, table));
    if (*argv == NULL)
    {
        fputs(help_of_program(invocation->arena, table), stderr);
        return EXIT_USAGE;
    }
    invocation->command = help_find(table, *argv);
    if (invocation->command == NULL)
    {
        (void) help_fail_unknown(table, *argv, error); /* fills the error */
        return command_fail(error);
    }
    return run_command(invocation, argv + 1, error);
}

ExitCode
command_main(int argc, char **argv, const Command *const *table)
{
    Arena *arena = arena_new(NULL, "command");
    Error error = {.arena = arena};
    Invocation invocation = {.arena = arena, .command = &program, .values = map_new(arena)};
    ExitCode code;

    terminal_open_missing();
    code = run_program(&invocation, argc > 0 ? argv + 1 : argv, table, &error);
    progress_set(NULL);
    if (!output_arrived(&error))
        code = command_fail(&error);
    arena_free(arena);
    return code;
}
