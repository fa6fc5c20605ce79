/*
 * answers_db.c - a connection answers, each question behind a savepoint of its own.
 *
 * The server's own functions lock the table that they describe, for a moment. A table that somebody has
 * locked exclusively (a migration at work) makes the whole question time out, and a model without the
 * answer would be analysed as if it were whole. So what rules rest on is asked for again, and then the
 * reading fails and names the table; the rest becomes a problem of the schema.
 */
#include "live/answers_internal.h"

#include "base/strbuf.h"
#include "sql.gen.h"

enum
{
    ATTEMPTS = 3 /* each waits for lock_timeout */
};

static const char fetch[] = "FETCH FORWARD 100 FROM answers";

/* Which tables are locked, as a detail. Whoever may not see it gets none. */
static void
add_locked(Db *db, Error *error)
{
    Error ignored = {.arena = error->arena}; /* the first error is the one that matters */
    StrBuf text = strbuf_new(error->arena);
    DbResult result;

    if (!db_query(db, error->arena, sql_catalog_locked, NULL, 0, &result, &ignored))
        return;
    for (size_t row = 0; row < result.rows; row++)
        strbuf_printf(&text, "%s\"%s\" by process %s", row == 0 ? "" : ", ",
                      db_value(&result, row, "name"), db_value(&result, row, "pid"));
    if (result.rows > 0)
        error_detail(error, "Locked exclusively: %s.", text.text);
}

static bool
give_up(Db *db, const char *what, Error *error)
{
    Error ignored = {.arena = error->arena}; /* the first error is the one that matters */

    error_wrap(error, "could not read the %s", what);
    error->statement = NULL; /* it is ours, and long */
    if (error->code != ERROR_TIMEOUT)
        return false;
    if (db_execute(db, "ROLLBACK TO SAVEPOINT question", &ignored))
        add_locked(db, error);
    return error_hint(error, "Somebody changes a table, or the server is busy: try again later.");
}

bool
answers_query(Answers *answers, Arena *arena, QuestionId id, DbResult *out, Error *error)
{
    const Question *question = &question_list[id];
    Db *db = answers->db;

    if (!db_execute(db, "SAVEPOINT question", error))
        return false;
    for (int attempt = 1; !db_query(db, arena, question->sql, NULL, 0, out, error); attempt++)
    {
        if (question->need == QUESTION_OPTIONAL)
            return false;
        if (attempt == ATTEMPTS || error->code != ERROR_TIMEOUT)
            return give_up(db, question->what, error);
        error_clear(error);
        if (!db_execute(db, "ROLLBACK TO SAVEPOINT question", error))
            return false;
    }
    return db_execute(db, "RELEASE SAVEPOINT question", error);
}

static bool
fetch_all(Db *db, AnswersTake *take, void *context, Error *error)
{
    for (bool is_more = true; is_more;)
    {
        Arena *work = arena_new(NULL, "answers_fetch");
        DbResult result = {0};

        if (!db_query(db, work, fetch, NULL, 0, &result, error))
        {
            arena_free(work);
            return false;
        }
        for (size_t row = 0; row < result.rows; row++)
        {
            const DbResult one = {1, result.columns, result.names,
                                  result.values + row * result.columns};

            take(context, &one);
        }
        is_more = result.rows > 0;
        arena_free(work);
    }
    return true;
}

bool
answers_fetch(Answers *answers, QuestionId id, AnswersTake *take, void *context, Error *error)
{
    Db *db = answers->db;
    StrBuf declare = strbuf_new(answers->arena);

    strbuf_add(&declare, "DECLARE answers NO SCROLL CURSOR FOR\n");
    strbuf_add(&declare, question_list[id].sql);
    return db_execute(db, "SAVEPOINT question", error) && db_execute(db, declare.text, error) &&
           fetch_all(db, take, context, error) && db_execute(db, "CLOSE answers", error) &&
           db_execute(db, "RELEASE SAVEPOINT question", error);
}
