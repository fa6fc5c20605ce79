/*
 * snapshot_internal.h - the lines of a snapshot, for both who write it.
 */
#ifndef TENFOLD_LIVE_SNAPSHOT_INTERNAL_H
#define TENFOLD_LIVE_SNAPSHOT_INTERNAL_H

#include "live/question.h"
#include "live/snapshot.h"

#define SNAPSHOT_LAST_LINE "{\"tenfold_snapshot_end\":1}"

/* The first line of the file. */
char *snapshot_first_line(Arena *arena, const SnapshotOptions *options);

/* Adds a query that gives one line of JSON for each row of the question's. */
void snapshot_rows_query(StrBuf *out, const Question *question);

/* False for what the options leave out. */
bool snapshot_asks(const Question *question, const SnapshotOptions *options);

#endif
