/*
 * tree.h - folders with everything in them.
 */
#ifndef TENFOLD_SCRATCH_TREE_H
#define TENFOLD_SCRATCH_TREE_H

#include "base/base.h"

/* Copies a folder to a new one, private to the caller. False, with errno set, when it could not. */
bool tree_copy(const char *from, const char *to) MUST_CHECK;

/* Removes a folder; symbolic links are removed, not followed. False when something of it stays. */
bool tree_remove(const char *path);

#endif
