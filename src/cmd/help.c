#include "cli/help.h"

#include "cmd/table.h"

static ExitCode
run(const Invocation *invocation)
{
    Error error = {.arena = invocation->arena};
    const Name *name = invocation->arguments.first;
    const Command *command;

    if (name == NULL)
    {
        fputs(help_of_program(invocation->arena, command_table), stdout);
        return EXIT_OK;
    }
    command = help_find(command_table, name->text);
    if (command == NULL)
    {
        (void) help_fail_unknown(command_table, name->text, &error); /* fills the error */
        return command_fail(&error);
    }
    fputs(help_of_command(invocation->arena, command), stdout);
    return EXIT_OK;
}

const Command cmd_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "tell more about a command",
    .description =
        "Prints the help of a command, as \"tenfold COMMAND --help\" does, or the list of "
        "commands.",
    .run = run,
};
