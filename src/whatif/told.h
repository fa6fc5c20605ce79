/*
 * told.h - what configurations are made of, word for word, to be told to other connections as well.
 *
 * Configurations live in the server's half of a connection. A second connection, opened because there is
 * much to plan, hears the same calls in the same order, and answers as the first.
 */
#ifndef TENFOLD_WHATIF_TOLD_H
#define TENFOLD_WHATIF_TOLD_H

#include "whatif/whatif_internal.h"

/* Opens one connection more; there must be room for it. */
bool told_hire(WhatIf *whatif, Error *error) MUST_CHECK;

/* Begins a configuration: whatever was told under its name is forgotten. `base` may be NULL. */
void told_begin(WhatIf *whatif, const char *name, const char *base);

/* One call about it, made on the first connection with its name and these facts. */
void told_add(WhatIf *whatif, const char *name, const char *sql, const char *facts);

void told_forget(WhatIf *whatif, const char *name);

/* Tells a worker what it has not heard of a configuration and of its bases. */
bool told_bring(WhatIf *whatif, Worker *worker, const char *name, Error *error) MUST_CHECK;

#endif
