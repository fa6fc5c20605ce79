/*
 * Loading statements: batches, refusals, what needs what, time limits.
 */
#include "scratch/load.h"
#include "scratch/scratch_internal.h"
#include "scratch/template.h"
#include "tap.h"

static void
add(Arena *arena, PrintedStatementList *list, const char *sql)
{
    PrintedStatement *statement = arena_new_object(arena, PrintedStatement);

    statement->sql = sql;
    statement->object = sql;
    statement->search_path = list->count % 2 == 0 ? "''" : "public, pg_catalog";
    list_append(list, statement);
}

static LoadResult
load(Scratch *scratch, Arena *arena, const char *database, const PrintedStatementList *list)
{
    Error error = {.arena = arena};
    LoadResult result = {0};
    Db *db;
    bool is_loaded =
        scratch_make_database(scratch, arena, database, &error) &&
        scratch_connect_as(scratch, arena, TEMPLATE_SANDBOX, database, false, &db, &error) &&
        load_statements(db, arena, list, map_new(arena), &result, &error);

    tap_ok(is_loaded, "loading %s ends: %s", database, error.message == NULL ? "" : error.message);
    return result;
}

static void
all_loads(Scratch *scratch, Arena *arena)
{
    PrintedStatementList list = {0};
    LoadResult result;

    for (int i = 0; i < 600; i++)
        add(arena, &list, arena_printf(arena, "CREATE TABLE public.t%d (a int PRIMARY KEY)", i));
    result = load(scratch, arena, "all", &list);
    tap_ok(result.loaded == 600 && result.failures.count == 0, "600 tables load: %zu",
           result.loaded);
}

static void
the_wrong_order_helps_itself(Scratch *scratch, Arena *arena)
{
    PrintedStatementList list = {0};
    LoadResult result;

    for (int i = 9; i >= 1; i--)
        add(arena, &list,
            arena_printf(arena, "CREATE VIEW public.v%d AS SELECT * FROM public.v%d", i, i - 1));
    add(arena, &list, "CREATE TABLE public.v0 (a int)");
    result = load(scratch, arena, "wrong_order", &list);
    tap_ok(result.loaded == 10 && result.failures.count == 0, "views before their tables load");
}

static void
refusals_stand_alone(Scratch *scratch, Arena *arena)
{
    PrintedStatementList list = {0};
    LoadResult result;

    for (int i = 0; i < 50; i++)
    {
        add(arena, &list, arena_printf(arena, "CREATE TABLE public.t%d (a int)", i));
        if (i % 10 == 3)
            add(arena, &list, arena_printf(arena, "CREATE TABLE public.x%d (a missing)", i));
    }
    add(arena, &list, "CREATE TABLE public.one (); CREATE TABLE public.two ()");
    add(arena, &list, "CREATE SCHEMA public");
    result = load(scratch, arena, "refusals", &list);
    tap_ok(result.loaded == 51, "the others load: %zu", result.loaded);
    tap_ok(result.failures.count == 6, "the refused are named: %zu", result.failures.count);
    tap_equal(result.failures.first->message, "type \"missing\" does not exist", "with the reason");
    tap_equal(result.failures.first->sqlstate, "42704", "and its SQLSTATE");
    tap_equal(result.failures.last->message,
              "cannot insert multiple commands into a prepared statement",
              "two statements in one text are refused");
}

static void
slow_statements_are_cut(Scratch *scratch, Arena *arena)
{
    PrintedStatementList list = {0};
    LoadResult result;
    int64_t before = (int64_t) time(NULL);

    add(arena, &list, "CREATE TABLE public.t (a int, b text)");
    add(arena, &list, "CREATE INDEX i ON public.t ((factorial(30000)))");
    add(arena, &list, "CREATE TABLE public.u (a int)");
    result = load(scratch, arena, "slow", &list);
    tap_ok(result.loaded == 2 && result.failures.count == 1, "the others load");
    tap_ok((int64_t) time(NULL) - before < 10,
           "nobody waits for an expression that is computed while loading");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    Error error = {.arena = arena};
    ScratchOptions options = {.statement_timeout_ms = 2000};
    Scratch *scratch;

    if (!scratch_start(arena, &options, &scratch, &error))
        tap_ok(false, "a server starts: %s", error.message);
    else
    {
        all_loads(scratch, arena);
        the_wrong_order_helps_itself(scratch, arena);
        refusals_stand_alone(scratch, arena);
        slow_statements_are_cut(scratch, arena);
    }
    arena_free(arena);
    return tap_done();
}
