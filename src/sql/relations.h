/*
 * relations.h - the tables that a query names.
 */
#ifndef TENFOLD_SQL_RELATIONS_H
#define TENFOLD_SQL_RELATIONS_H

#include "base/arena.h"

typedef struct Relations
{
    const char *names; /* "app.tasks, users": as written, once each, without those of WITH */
    size_t count;
    size_t catalogs; /* how many of them are PostgreSQL's own: pg_… or information_schema */
} Relations;

/* False when it is no SQL. */
bool relations_of(Arena *arena, const char *sql, Relations *out) MUST_CHECK;

#endif
