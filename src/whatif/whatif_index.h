/*
 * whatif_index.h - the indexes of a configuration.
 */
#ifndef TENFOLD_WHATIF_WHATIF_INDEX_H
#define TENFOLD_WHATIF_WHATIF_INDEX_H

#include "whatif/configuring.h"

/* Tells the sizes of those that are there. */
bool whatif_index_sizes(Configuring *configuring, Error *error) MUST_CHECK;

/* Makes those that are not, and tells their sizes where there are statistics. */
bool whatif_index_make(Configuring *configuring, Error *error) MUST_CHECK;

#endif
