#include "cli/command.h"

ExitCode
command_main(int argc, char **argv, const Command *const *table)
{
    (void) argc;
    (void) argv;
    (void) table;
    return EXIT_USAGE;
}
