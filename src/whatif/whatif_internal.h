/*
 * whatif_internal.h - the connection, as the files of this folder see it.
 */
#ifndef TENFOLD_WHATIF_WHATIF_INTERNAL_H
#define TENFOLD_WHATIF_WHATIF_INTERNAL_H

#include "base/map.h"
#include "whatif/whatif.h"

struct WhatIf
{
    Scratch *scratch;
    Db *db;
    const Schema *schema;
    Map *stats; /* Stats of configurations by their names, for those that build on them */
};

#endif
