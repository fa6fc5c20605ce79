#include "cmd/table.h"

const Command *const command_table[] = {
    &cmd_help,
    &cmd_manual,
    NULL,
};
