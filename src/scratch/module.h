/*
 * module.h - the extension's file: where it is, and a copy that the server can load.
 */
#ifndef TENFOLD_SCRATCH_MODULE_H
#define TENFOLD_SCRATCH_MODULE_H

#include "scratch/folder.h"

/* The built module: TENFOLD_PLANNER, beside the program, in the build folder, installed. NULL: none. */
const char *module_find(Arena *arena);

/*
 * Copies it where the account can read it and programs may be mapped, to go with `folder`. The server
 * reads its own copy as long as it runs, whatever happens to the original.
 */
bool module_copy(Arena *arena, const Account *account, const Folder *folder, const char *module,
                 const char **out, Error *error) MUST_CHECK;

#endif
