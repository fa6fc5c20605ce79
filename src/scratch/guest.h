/*
 * guest.h - the private server as a command of the user's finds it: an ordinary PostgreSQL.
 *
 * The guest's role owns its database and may make databases and roles. It is no superuser, and can be
 * none: nothing that it says reaches files, programs or other servers.
 */
#ifndef TENFOLD_SCRATCH_GUEST_H
#define TENFOLD_SCRATCH_GUEST_H

#include "scratch/scratch.h"

/*
 * Makes the role, a database of this name, and what else a command expects to find: "postgres" and
 * "template0". No database is loaded from the model after this.
 */
bool guest_admit(Scratch *scratch, Arena *arena, const char *user, const char *database,
                 Error *error) MUST_CHECK;

/* The folder with the server's socket, where another may be put: it goes with the server. */
const char *guest_folder(const Scratch *scratch);

/* True for the roles that a guest may not connect as. */
bool guest_is_reserved(const char *user);

/* A read-only connection that sees everything in a database, to read its catalogs. */
bool guest_inspect(Scratch *scratch, Arena *arena, const char *database, Db **out,
                   Error *error) MUST_CHECK;

/* Whether the role is superuser, from now on: for CREATE EXTENSION of what is harmless, no longer. */
bool guest_set_superuser(Scratch *scratch, const char *user, bool is_superuser,
                         Error *error) MUST_CHECK;

#endif
