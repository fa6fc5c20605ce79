/*
 * extension.h - extensions of a schema in the private server.
 *
 * Those that are installed and known to be harmless are created; the others are left out, and types
 * that columns use from them get stand-ins.
 */
#ifndef TENFOLD_SCRATCH_EXTENSION_H
#define TENFOLD_SCRATCH_EXTENSION_H

#include "scratch/scratch.h"

/* True when its functions reach neither files nor other servers nor processes. */
bool extension_is_harmless(const char *name);

/* `admin` is the superuser's connection to the database. Adds to out->stubbed_extensions. */
bool extension_create_all(Db *admin, Arena *arena, const Schema *schema, const NameList *without,
                          LoadResult *out, Error *error) MUST_CHECK;

#endif
