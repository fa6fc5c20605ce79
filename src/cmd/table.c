#include "cmd/table.h"

const Command *const command_table[] = {
    &cmd_explain,
    &cmd_help,
    &cmd_manual,
    &cmd_rules,
    NULL,
};
