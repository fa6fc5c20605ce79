/*
 * template.h - the data folder that every private server starts from.
 *
 * initdb takes most of a second: its result is kept in a cache folder and copied. The name says which
 * server and which settings it is for. No cache that can be used is no error.
 */
#ifndef TENFOLD_SCRATCH_TEMPLATE_H
#define TENFOLD_SCRATCH_TEMPLATE_H

#include "scratch/account.h"

/* Names of the roles in it. */
#define TEMPLATE_SUPERUSER "tenfold"
#define TEMPLATE_SANDBOX "tenfold_sandbox"

/*
 * The template for the server in `bin_folder`, to be copied; NULL when there is none that can be used:
 * then `data_folder` was made from nothing, and kept as the template where that is possible.
 * `cache_folder` NULL: XDG_CACHE_HOME, ~/.cache or, for root, /var/cache.
 */
bool template_provide(Arena *arena, const char *bin_folder, const char *cache_folder,
                      const Account *account, const char *data_folder, const char **out,
                      Error *error) MUST_CHECK;

#endif
