/*
 * Many texts go in one call. When a call fails as a whole (its time was over, the server broke down) its
 * texts are asked in halves, until the one that did it is alone: that one is refused.
 */
#include "whatif/understand.h"

#include "base/stop.h"
#include "base/strbuf.h"
#include "whatif/answer.h"

#include <poll.h>
#include <unistd.h>

enum
{
    TEXTS_AT_ONCE = 128,
    BYTES_AT_ONCE = 1 << 20,
    MEANINGS_MOST_BYTES = 512 << 20,
    FAILURES_MAXIMUM = 24, /* calls that failed as a whole, before the rest is left alone */
    ATTEMPTS = 40, /* to connect: a server that broke down needs a moment */
    ATTEMPT_MS = 100
};

#define TOO_LARGE "not asked: the answers would need too much memory"
#define TOO_MANY_FAILED \
    "not asked: the server failed too often over other queries, the last time with: "

typedef struct Asking
{
    Scratch *scratch;
    Arena *arena;
    const char *database;
    AnswerReader reader;
    const char *const *texts;
    bool with_meaning;
    Understood *out;
    Db *db; /* NULL: the connection broke */
    Arena *connection;
    size_t failures;
    const char *last_failure;
    void (*settle)(void *context, size_t from, size_t to); /* takes what is answered; or NULL */
    void *context;
} Asking;

static bool
connect_again(Asking *asking, Error *error)
{
    bool is_connected = false;

    if (asking->connection != NULL)
        arena_free(asking->connection);
    for (int attempt = 0; attempt < ATTEMPTS && !is_connected && !stop_requested(); attempt++)
    {
        asking->connection = arena_new(asking->arena, "understand");
        is_connected = scratch_connect(asking->scratch, asking->connection, asking->database,
                                       &asking->db, error);
        if (is_connected)
            break;
        arena_free(asking->connection);
        asking->connection = NULL;
        (void) poll(NULL, 0, ATTEMPT_MS);
    }
    if (!is_connected)
        return stop_requested()
                   ? error_set(error, ERROR_INTERRUPTED, "interrupted while asking the server")
                   : false;
    error_clear(error);
    return db_execute(asking->db,
                      arena_printf(asking->connection, "SET search_path = %s",
                                   workload_search_path(asking->connection, asking->reader.schema)),
                      error);
}

/* '{"…","…"}' */
static const char *
array_of(Arena *arena, const char *const *texts, size_t from, size_t to)
{
    StrBuf array = strbuf_new(arena);

    strbuf_add_char(&array, '{');
    for (size_t i = from; i < to; i++)
    {
        strbuf_add(&array, i == from ? "\"" : ",\"");
        for (const char *at = texts[i]; *at != '\0'; at++)
        {
            if (*at == '"' || *at == '\\')
                strbuf_add_char(&array, '\\');
            strbuf_add_char(&array, *at);
        }
        strbuf_add_char(&array, '"');
    }
    strbuf_add_char(&array, '}');
    return array.text;
}

static void
take(Asking *asking, const DbResult *result, size_t row, Understood *out)
{
    const char *meaning = db_value(result, row, "meaning");

    *out = (Understood){0};
    if (meaning == NULL)
    {
        out->message = arena_strdup(asking->arena, db_value(result, row, "message"));
        out->sqlstate = arena_strdup(asking->arena, db_value(result, row, "sqlstate"));
        out->position = (uint32_t) strtoul(db_value(result, row, "position"), NULL, 10);
    }
    else if (asking->with_meaning)
        out->meaning = answer_read(&asking->reader, meaning);
}

static bool
ask(Asking *asking, size_t from, size_t to, Error *error)
{
    Arena *turn = arena_new(asking->arena, "ask");
    const char *parameters[] = {array_of(turn, asking->texts, from, to),
                                asking->with_meaning ? "true" : "false"};
    DbResult result;
    bool is_answered =
        db_query(asking->db, turn, "SELECT * FROM tenfold_planner.analyse($1::text[], $2)",
                 parameters, ARRAY_LENGTH(parameters), &result, error);

    for (size_t row = 0; is_answered && row < result.rows && row < to - from; row++)
        take(asking, &result, row, &asking->out[from + row]);
    arena_free(turn);
    return is_answered;
}

static void
leave_out(const Asking *asking, size_t from, size_t to, const char *why)
{
    for (size_t i = from; i < to; i++)
        asking->out[i] = (Understood){.message = why, .is_not_asked = true};
}

/* False only when the user wants an end, or the server is gone for good. */
static bool
ask_range(Asking *asking, size_t from, size_t to, Error *error)
{
    size_t middle = from + (to - from) / 2;

    if (asking->failures >= FAILURES_MAXIMUM)
    {
        leave_out(asking, from, to,
                  arena_printf(asking->arena, TOO_MANY_FAILED "%s", asking->last_failure));
        return true;
    }
    if (ask(asking, from, to, error))
        return true;
    if (error->code == ERROR_INTERRUPTED)
        return false;
    asking->failures++;
    asking->last_failure = arena_strdup(asking->arena, error->message);
    if (to - from == 1)
        asking->out[from] = (Understood){.message = asking->last_failure,
                                         .sqlstate = arena_strdup(asking->arena, error->sqlstate)};
    if (error->code != ERROR_STATEMENT && !connect_again(asking, error))
        return false;
    error_clear(error);
    return to - from == 1 ||
           (ask_range(asking, from, middle, error) && ask_range(asking, middle, to, error));
}

/* How many texts go together. */
static size_t
end_of_batch(const char *const *texts, size_t from, size_t count)
{
    size_t to = from;
    size_t bytes = 0;

    while (to < count && to - from < TEXTS_AT_ONCE && (bytes < BYTES_AT_ONCE || to == from))
        bytes += strlen(texts[to++]);
    return to;
}

static bool
ask_all(Asking *asking, size_t count, Error *error)
{
    bool is_done = connect_again(asking, error);
    size_t kept = 0;

    for (size_t from = 0, to; is_done && from < count; from = to)
    {
        size_t before = arena_size_bytes(asking->arena);

        to = end_of_batch(asking->texts, from, count);
        if (kept > MEANINGS_MOST_BYTES)
            leave_out(asking, from, to, TOO_LARGE);
        else
            is_done = ask_range(asking, from, to, error);
        if (arena_size_bytes(asking->arena) > before)
            kept += arena_size_bytes(asking->arena) - before;
        if (is_done && asking->settle != NULL)
            asking->settle(asking->context, from, to);
    }
    if (asking->connection != NULL)
        arena_free(asking->connection);
    return is_done;
}

bool
understand_texts(Scratch *scratch, Arena *arena, const char *database, const Schema *schema,
                 const char *const *texts, size_t count, bool with_meaning, Understood *out,
                 Error *error)
{
    Asking asking = {.scratch = scratch,
                     .arena = arena,
                     .database = database,
                     .reader = {.arena = arena, .schema = schema, .columns = map_new(arena)},
                     .texts = texts,
                     .with_meaning = with_meaning,
                     .out = out};

    return ask_all(&asking, count, error);
}

/*
 * What a server counted has run: only its text, with parameters for constants, may be refused
 * (INTERVAL $1).
 */
static bool
has_run(const WorkloadQuery *query)
{
    return query->location.line == 0 || query->calls_per_day.source == PROVENANCE_MEASURED;
}

/* A workload that is asked about. */
typedef struct Settling
{
    WorkloadQuery **queries;
    Understood *understood;
    bool is_whole;
    Understanding *out;
} Settling;

/* What a stand-in or a missing object spoils is no worse than without a server. */
static void
settle(const Settling *settling, WorkloadQuery *query, const Understood *understood)
{
    if (understood->meaning != NULL)
    {
        query->meaning = understood->meaning;
        query->not_understood = NULL;
        query->is_of_server = true;
        settling->out->by_server++;
        return;
    }
    if (query->meaning != NULL &&
        (!settling->is_whole || has_run(query) || understood->is_not_asked))
    {
        settling->out->by_resolver++;
        return;
    }
    query->meaning = NULL;
    if (query->not_understood == NULL || !understood->is_not_asked)
        query->not_understood = understood->message;
}

/* Meanings of long statements are large: the resolver's goes where nobody wants it any more. */
static void
settle_range(void *context, size_t from, size_t to)
{
    const Settling *settling = context;

    for (size_t i = from; i < to; i++)
    {
        WorkloadQuery *query = settling->queries[i];
        const Query *before = query->meaning;

        settle(settling, query, &settling->understood[i]);
        if (query->meaning == before)
            continue;
        arena_free(query->resolved);
        query->resolved = NULL;
    }
}

bool
understand_workload(Scratch *scratch, const char *database, const Schema *schema, bool is_whole,
                    Workload *workload, Understanding *out, Error *error)
{
    Arena *work = arena_new(workload->arena, "understand_workload");
    size_t count = workload->queries.count;
    Settling settling = {.queries = arena_new_array(work, WorkloadQuery *, count + 1),
                         .understood = arena_new_array(work, Understood, count + 1),
                         .is_whole = is_whole,
                         .out = out};
    Asking asking = {
        .scratch = scratch,
        .arena = workload->arena,
        .database = database,
        .reader = {.arena = workload->arena, .schema = schema, .columns = map_new(workload->arena)},
        .with_meaning = true,
        .out = settling.understood,
        .settle = settle_range,
        .context = &settling};
    const char **texts = arena_new_array(work, const char *, count + 1);
    bool is_done;
    size_t at = 0;

    for (WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        if (query->is_nested) /* in the words of a function's body, which knows its own names */
            continue;
        settling.queries[at] = query;
        texts[at++] = query->sql;
    }
    asking.texts = texts;
    *out = (Understanding){.queries = count};
    is_done = ask_all(&asking, at, error);
    workload_tell_left_out(workload);
    if (out->by_server > 0)
        workload_fire(workload, schema);
    arena_free(work);
    return is_done;
}
