/*
 * source.h - what a command is pointed at: files, standard input, a project, a database.
 */
#ifndef TENFOLD_CMD_SOURCE_H
#define TENFOLD_CMD_SOURCE_H

#include "cli/command.h"
#include "cmd/paths.h"
#include "cmd/queries.h"
#include "db/db.h"
#include "design/design.h"
#include "stats/project.h"

typedef struct Source
{
    Schema *schema;
    Stats *stats;
    Project project;
    Workload *workload; /* NULL where no queries are known */
    const char *label; /* for people */
    NameList readings; /* how folders of migrations were taken, a line each */
    size_t tables_in_file; /* declared by the project file, before --table */
    bool is_live;
} Source;

/* The option of all commands that read SQL files. */
#define SOURCE_SET_OPTION                                            \
    {                                                                \
        "set", 's', OPTION_LIST, "NAME=VALUE",                       \
            "a value for {{ NAME }}, ${NAME}, @NAME or :NAME in SQL" \
    }

/* The options that source_read() understands, for a command's table. */
#define SOURCE_OPTIONS                                                                         \
    SOURCE_SET_OPTION, PATHS_OPTIONS, QUERIES_OPTIONS,                                         \
        {"project", 'p', OPTION_VALUE, "FILE",                                                 \
         "read sizes, growth and settings from this tenfold.yaml"},                            \
        {"table", 't', OPTION_LIST, "NAME=ROWS,+N/day", "declare rows and growth of a table"}, \
        {"ram", 0, OPTION_VALUE, "SIZE", "memory of the database server, e.g. 16GB"},          \
    {                                                                                          \
        "disk", 0, OPTION_VALUE, "SIZE", "disk of the database server, e.g. 500GB"             \
    }

/*
 * Reads what the arguments name: one or more SQL files ("-" is standard input) and folders of
 * migrations, a folder with a tenfold.yaml, a project file, or one postgresql:// address. Then the declarations of the options.
 */
bool source_read(const Invocation *invocation, Source *out, Error *error) MUST_CHECK;

/* The same without statistics and declarations: only files or an address, and no table is no error. */
bool source_read_schema(const Invocation *invocation, Schema *schema, Error *error) MUST_CHECK;

/* Connects to a database that is only read, with time limits. */
bool source_connect(const Invocation *invocation, const char *target, Db **out,
                    Error *error) MUST_CHECK;

#endif
