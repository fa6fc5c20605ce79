/*
 * queries.h - the files of queries that a command is pointed at.
 */
#ifndef TENFOLD_CMD_QUERIES_H
#define TENFOLD_CMD_QUERIES_H

#include "cli/command.h"
#include "stats/project.h"
#include "workload/workload.h"

#define QUERIES_OPTIONS                                                        \
    {                                                                          \
        "queries", 'q', OPTION_LIST, "PATH",                                   \
            "a file of queries, or a folder of them: what the schema is asked" \
    }

/*
 * Adds the files that --queries and the project name to what was measured, and understands all of it on
 * the schema. `workload` may be NULL before, and stays so when no file is named.
 */
bool queries_read(const Invocation *invocation, const Project *project, const Schema *schema,
                  Workload **workload, Error *error) MUST_CHECK;

#endif
