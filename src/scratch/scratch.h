/*
 * scratch.h - the private server: started, filled with our own DDL, asked, gone.
 *
 * It runs from the installed binaries, in a temporary folder, on a unix socket only; as the caller,
 * or as "postgres" (or "nobody") when the caller is root. It dies with tenfold, also after kill -9,
 * and leaves nothing behind.
 */
#ifndef TENFOLD_SCRATCH_SCRATCH_H
#define TENFOLD_SCRATCH_SCRATCH_H

#include "db/db.h"
#include "schema/print.h"

typedef struct Scratch Scratch;

typedef struct ScratchOptions
{
    const char
        *bin_folder; /* of initdb and postgres; NULL: found (TENFOLD_PG_BIN, PATH, Debian's) */
    const char
        *cache_folder; /* of the template; NULL: XDG_CACHE_HOME or ~/.cache; /var/cache as root */
    int statement_timeout_ms; /* for loading; 0: 3000 */
    bool without_comments; /* nobody will read those of a schema that is loaded */
    bool is_roomy; /* for a command of the user's: more connections, larger files */
} ScratchOptions;

/* Starts a server; it stops with the arena. ERROR_NO_SERVER when PostgreSQL is not installed. */
bool scratch_start(Arena *arena, const ScratchOptions *options, Scratch **out,
                   Error *error) MUST_CHECK;

/* "15.20" */
const char *scratch_version_text(const Scratch *scratch);

/* What did not load, and why. */
typedef struct LoadFailure LoadFailure;
struct LoadFailure
{
    LoadFailure *next;
    const char *object;
    const char *message;
    const char *sqlstate;
    Location location;
};
LIST_OF(LoadFailure);

typedef struct LoadResult
{
    size_t loaded; /* statements */
    LoadFailureList failures;
    NameList stubbed_extensions; /* not installed, or forced out */
} LoadResult;

/*
 * Makes a database of its own and loads the schema into it, printed for the sandbox, as a role
 * without any privilege beyond owning that database. Failures of single objects do not stop the
 * others; objects that need each other are retried until nothing more loads.
 */
bool scratch_load(Scratch *scratch, Arena *arena, const char *database, const Schema *schema,
                  const NameList *without_extensions, LoadResult *out, Error *error) MUST_CHECK;

/*
 * Adds the partitions of a schema that are no tables of the user's (`made_like`) to a database into which
 * their parents were loaded; and takes them away again. What does not load is no error.
 */
bool scratch_add_partitions(Scratch *scratch, Arena *arena, const char *database,
                            const Schema *schema, Error *error) MUST_CHECK;
bool scratch_drop_partitions(Scratch *scratch, Arena *arena, const char *database,
                             const Schema *schema, Error *error) MUST_CHECK;

/* A connection to one of the databases, as the unprivileged role, read-only. */
bool scratch_connect(Scratch *scratch, Arena *arena, const char *database, Db **out,
                     Error *error) MUST_CHECK;

/*
 * Declares the planner extension's functions in a database that is loaded (sql/scratch/planner.sql):
 * schema tenfold_planner, which the catalog reader does not show; once, however often it is asked for. `unavailable` is NULL, or why this
 * server cannot have it: the module is missing, or was built for another major. False only when the
 * connection broke.
 */
bool scratch_load_planner(Scratch *scratch, Arena *arena, const char *database,
                          const char **unavailable, Error *error) MUST_CHECK;

#endif
