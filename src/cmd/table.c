#include "cmd/table.h"

/* One line each. */
/* clang-format off */
const Command *const command_table[] = {
    &cmd_analyze,
    &cmd_explain,
    &cmd_explain_plan,
    &cmd_fmt,
    &cmd_grow,
    &cmd_help,
    &cmd_manual,
    &cmd_migrations,
    &cmd_record,
    &cmd_rules,
    &cmd_snapshot,
    NULL,
};
/* clang-format on */
