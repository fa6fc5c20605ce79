/*
 * The script of a snapshot, as text: what it asks, and what it must not.
 */
#include "live/snapshot.h"

#include "live/question.h"
#include "live/statements.h"
#include "tap.h"

#include <unistd.h>

static void
questions_have_names(void)
{
    for (QuestionId id = 0; id < QUESTION_COUNT; id++)
    {
        const Question *question = &question_list[id];

        tap_ok(question->name != NULL && question_find(question->name) == id, "%s is found",
               question->name);
        tap_ok(strncmp(question->sql, "-- ", 3) == 0 && strstr(question->sql, ";\n") == NULL,
               "it says what it asks, and is one statement");
    }
    tap_ok(question_find("of a later version") == QUESTION_COUNT, "others are not");
}

static void
the_script_only_reads(Arena *arena)
{
    SnapshotOptions options = {.statement_timeout_ms = 60000, .lock_timeout_ms = 2000};
    StrBuf with = strbuf_new(arena);
    StrBuf without = strbuf_new(arena);

    snapshot_script(&with, &options);
    options.without_values = true;
    snapshot_script(&without, &options);
    tap_ok(strstr(with.text, "REPEATABLE READ READ ONLY;") != NULL, "read-only");
    tap_ok(strstr(with.text, "SET LOCAL statement_timeout = 60000;") != NULL &&
               strstr(with.text, "SET LOCAL lock_timeout = 2000;") != NULL,
           "with time limits");
    tap_ok(strstr(with.text, "MOST COMMON VALUES") < strstr(with.text, "BEGIN"),
           "its top says that it reads data");
    tap_ok(strstr(with.text, "most_common_vals") != NULL, "it does");
    tap_ok(strstr(without.text, "most_common_vals") == NULL &&
               strstr(without.text, "histogram_bounds") == NULL,
           "unless it is told not to");
    tap_ok(strstr(without.text, "most_common_freqs") != NULL, "frequencies are no data");
}

/* A snapshot with one statement, after so many days. */
static Answers *
look(Arena *arena, double at, double calls, double ms)
{
    char path[] = "/tmp/tenfold-test-XXXXXX";
    Error error = {.arena = arena};
    Answers *answers = NULL;
    int file = mkstemp(path);

    if (file >= 0)
    {
        (void) dprintf(
            file,
            "{\"tenfold_snapshot\":1}\n"
            "{\"question\":\"node\",\"row\":{\"version_number\":150000,\"database\":\"d\"}}\n"
            "{\"question\":\"statements_path\",\"row\":{\"schema\":\"public\"}}\n"
            "{\"question\":\"statements_since\",\"row\":{\"days\":%g,\"since\":1,\"at\":%g}}\n"
            "{\"question\":\"statements\",\"row\":{\"user_oid\":\"1\",\"query_id\":\"7\","
            "\"toplevel\":\"true\",\"calls\":\"%g\",\"total_ms\":%g,\"rows\":\"1\","
            "\"query\":\"SELECT 1\"}}\n{\"tenfold_snapshot_end\":1}\n",
            at / 86400, at, calls, ms);
        (void) close(file);
    }
    if (!answers_of_file(arena, path, &answers, &error))
        tap_ok(false, "the snapshot is read: %s", error.message);
    (void) unlink(path);
    return answers;
}

static double
ms_between(Arena *arena, double calls, double ms)
{
    Answers *then = look(arena, 86400 * 10, 100, 5000);
    Answers *now = look(arena, 86400 * 20, calls, ms);
    Error error = {.arena = arena};
    Workload *workload = workload_new(arena);
    Baseline *baseline = NULL;

    if (then == NULL || now == NULL || !baseline_read(then, arena, &baseline, &error) ||
        !statements_read(now, baseline, schema_new(arena), workload, &error) ||
        workload->queries.first == NULL)
    {
        tap_ok(false, "two snapshots are read: %s", error.message);
        return 0;
    }
    return workload->queries.first->per_call[COUNTER_MS].value;
}

/* Of a statement that was evicted and came back the earlier numbers are not taken off. */
static void
counters_that_fell_count_from_zero(Arena *arena)
{
    tap_ok(ms_between(arena, 200, 9000) == 40, "what was added: 4000 ms in 100 calls");
    tap_ok(ms_between(arena, 200, 1000) == 5, "more calls and less time: 1000 ms in 200 calls");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    questions_have_names();
    the_script_only_reads(arena);
    counters_that_fell_count_from_zero(arena);
    arena_free(arena);
    return tap_done();
}
