/*
 * Statements as pg_stat_statements counts them: which are queries, and what they cost.
 */
#include "tap.h"
#include "workload/workload.h"

static void
add(Workload *workload, const char *text, double calls, double ms, bool is_nested)
{
    MeasuredStatement statement = {.text = text, .is_nested = is_nested, .calls = calls};

    statement.totals[COUNTER_MS] = ms;
    statement.is_known[COUNTER_MS] = true;
    workload_add_measured(workload, &statement, 2);
}

/* A file of queries knows the constants that pg_stat_statements has taken out. */
static void
constants_of_files_stand(Arena *arena)
{
    static char text[] =
        "-- name: recent :many\nSELECT * FROM tasks WHERE at > now() - interval '1 day';\n";
    const FileText file = {.name = "q.sql", .text = text, .length = sizeof(text) - 1};
    Workload *workload = workload_new(arena);
    Schema *schema = schema_new(arena);
    Error error = {.arena = arena};

    add(workload, "SELECT * FROM tasks WHERE at > now() - interval $1", 100, 500, false);
    tap_ok(workload_read_queries(workload, &file, &error), "a file is read");
    workload_understand(workload, schema);
    tap_ok(workload->queries.count == 1 && workload->queries.first->per_call[COUNTER_MS].value == 5,
           "its query is the one that was measured");
    tap_equal(workload->queries.first->sql,
              "SELECT * FROM tasks WHERE at > now() - interval '1 day'", "with its constants");
    tap_equal(workload->queries.first->name, "recent", "and its name");
}

static void
costs_are_those_of_a_day(Arena *arena)
{
    Workload *workload = workload_new(arena);
    const WorkloadQuery *query;

    add(workload, "SELECT * FROM tasks WHERE id = $1 /*controller='tasks'*/", 100, 500, false);
    add(workload, "SELECT 1 FROM ONLY \"public\".\"users\" x WHERE id OPERATOR(pg_catalog.=) $1",
        50, 100, true);
    add(workload, "COMMIT", 80, 40, false);
    add(workload, "select pg_stat_statements_reset()", 10, 0, false);
    add(workload, "SELECT pg_catalog.pg_is_in_recovery()", 10, 0, false);
    add(workload, NULL, 10, 60, false);
    query = workload->queries.first;
    tap_ok(workload->queries.count == 2 && query->calls_per_day.value == 50 &&
               query->calls_per_day.source == PROVENANCE_MEASURED,
           "calls of two days are halved");
    tap_ok(query->per_call[COUNTER_MS].value == 5, "time is that of a call");
    tap_ok(!quantity_known(query->per_call[COUNTER_ROWS]), "what was not counted is not known");
    tap_equal(query->tags.first->key, "controller", "tags are read");
    tap_ok(workload->total_ms_per_day.value == 300,
           "nested time is another's; that of others and of hidden statements counts");
    tap_ok(workload->other_statements == 3 && workload->hidden_statements == 1,
           "others and hidden ones are counted");
}

/* Before 14 pg_stat_statements does not say what is nested. */
static void
keys_ask_in_words_of_their_own(Arena *arena)
{
    Workload *workload = workload_new(arena);

    add(workload, "DELETE FROM tasks WHERE id = $1", 10, 400, false);
    add(workload,
        "DELETE FROM ONLY \"public\".\"notes\" WHERE $1 OPERATOR(pg_catalog.=) \"task_id\"", 10,
        390, false);
    tap_ok(workload->total_ms_per_day.value == 200 && workload->queries.last->is_nested &&
               !workload->queries.first->is_nested,
           "what a foreign key asks is part of the statement that fires it");
}

static void
queries_are_told_from_others(Arena *arena)
{
    static const char *const queries[] = {"select 1",
                                          "\n/* a */ -- b\n( (SELECT a FROM t) )",
                                          "WITH x AS (SELECT 1) TABLE x",
                                          "MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE",
                                          "VALUES ($1)",
                                          "SELECT pg_catalog.now() FROM frompg_x",
                                          NULL};
    static const char *const others[] = {"SET x TO $1",
                                         "selectx",
                                         "SELECT * FROM pg_stat_activity",
                                         "SELECT a FROM t JOIN pg_catalog.pg_class c ON true",
                                         "select 1 from /* here */ information_schema.columns",
                                         "-- only a comment",
                                         "",
                                         NULL};

    for (const char *const *text = queries; *text != NULL; text++)
    {
        Workload *workload = workload_new(arena);

        add(workload, *text, 1, 1, false);
        tap_ok(workload->queries.count == 1, "a query: %s",
               strrchr(*text, '\n') == NULL ? *text : "after comments");
    }
    for (const char *const *text = others; *text != NULL; text++)
    {
        Workload *workload = workload_new(arena);

        add(workload, *text, 1, 1, false);
        tap_ok(workload->other_statements == 1, "none of the application's queries: %s", *text);
    }
}

static void
constants_of_a_type_are_casts(Arena *arena)
{
    static const char *const pairs[][2] = {
        {"SELECT now() - interval $1", "SELECT now() - $1::interval"},
        {"SELECT INTERVAL  $12, date $2", "SELECT $12::interval, $2::date"},
        {"SELECT t.date, \"date\" $1, x::date", "SELECT t.date, \"date\" $1, x::date"},
        {"SELECT update_date $1", "SELECT update_date $1"},
        {"SELECT date$1", "SELECT date$1"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++)
    {
        Workload *workload = workload_new(arena);

        add(workload, pairs[i][0], 1, 1, false);
        tap_equal(workload->queries.first->sql, pairs[i][1], "it can be parsed again");
    }
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    costs_are_those_of_a_day(arena);
    constants_of_files_stand(arena);
    keys_ask_in_words_of_their_own(arena);
    queries_are_told_from_others(arena);
    constants_of_a_type_are_casts(arena);
    arena_free(arena);
    return tap_done();
}
