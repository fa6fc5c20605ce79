/*
 * scratch_internal.h - the private server, as the files of this folder see it.
 */
#ifndef TENFOLD_SCRATCH_SCRATCH_INTERNAL_H
#define TENFOLD_SCRATCH_SCRATCH_INTERNAL_H

#include "scratch/scratch.h"
#include "scratch/watchdog.h"

struct Scratch
{
    Arena *arena; /* that it was started in */
    Account account;
    Folder folder;
    Watchdog watchdog;
    const char *bin_folder;
    Db *admin; /* to template1, as superuser */
    Arena *admin_arena; /* releasing it closes that connection */
    const char *module; /* the server's copy of the planner extension; NULL: not made yet */
    Map *planners; /* databases in which the planner is declared */
    int statement_timeout_ms;
    bool with_comments;
    Map *slow; /* statements that ran out of it, in any database */
};

/* A connection to one of the databases as one of the template's roles. */
bool scratch_connect_as(const Scratch *scratch, Arena *arena, const char *user,
                        const char *database, bool is_read_only, Db **out, Error *error) MUST_CHECK;

/* An empty database that belongs to the sandbox's role. */
bool scratch_make_database(Scratch *scratch, Arena *arena, const char *database,
                           Error *error) MUST_CHECK;

#endif
