/*
 * binaries.h - where initdb and postgres are installed.
 */
#ifndef TENFOLD_SCRATCH_BINARIES_H
#define TENFOLD_SCRATCH_BINARIES_H

#include "base/error.h"

/*
 * The folder that holds both: `given`, or else the environment's TENFOLD_PG_BIN, the newest of the
 * distribution's, PATH, or pg_config's. ERROR_NO_SERVER when there is none.
 */
bool binaries_find(Arena *arena, const char *given, const char **folder, Error *error) MUST_CHECK;

/* Asks the server there for its PG_VERSION_NUM. */
bool binaries_version(const char *folder, uint32_t *version, Error *error) MUST_CHECK;

#endif
