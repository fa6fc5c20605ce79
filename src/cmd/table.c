#include "cmd/table.h"

const Command *const command_table[] = {
    &cmd_help,
    NULL,
};
