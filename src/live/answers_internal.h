/*
 * answers_internal.h - the two that answer, as the files of this folder see them.
 */
#ifndef TENFOLD_LIVE_ANSWERS_INTERNAL_H
#define TENFOLD_LIVE_ANSWERS_INTERNAL_H

#include "live/answers.h"

typedef struct SnapshotFile SnapshotFile;

struct Answers
{
    Arena *arena;
    Db *db; /* or */
    SnapshotFile *file;
    const char *refusals[QUESTION_COUNT];
    uint32_t version;
    const char *database;
};

/* Opens a snapshot and finds where its answers stand. */
bool snapshot_file_open(Arena *arena, const char *path, SnapshotFile **out,
                        Error *error) MUST_CHECK;

/* "42501 permission denied …" or NULL. */
const char *snapshot_file_refusal(const SnapshotFile *file, QuestionId id);

const char *snapshot_file_name(const SnapshotFile *file);

/* Calls `take` with each row of an answer. */
bool snapshot_file_each(SnapshotFile *file, QuestionId id, AnswersTake *take, void *context,
                        Error *error) MUST_CHECK;

/* All rows at once. */
bool snapshot_file_rows(SnapshotFile *file, Arena *arena, QuestionId id, DbResult *out,
                        Error *error) MUST_CHECK;

/* The same of a connection, within the transaction; false when refused, with the error. */
bool answers_query(Answers *answers, Arena *arena, QuestionId id, DbResult *out,
                   Error *error) MUST_CHECK;
bool answers_fetch(Answers *answers, QuestionId id, AnswersTake *take, void *context,
                   Error *error) MUST_CHECK;

#endif
