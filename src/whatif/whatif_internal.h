/*
 * whatif_internal.h - the connections, as the files of this folder see them.
 */
#ifndef TENFOLD_WHATIF_WHATIF_INTERNAL_H
#define TENFOLD_WHATIF_WHATIF_INTERNAL_H

#include "base/map.h"
#include "whatif/whatif.h"

enum
{
    WORKERS_MOST = 8 /* the private server takes twenty connections */
};

/* A connection that plans. It knows the configurations that it was told. */
typedef struct Worker
{
    Db *db;
    Map *versions; /* Told by name: what it heard last */
} Worker;

struct WhatIf
{
    Scratch *scratch;
    Arena *arena;
    const char *database;
    Db *db; /* of the first worker: what configurations are made on */
    Worker workers[WORKERS_MOST];
    size_t worker_count;
    const Schema *schema;
    Map *stats; /* Stats of configurations by their names, for those that build on them */
    Map *told; /* Told by name */
    WhatIfProgress progress; /* or NULL */
    void *progress_context;
};

#endif
