/*
 * tree.h - small folders of migrations, written for a test and removed after it.
 */
#ifndef TENFOLD_TEST_UNIT_MIGRATION_TREE_H
#define TENFOLD_TEST_UNIT_MIGRATION_TREE_H

#include "base/arena.h"

typedef struct TreeFile
{
    const char *path; /* relative; NULL: none */
    const char *text;
} TreeFile;

/* Writes the files into a new temporary folder, and returns its path. */
const char *tree_make(Arena *arena, const TreeFile *files, size_t count);

/* Removes all that were made. */
void tree_remove_all(void);

#endif
