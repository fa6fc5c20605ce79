/*
 * paths.h - the files and folders of a command line, or of a project file, into one schema.
 */
#ifndef TENFOLD_CMD_PATHS_H
#define TENFOLD_CMD_PATHS_H

#include "cli/command.h"
#include "migration/history.h"

/* The options of all commands that read folders of migrations. */
#define PATHS_OPTIONS                                                         \
    {"layout", 0, OPTION_VALUE, "NAME",                                       \
     "take a folder of migrations as this tool's: golang-migrate, flyway …"}, \
    {                                                                         \
        "until", 0, OPTION_VALUE, "VERSION",                                  \
            "stop after this migration: its version, its name or its file"    \
    }

/*
 * Reads them in their order: SQL files, "-", folders of migrations. What was chosen for a folder is
 * added to `readings`, a line each, and said on standard error.
 */
bool paths_read(const Invocation *invocation, const NameList *paths, const NameList *settings,
                Schema *schema, NameList *readings, Error *error) MUST_CHECK;

/* --layout, --until and the settings as history_read() takes them. */
HistoryOptions paths_options(const Invocation *invocation, const NameList *settings);

#endif
