/*
 * location.h - where an object comes from: a file and a place in it, or a server.
 */
#ifndef TENFOLD_BASE_LOCATION_H
#define TENFOLD_BASE_LOCATION_H

#include "base/base.h"

typedef struct Location
{
    const char *file; /* as the user named it; "-" is standard input; NULL for a server */
    uint32_t line; /* from 1; 0 when unknown */
    uint32_t column; /* from 1, in bytes; 0 when unknown */
} Location;

#endif
