/*
 * whatif_extended.h - statistics beyond plain columns, told to a configuration.
 */
#ifndef TENFOLD_WHATIF_WHATIF_EXTENDED_H
#define TENFOLD_WHATIF_WHATIF_EXTENDED_H

#include "whatif/configuring.h"

/* Those of expressions of indexes and of CREATE STATISTICS; only of what the schema still has. */
bool whatif_extended(Configuring *configuring, Error *error) MUST_CHECK;

#endif
