/*
 * A call to the module that the server ends leaves the connection usable, and what is asked next is answered.
 */
#include "database.h"

#include "base/strbuf.h"
#include "whatif/understand.h"

enum
{
    LIMITS = 8,
    TEXTS = 200,
    CONSTANTS = 50000
};

/* Some milliseconds each: together more than any of the limits, on any machine. */
static const char *
long_text(Arena *arena)
{
    StrBuf text = strbuf_new(arena);

    strbuf_add(&text, "SELECT 1 IN (0");
    for (size_t i = 0; i < CONSTANTS; i++)
        strbuf_add(&text, ",1");
    strbuf_add(&text, ")");
    return text.text;
}

/* Where the end comes is chance, so it is tried at several times. */
static bool
is_usable_after(const Database *database, Db *db, int limit_ms, const char *text, Error *error)
{
    DbResult result;
    const char *call = arena_printf(database->arena,
                                    "SELECT count(*) FROM tenfold_planner.analyse("
                                    "array_fill($1::text, ARRAY[%d]), true)",
                                    TEXTS);
    bool is_ended =
        db_execute(db, arena_printf(database->arena, "SET statement_timeout = %d", limit_ms),
                   error) &&
        !db_query(db, database->arena, call, &text, 1, &result, error) &&
        error->code == ERROR_TIMEOUT;

    error_clear(error);
    return is_ended && db_execute(db, "SET statement_timeout = 0", error);
}

/* Once the session stayed in the subtransaction of the query at which it was stopped. */
static void
a_session_goes_on_after_its_time(const Database *database, Db *db)
{
    Error error = {.arena = database->arena};
    const char *text = long_text(database->arena);
    bool is_usable = true;

    for (int i = 0; i < LIMITS && is_usable; i++)
        is_usable = is_usable_after(database, db, 100 + 37 * i, text, &error);
    tap_ok(is_usable, "a session that was stopped takes the next statement");
    if (!is_usable)
        printf("# %s\n", error.message == NULL ? "it was not stopped" : error.message);
}

/* Each fails alone; those behind are not asked, keep what is known without the server, and say why. */
static void
failures_of_others_are_no_refusal(const Database *database)
{
    static const char *texts[120];
    Error error = {.arena = database->arena};
    Understood *understood = arena_new_array(database->arena, Understood, ARRAY_LENGTH(texts));
    const char *last;

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        texts[i] = "SELECT 1 AS \"\xff\""; /* no text in UTF-8: the call itself is refused */
    tap_ok(understand_texts(database->scratch, database->arena, "test", database->schema, texts,
                            ARRAY_LENGTH(texts), false, understood, &error),
           "all are answered: %s", error.message == NULL ? "yes" : error.message);
    tap_ok(!understood[0].is_not_asked && str_equal(understood[0].sqlstate, "22021"),
           "the first is refused: %s", understood[0].message);
    last = understood[ARRAY_LENGTH(texts) - 1].message;
    tap_ok(understood[ARRAY_LENGTH(texts) - 1].is_not_asked, "the last was not asked");
    tap_equal(last,
              "not asked: the server failed too often over other queries, the last time with: "
              "invalid byte sequence for encoding \"UTF8\": 0xff",
              "and says why");
}

int
main(void)
{
    Database database = {.arena = arena_new(NULL, "test")};
    Error error = {.arena = database.arena};
    Db *db;

    if (database_start(&database, "CREATE TABLE t (a int);"))
    {
        if (scratch_connect(database.scratch, database.arena, "test", &db, &error))
            a_session_goes_on_after_its_time(&database, db);
        else
            tap_ok(false, "connected: %s", error.message);
        failures_of_others_are_no_refusal(&database);
    }
    arena_free(database.arena);
    return tap_done();
}
