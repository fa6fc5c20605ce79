/*
 * snapshot_write.c - the file, written over our own connection; a hundred lines at a time.
 */
#include "base/file.h"
#include "live/snapshot_internal.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Writing
{
    Db *db;
    FILE *stream;
    const char *path;
    Arena *arena;
    const SnapshotOptions *options;
    SnapshotLack *lack;
} Writing;

static bool
write_line(Writing *writing, const char *line, Error *error)
{
    if (fputs(line, writing->stream) >= 0 && fputc('\n', writing->stream) != EOF)
        return true;
    return error_set(error, ERROR_FILE, "could not write \"%s\": %s", writing->path,
                     strerror(errno));
}

/* The rows of one turn; none after the last. */
static bool
write_some(Writing *writing, size_t *rows, Error *error)
{
    Arena *work = arena_new(NULL, "write_some");
    DbResult result = {0};
    bool is_written =
        db_query(writing->db, work, "FETCH FORWARD 100 FROM snapshot", NULL, 0, &result, error);

    for (size_t row = 0; is_written && row < result.rows; row++)
        is_written = write_line(writing, result.values[row * result.columns], error);
    *rows = result.rows;
    arena_free(work);
    return is_written;
}

static bool
write_rows(Writing *writing, const Question *question, Error *error)
{
    StrBuf declare = strbuf_new(writing->arena);
    size_t rows = 1;

    strbuf_add(&declare, "DECLARE snapshot NO SCROLL CURSOR FOR\n");
    snapshot_rows_query(&declare, question);
    if (!db_execute(writing->db, "SAVEPOINT question", error) ||
        !db_execute(writing->db, declare.text, error))
        return false;
    while (rows > 0)
    {
        if (!write_some(writing, &rows, error))
            return false;
        if (question == &question_list[QUESTION_UNREADABLE])
            writing->lack->unread += rows;
    }
    return db_execute(writing->db, "CLOSE snapshot; RELEASE SAVEPOINT question", error);
}

static bool
write_refusal(Writing *writing, const Question *question, Error *error)
{
    char *text = arena_printf(writing->arena, "%s %s", error->sqlstate, error->message);
    json_t *line = json_pack("{s:s, s:s}", "question", question->name, "refused", text);
    char *dumped = json_dumps(line, JSON_COMPACT);
    bool is_written;

    name_list_add(writing->arena, &writing->lack->refused,
                  arena_printf(writing->arena, "%s: %s", question->what, error->message));
    error_clear(error);
    is_written = write_line(writing, dumped, error) &&
                 db_execute(writing->db, "ROLLBACK TO SAVEPOINT question", error);
    free(dumped);
    json_decref(line);
    return is_written;
}

static bool
write_question(Writing *writing, QuestionId id, Error *error)
{
    const Question *question = &question_list[id];

    if (write_rows(writing, question, error))
        return true;
    if (error->sqlstate != NULL && question_may_lack(id, error->sqlstate))
    {
        error_clear(error);
        return db_execute(writing->db, "ROLLBACK TO SAVEPOINT question", error);
    }
    if (error->sqlstate == NULL || error->code == ERROR_CONNECTION ||
        error->code == ERROR_INTERRUPTED || error->code == ERROR_FILE)
        return false;
    return write_refusal(writing, question, error);
}

static bool
write_all(Writing *writing, Error *error)
{
    if (!db_begin(writing->db, error))
        return false;
    for (const char *const *setting = question_settings; *setting != NULL; setting++)
        if (!db_execute(writing->db, *setting, error))
            return false;
    if (!write_line(writing, snapshot_first_line(writing->arena, writing->options), error))
        return false;
    for (QuestionId id = 0; id < QUESTION_COUNT; id++)
        if (snapshot_asks(&question_list[id], writing->options) &&
            !write_question(writing, id, error))
            return false;
    return write_line(writing, SNAPSHOT_LAST_LINE, error) && db_end(writing->db, error);
}

/* Only its owner may read it: it tells much about a database. */
static FILE *
open_private(const char *path)
{
    mode_t before = umask(S_IRWXG | S_IRWXO);
    FILE *stream = fopen(path, "we");

    (void) umask(before); /* what was set is of no use */
    return stream;
}

static bool
refuse_path(const char *path, Error *error)
{
    return error_set(error, ERROR_FILE, "could not write \"%s\": %s", path, strerror(errno));
}

bool
snapshot_write(Db *db, const char *path, const SnapshotOptions *options, Arena *arena,
               SnapshotLack *lack, Error *error)
{
    FileTarget target = file_target(arena, path);
    const char *unfinished =
        target.is_in_place ? target.path : arena_printf(arena, "%s.unfinished", target.path);
    Writing writing = {.db = db,
                       .path = path,
                       .arena = arena,
                       .options = options,
                       .lack = lack,
                       .stream = open_private(unfinished)};
    bool is_written;

    if (writing.stream == NULL)
        return refuse_path(path, error);
    is_written = write_all(&writing, error);
    if (fclose(writing.stream) != 0 && is_written)
        is_written = refuse_path(path, error);
    if (target.is_in_place)
        return is_written;
    if (is_written && rename(unfinished, target.path) != 0)
        is_written = refuse_path(path, error);
    if (!is_written)
        (void) unlink(unfinished); /* it is of no use; that it stays is no second error */
    return is_written;
}
