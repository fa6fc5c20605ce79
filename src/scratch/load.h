/*
 * load.h - statements into a database of the private server, as the sandbox's role.
 *
 * Batches of statements go as one transaction each; where one is refused the others of its batch run
 * again without it. What was refused is tried again as long as that helps.
 */
#ifndef TENFOLD_SCRATCH_LOAD_H
#define TENFOLD_SCRATCH_LOAD_H

#include "scratch/scratch.h"

/*
 * `db` belongs to the sandbox's role. `slow` holds the statements that ran out of time before, which
 * are not tried again, and gets those that do so now. False only when the connection broke or the
 * user asked to stop.
 */
bool load_statements(Db *db, Arena *arena, const PrintedStatementList *statements, Map *slow,
                     LoadResult *out, Error *error) MUST_CHECK;

#endif
