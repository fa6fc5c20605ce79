/*
 * The planner extension in the private server: loaded where its module fits, a reason where not.
 */
#include "base/file.h"
#include "scratch/scratch.h"
#include "tap.h"

static const char *
answer_of(Scratch *scratch, Arena *arena, const char *database, const char *sql)
{
    Error error = {.arena = arena};
    DbResult result;
    Db *db;

    if (!scratch_connect(scratch, arena, database, &db, &error) ||
        !db_query(db, arena, sql, NULL, 0, &result, &error))
        return error.message;
    return result.rows == 1 ? result.values[0] : "not one row";
}

static bool
load_empty(Scratch *scratch, Arena *arena, const char *database)
{
    Error error = {.arena = arena};
    const NameList none = {0};
    LoadResult loaded;

    return scratch_load(scratch, arena, database, schema_new(arena), &none, &loaded, &error);
}

static void
it_is_loaded(Arena *arena, Scratch *scratch)
{
    Error error = {.arena = arena};
    const char *unavailable = "";
    bool is_done = load_empty(scratch, arena, "with") &&
                   scratch_load_planner(scratch, arena, "with", &unavailable, &error);

    tap_ok(is_done && unavailable == NULL, "the extension is loaded: %s",
           unavailable == NULL ? "yes" : unavailable);
    tap_equal(answer_of(scratch, arena, "with",
                        "SELECT tenfold_planner.major() * 10000 = "
                        "current_setting('server_version_num')::int / 10000 * 10000"),
              "t", "the sandbox's role calls it");
    tap_ok(load_empty(scratch, arena, "again") &&
               scratch_load_planner(scratch, arena, "again", &unavailable, &error) &&
               unavailable == NULL,
           "a second database of the server gets it, too");
}

static void
what_is_missing_is_said(Arena *arena, Scratch *scratch)
{
    Error error = {.arena = arena};
    const char *unavailable = NULL;

    (void) setenv("TENFOLD_PLANNER", "/nonexistent/module.so", 1);
    tap_ok(load_empty(scratch, arena, "without") &&
               scratch_load_planner(scratch, arena, "without", &unavailable, &error),
           "without a module the server goes on");
    tap_equal(unavailable, "its module tenfold_planner.so is not installed", "and it is said");
}

static void
what_does_not_fit_is_said(Arena *arena, Scratch *scratch)
{
    Error error = {.arena = arena};
    const char *unavailable = NULL;

    (void) setenv("TENFOLD_PLANNER", "/proc/self/exe", 1);
    tap_ok(load_empty(scratch, arena, "wrong") &&
               scratch_load_planner(scratch, arena, "wrong", &unavailable, &error),
           "with a module that does not fit the server goes on");
    tap_ok(unavailable != NULL, "and it is said: %s", unavailable);
}

/* A copy that was broken off once stood in the way of the next, which spoke of that instead. */
static void
what_cannot_be_copied_is_said_each_time(Arena *arena, Scratch *scratch)
{
    Error error = {.arena = arena};
    const char *first = NULL;
    const char *second = NULL;

    (void) setenv("TENFOLD_PLANNER", "/proc/self/mem", 1); /* opens, and cannot be read */
    tap_ok(load_empty(scratch, arena, "broken") && load_empty(scratch, arena, "broken_again") &&
               scratch_load_planner(scratch, arena, "broken", &first, &error) &&
               scratch_load_planner(scratch, arena, "broken_again", &second, &error) &&
               first != NULL,
           "a module that cannot be copied is no error: %s", first);
    tap_equal(second, first, "and is told alike to the next database");
}

int
main(void)
{
    static void (*const cases[])(Arena *, Scratch *) = {what_is_missing_is_said,
                                                        what_cannot_be_copied_is_said_each_time,
                                                        what_does_not_fit_is_said};
    Arena *arena = arena_new(NULL, "test");
    Error error = {.arena = arena};
    const ScratchOptions options = {0};
    Scratch *scratch;

    if (!scratch_start(arena, &options, &scratch, &error))
        tap_skip("no server: %s", error.message);
    else
        it_is_loaded(arena, scratch);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        Arena *turn = arena_new(arena, "turn");

        if (scratch_start(turn, &options, &scratch, &error))
            cases[i](turn, scratch);
        arena_free(turn);
    }
    arena_free(arena);
    return tap_done();
}
