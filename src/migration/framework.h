/*
 * framework.h - migrations that are programs: whose they are, and the command that runs them.
 */
#ifndef TENFOLD_MIGRATION_FRAMEWORK_H
#define TENFOLD_MIGRATION_FRAMEWORK_H

#include "migration/folder.h"

typedef struct Framework
{
    const char *name; /* for people */
    const char *ending; /* of its files */
    const char *word; /* that its files have and no other's */
    const char *command; /* as "tenfold record -- " takes it */
} Framework;

/* By the files in and below a folder; NULL: none that is known. */
const Framework *framework_find(const Folder *folder);

/* What to do with such a folder; the framework may be NULL. */
const char *framework_hint(Arena *arena, const Framework *framework);

/* False, with an error that says what the file is, for a program or a framework's own words. */
bool framework_check(const FileText *file, Error *error) MUST_CHECK;

#endif
