/*
 * table.h - the subcommands.
 */
#ifndef TENFOLD_CMD_TABLE_H
#define TENFOLD_CMD_TABLE_H

#include "cli/command.h"

/* Sorted by name, ended by NULL. */
extern const Command *const command_table[];

extern const Command cmd_analyze;
extern const Command cmd_explain;
extern const Command cmd_explain_plan;
extern const Command cmd_fmt;
extern const Command cmd_grow;
extern const Command cmd_help;
extern const Command cmd_manual;
extern const Command cmd_migrations;
extern const Command cmd_record;
extern const Command cmd_rules;
extern const Command cmd_snapshot;

#endif
