/*
 * One transaction for everything would lock thousands of objects and start again at each refusal; one
 * for each statement waits for a commit and an answer each time. So a batch is small after a refusal
 * and doubles after a success.
 *
 * A database with its search_path is the only state: every batch sets the path of its statements.
 *
 * A statement that computes for ever (a constant of an index, say) is cut by the time limit. Who has met
 * one expects more: the limit falls, and none is tried twice.
 */
#include "scratch/load.h"

#include "base/stop.h"
#include "db/wait.h"

enum
{
    BATCH_LARGEST = 256,
    BATCH_SMALLEST = 4,
    TIME_CAP_MS = 30000, /* for the whole schema; the largest known takes half a second */
    WARY_TIMEOUT_MS = 300, /* of each statement, once one has run out of its time */
    WARY_CAP_MS = 8000 /* for all that follow it */
};

typedef struct Load
{
    Db *db;
    const PrintedStatement **pending; /* what is not loaded yet, in order */
    LoadFailure **reasons; /* why the last attempt was refused; NULL: not tried */
    size_t count;
    Map *slow; /* statements that ran out of time */
    int64_t deadline_ms;
    size_t loaded;
} Load;

/* A batch as it is sent: a SET search_path where the path changes, then the statement. */
typedef struct Batch
{
    const char **sql;
    size_t *owner; /* of each: the position among the pending */
    size_t count;
} Batch;

/* What is printed has its schema; a plain name in an expression is one that the default path finds. */
static const char *
path_of(const PrintedStatement *statement)
{
    return str_equal(statement->search_path, "''") ? "public" : statement->search_path;
}

static Batch
make_batch(Arena *arena, const Load *load, size_t from, size_t to)
{
    Batch batch = {.sql = arena_new_array(arena, const char *, 2 * (to - from)),
                   .owner = arena_new_array(arena, size_t, 2 * (to - from))};
    const char *path = NULL;

    for (size_t i = from; i < to; i++)
    {
        if (!str_equal(path, path_of(load->pending[i])))
        {
            path = path_of(load->pending[i]);
            batch.owner[batch.count] = i;
            batch.sql[batch.count++] = arena_printf(arena, "SET search_path = %s", path);
        }
        batch.owner[batch.count] = i;
        batch.sql[batch.count++] = load->pending[i]->sql;
    }
    return batch;
}

static LoadFailure *
failure_new(Arena *arena, const PrintedStatement *statement, const char *message, const char *state)
{
    LoadFailure *failure = arena_new_object(arena, LoadFailure);

    failure->object = statement->object;
    failure->location = statement->location;
    failure->message = arena_strdup(arena, message);
    failure->sqlstate = arena_strdup(arena, state);
    return failure;
}

/* "duplicate_schema": the loader makes the schemas of extensions before, and public is always there. */
static bool
is_there_already(const Error *error)
{
    return str_equal(error->sqlstate, "42P06");
}

/* Runs pending [from, to), all or nothing; `refused_at` is `to`, or the one because of which nothing. */
static bool
run_batch(Load *load, Arena *arena, size_t from, size_t to, size_t *refused_at, Error *error)
{
    Arena *turn = arena_new(arena, "batch");
    Batch batch = make_batch(turn, load, from, to);
    size_t failed_at = batch.count;
    bool is_alive = true;

    *refused_at = to;
    if (!db_batch(load->db, batch.sql, batch.count, &failed_at, error))
    {
        is_alive = failed_at < batch.count && error->code != ERROR_INTERRUPTED &&
                   !str_equal(error->sqlstate, "53100"); /* a full disk refuses everything */
        if (is_alive)
            *refused_at = batch.owner[failed_at];
    }
    arena_free(turn);
    return is_alive;
}

static void
note_loaded(Load *load, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        load->pending[i] = NULL;
    load->loaded += to - from;
}

static void
note_refusal(Load *load, Arena *arena, size_t at, const Error *error)
{
    load->reasons[at] = failure_new(arena, load->pending[at], error->message, error->sqlstate);
    if (is_there_already(error))
        note_loaded(load, at, at + 1);
}

static bool
is_out_of_time(const char *state)
{
    return str_equal(state, "57014");
}

static bool
note_slow(Load *load, size_t at, Error *error)
{
    static const char became_wary[] = "";
    const char *sql = arena_printf(error->arena, "SET statement_timeout = %d", WARY_TIMEOUT_MS);

    int64_t deadline_ms = wait_now_ms() + WARY_CAP_MS;

    if (deadline_ms < load->deadline_ms)
        load->deadline_ms = deadline_ms;
    map_put(load->slow, load->pending[at]->sql, (void *) became_wary);
    error_clear(error);
    return db_execute(load->db, sql, error);
}

/* Loads [from, to) but those refused. The part before a refused one is known to be good. */
static bool
run_range(Load *load, Arena *arena, size_t from, size_t to, Error *error)
{
    size_t size = BATCH_LARGEST;

    while (from < to && wait_now_ms() < load->deadline_ms)
    {
        size_t end = to - from > size ? from + size : to;
        size_t refused_at;

        if (!run_batch(load, arena, from, end, &refused_at, error))
            return false;
        if (refused_at == end)
        {
            note_loaded(load, from, end);
            from = end;
            size = size * 2 > BATCH_LARGEST ? BATCH_LARGEST : size * 2;
            continue;
        }
        note_refusal(load, arena, refused_at, error);
        if (is_out_of_time(error->sqlstate) && !note_slow(load, refused_at, error))
            return false;
        error_clear(error);
        end = refused_at;
        if (end > from)
        {
            if (!run_batch(load, arena, from, end, &refused_at, error))
                return false;
            if (refused_at < end)
                continue; /* it was good a moment ago: look again at the whole */
            note_loaded(load, from, end);
        }
        from = end + 1;
        size = size / 4 < BATCH_SMALLEST ? BATCH_SMALLEST : size / 4;
    }
    return true;
}

/* A statement that ran into the time limit would do so again. */
static bool
may_be_retried(const LoadFailure *failure)
{
    return failure == NULL || !is_out_of_time(failure->sqlstate);
}

/* Drops what is loaded; returns how many are worth another attempt. Hopeless ones go to the end. */
static size_t
compact(Load *load, LoadFailureList *hopeless)
{
    size_t kept = 0;

    for (size_t i = 0; i < load->count; i++)
    {
        if (load->pending[i] == NULL)
            continue;
        if (!may_be_retried(load->reasons[i]))
        {
            list_append(hopeless, load->reasons[i]);
            continue;
        }
        load->pending[kept] = load->pending[i];
        load->reasons[kept++] = load->reasons[i];
    }
    load->count = kept;
    return kept;
}

static void
take(Load *load, Arena *arena, const PrintedStatementList *statements, LoadFailureList *hopeless)
{
    load->pending = arena_new_array(arena, const PrintedStatement *, statements->count);
    load->reasons = arena_new_array(arena, LoadFailure *, statements->count);
    for (const PrintedStatement *statement = statements->first; statement != NULL;
         statement = statement->next)
    {
        if (statement->is_extension)
            continue;
        if (map_get(load->slow, statement->sql) == NULL)
            load->pending[load->count++] = statement;
        else
            list_append(hopeless,
                        failure_new(arena, statement,
                                    "canceling statement due to statement timeout", "57014"));
    }
}

static void
report_pending(const Load *load, Arena *arena, LoadResult *out)
{
    for (size_t i = 0; i < load->count; i++)
    {
        LoadFailure *failure = load->reasons[i];

        if (failure == NULL)
            failure = failure_new(arena, load->pending[i], "the time for loading was over", NULL);
        list_append(&out->failures, failure);
    }
}

bool
load_statements(Db *db, Arena *arena, const PrintedStatementList *statements, Map *slow,
                LoadResult *out, Error *error)
{
    Load load = {.db = db, .slow = slow, .deadline_ms = wait_now_ms() + TIME_CAP_MS};
    size_t before;

    take(&load, arena, statements, &out->failures);
    do
    {
        before = load.loaded;
        if (!run_range(&load, arena, 0, load.count, error))
            return false;
    } while (compact(&load, &out->failures) > 0 && load.loaded > before &&
             wait_now_ms() < load.deadline_ms && !stop_requested());
    out->loaded += load.loaded;
    report_pending(&load, arena, out);
    return true;
}
