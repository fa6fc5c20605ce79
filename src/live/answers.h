/*
 * answers.h - who answers the questions: a connection, or the file that a snapshot wrote.
 *
 * Both give the same rows for the same question, as text. What one refuses (no privilege, a lock held
 * by somebody) becomes a problem of the schema; where the model cannot do without, an error.
 */
#ifndef TENFOLD_LIVE_ANSWERS_H
#define TENFOLD_LIVE_ANSWERS_H

#include "db/db.h"
#include "live/question.h"
#include "schema/schema.h"

typedef struct Answers Answers;

/* A connection answers. */
Answers *answers_of_db(Arena *arena, Db *db);

/* True when a file begins as snapshots do. */
bool answers_is_snapshot(const char *path);

/* A snapshot answers; it is read line by line. An error when it is none, or of a later version. */
bool answers_of_file(Arena *arena, const char *path, Answers **out, Error *error) MUST_CHECK;

/* Begins the read-only transaction where there is one; names and numbers print alike for all in it. */
bool answers_begin(Answers *answers, Error *error) MUST_CHECK;

/* Ends it. */
bool answers_end(Answers *answers, Error *error) MUST_CHECK;

/*
 * The rows of one question, which `arena` owns. When it is refused, the schema gets a problem, or, where
 * the model needs it, it is an error; a question that a snapshot does not hold has no rows.
 */
bool answers_ask(Answers *answers, Arena *arena, Schema *schema, QuestionId id, DbResult *out,
                 Error *error) MUST_CHECK;

/* The same row by row, in memory for one row; `take` is called with results of one row. */
typedef void AnswersTake(void *context, const DbResult *row);
bool answers_each(Answers *answers, Schema *schema, QuestionId id, AnswersTake *take, void *context,
                  Error *error) MUST_CHECK;

/* Why a question was refused, since answers_begin(); NULL when it was not. */
const char *answers_refusal(const Answers *answers, QuestionId id);

/* The file's name, or NULL for a connection. */
const char *answers_file(const Answers *answers);

/* PG_VERSION_NUM and the name of the database. */
uint32_t answers_version(const Answers *answers);
const char *answers_database(const Answers *answers);

/* The value of a column, NULL for null and where there is no such column. */
const char *answers_value(const DbResult *result, size_t row, const char *column);

/* The same, "" for null: of columns that are never null, in a file that may be anybody's. */
const char *answers_text(const DbResult *result, size_t row, const char *column);

#endif
