/*
 * snapshot.h - all answers of a server in one file: by psql with a script of ours, or by ourselves.
 *
 * Both send the same questions and write the same lines; answers.h reads them back.
 */
#ifndef TENFOLD_LIVE_SNAPSHOT_H
#define TENFOLD_LIVE_SNAPSHOT_H

#include "base/strbuf.h"
#include "db/db.h"
#include "schema/schema.h"

typedef struct SnapshotOptions
{
    bool without_values; /* leaves out what tells values of the tables' data */
    int statement_timeout_ms;
    int lock_timeout_ms;
} SnapshotOptions;

/* The script that psql 13 to 18 runs: psql -X -f snapshot.sql -v file=acme.snap. */
void snapshot_script(StrBuf *out, const SnapshotOptions *options);

typedef struct SnapshotLack
{
    NameList refused; /* what the server would not tell, a line each */
    size_t unread; /* tables that the role may not read: no statistics of their columns */
} SnapshotLack;

/* Writes the file `path` itself. */
bool snapshot_write(Db *db, const char *path, const SnapshotOptions *options, Arena *arena,
                    SnapshotLack *lack, Error *error) MUST_CHECK;

#endif
