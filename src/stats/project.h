/*
 * project.h - tenfold.yaml: what the user declares.
 */
#ifndef TENFOLD_STATS_PROJECT_H
#define TENFOLD_STATS_PROJECT_H

#include "stats/stats.h"

typedef struct Project
{
    const char *file; /* where it was read; NULL for none */
    NameList sources; /* schema: files, relative to the project file, already resolved */
    NameList queries; /* queries: files, likewise */
    NameList without_extensions;
    double objective_ms; /* objective: no query should take longer; 0: not said */
    double cores; /* server: of it; 0: not said */
    double disks;
    NameList settings; /* set: "name=value" for placeholders in the schema's files */
} Project;

/*
 * Reads a project file into `stats` and `project`. Unknown keys, wrong units and tables that the
 * schema does not have are errors with file, line and column (tables: project_check_tables).
 */
bool project_read(Arena *arena, const char *path, Project *project, Stats *stats,
                  Error *error) MUST_CHECK;

/* One declaration from the command line: "tasks=2M,+8k/day,90d" (rows, growth, retention), any part
 * alone, others by name: "tasks=2M,updates=40k/day". */
bool project_declare_table(Stats *stats, const char *text, Error *error) MUST_CHECK;

/* Resolves unqualified names against the schema; names that no table has are an error with a hint. */
bool project_check_tables(Stats *stats, const Schema *schema, Error *error) MUST_CHECK;

#endif
