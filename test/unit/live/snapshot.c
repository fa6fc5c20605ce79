/*
 * The script of a snapshot, as text: what it asks, and what it must not.
 */
#include "live/snapshot.h"

#include "live/question.h"
#include "tap.h"

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

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    questions_have_names();
    the_script_only_reads(arena);
    arena_free(arena);
    return tap_done();
}
