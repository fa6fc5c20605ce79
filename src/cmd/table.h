/*
 * table.h - the subcommands.
 */
#ifndef TENFOLD_CMD_TABLE_H
#define TENFOLD_CMD_TABLE_H

#include "cli/command.h"

/* In the order of --help, ended by NULL. */
extern const Command *const command_table[];

extern const Command cmd_analyze;
extern const Command cmd_explain;
extern const Command cmd_fmt;
extern const Command cmd_rules;

#endif
