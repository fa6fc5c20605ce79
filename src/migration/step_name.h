/*
 * step_name.h - pieces of the names that migrations' files have.
 */
#ifndef TENFOLD_MIGRATION_STEP_NAME_H
#define TENFOLD_MIGRATION_STEP_NAME_H

#include "migration/layout.h"

#include <strings.h>

/* Takes a suffix off the length, capitals or not; false when the text does not end so. */
bool step_name_ends(const char *text, size_t *length, const char *suffix);

/* Takes ".sql" off, or what else PostgreSQL's files end in. */
bool step_name_is_sql(const char *text, size_t *length);

/* "000042_add_users" as version and name, parted by any of these characters. */
bool step_name_number(Arena *arena, const char *text, size_t length, const char *separators,
                      StepName *out);

#endif
