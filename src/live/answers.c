/*
 * answers.c - the questions put to whoever answers.
 *
 * What an answer means is decided here, alike for both: a refused question becomes a problem of the
 * schema, or an error where the model would be analysed as if it were whole.
 */
#include "live/answers_internal.h"

#include <assert.h>

Answers *
answers_of_db(Arena *arena, Db *db)
{
    Answers *answers = arena_new_object(arena, Answers);

    answers->arena = arena;
    answers->db = db;
    answers->version = db_version(db);
    answers->database = arena_strdup(arena, db_name(db));
    return answers;
}

bool
answers_of_file(Arena *arena, const char *path, Answers **out, Error *error)
{
    Answers *answers = arena_new_object(arena, Answers);
    DbResult node;

    answers->arena = arena;
    if (!snapshot_file_open(arena, path, &answers->file, error))
        return false;
    for (QuestionId id = 0; id < QUESTION_COUNT; id++)
        answers->refusals[id] = snapshot_file_refusal(answers->file, id);
    if (!snapshot_file_rows(answers->file, arena, QUESTION_NODE, &node, error))
        return false;
    if (node.rows != 1)
    {
        error_set(error, ERROR_INPUT, "snapshot \"%s\" does not say of which database it is", path);
        if (answers->refusals[QUESTION_NODE] != NULL)
            error_detail(error, "The server refused: %s.", answers->refusals[QUESTION_NODE]);
        return false;
    }
    answers->version = (uint32_t) strtoul(answers_text(&node, 0, "version_number"), NULL, 10);
    answers->database = answers_text(&node, 0, "database");
    *out = answers;
    return true;
}

bool
answers_begin(Answers *answers, Error *error)
{
    if (answers->db == NULL)
        return true;
    memset(answers->refusals, 0, sizeof(answers->refusals));
    if (!db_begin(answers->db, error))
        return false;
    for (const char *const *setting = question_settings; *setting != NULL; setting++)
        if (!db_execute(answers->db, *setting, error))
            return false;
    return true;
}

bool
answers_end(Answers *answers, Error *error)
{
    return answers->db == NULL || db_end(answers->db, error);
}

static bool
is_refused_for_rights(const char *refusal)
{
    return strncmp(refusal, "42501", 5) == 0;
}

/* Of questions that a bare server cannot answer their own reader speaks. */
static bool
is_expected(QuestionId id, const char *refusal)
{
    return id >= QUESTION_STATEMENTS_PATH || id == QUESTION_SYSTEM || id == QUESTION_NODE ||
           question_may_lack(id, refusal);
}

/* What a bare role may not see is no fault of the input. */
static void
add_problem(Schema *schema, QuestionId id, const char *refusal)
{
    bool is_timeout = strncmp(refusal, "55P03", 5) == 0 || strncmp(refusal, "57014", 5) == 0;

    if (is_expected(id, refusal))
        return;
    schema_problem(schema, !is_refused_for_rights(refusal), (Location){0},
                   arena_printf(schema->arena, "could not read the %s: %s", question_list[id].what,
                                strlen(refusal) > 6 ? refusal + 6 : refusal),
                   is_timeout
                       ? "Somebody holds a lock on a table, or the server is busy: try again."
                       : "Connect as a user who may read the catalogs.");
}

/* True when the snapshot says that the server refused; the error says so where the model needs it. */
static bool
file_refused(const Answers *answers, Schema *schema, QuestionId id, bool *is_fatal, Error *error)
{
    const char *refusal = answers->refusals[id];

    *is_fatal = false;
    if (refusal == NULL)
        return false;
    if (question_list[id].need == QUESTION_OPTIONAL)
    {
        add_problem(schema, id, refusal);
        return true;
    }
    *is_fatal = true;
    error_set(error, ERROR_INPUT, "snapshot \"%s\" could not read the %s",
              snapshot_file_name(answers->file), question_list[id].what);
    error_detail(error, "The server refused: %s.", refusal);
    (void) error_hint(error, "Run the snapshot's script again."); /* always false */
    return true;
}

/* After a connection refused: true when that was put down as a problem. */
static bool
db_refused_only(Answers *answers, Schema *schema, QuestionId id, Error *error)
{
    if (error->code == ERROR_CONNECTION || error->code == ERROR_INTERRUPTED ||
        question_list[id].need == QUESTION_NEEDED)
        return false;
    answers->refusals[id] =
        arena_printf(answers->arena, "%s %s", error->sqlstate == NULL ? "-----" : error->sqlstate,
                     error->message);
    add_problem(schema, id, answers->refusals[id]);
    error_clear(error);
    return db_execute(answers->db, "ROLLBACK TO SAVEPOINT question", error);
}

bool
answers_ask(Answers *answers, Arena *arena, Schema *schema, QuestionId id, DbResult *out,
            Error *error)
{
    bool is_fatal;

    *out = (DbResult){0};
    if (answers->db != NULL)
        return answers_query(answers, arena, id, out, error) ||
               db_refused_only(answers, schema, id, error);
    if (file_refused(answers, schema, id, &is_fatal, error))
        return !is_fatal;
    return snapshot_file_rows(answers->file, arena, id, out, error);
}

bool
answers_each(Answers *answers, Schema *schema, QuestionId id, AnswersTake *take, void *context,
             Error *error)
{
    bool is_fatal;

    if (answers->db != NULL)
        return answers_fetch(answers, id, take, context, error) ||
               db_refused_only(answers, schema, id, error);
    if (file_refused(answers, schema, id, &is_fatal, error))
        return !is_fatal;
    return snapshot_file_each(answers->file, id, take, context, error);
}

const char *
answers_refusal(const Answers *answers, QuestionId id)
{
    return answers->refusals[id];
}

const char *
answers_file(const Answers *answers)
{
    return answers->file == NULL ? NULL : snapshot_file_name(answers->file);
}

uint32_t
answers_version(const Answers *answers)
{
    return answers->version;
}

const char *
answers_database(const Answers *answers)
{
    return answers->database;
}

const char *
answers_value(const DbResult *result, size_t row, const char *column)
{
    assert(row < result->rows);
    for (size_t i = 0; i < result->columns; i++)
        if (strcmp(result->names[i], column) == 0)
            return result->values[row * result->columns + i];
    return NULL;
}

const char *
answers_text(const DbResult *result, size_t row, const char *column)
{
    const char *value = answers_value(result, row, column);

    return value == NULL ? "" : value;
}
