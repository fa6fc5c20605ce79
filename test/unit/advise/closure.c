/*
 * Protects the proof of a recommended schema where queries are known: each that PostgreSQL understands
 * today must be understood there, and what rules find in queries must be gone there, too.
 */
#include "advise/closure.h"

#include "ddl/ddl.h"
#include "tap.h"
#include "whatif/understand.h"

static const char today_sql[] =
    "CREATE TABLE tasks (id bigint PRIMARY KEY, status text NOT NULL, title text);";

static const char queries_sql[] = "-- name: Titles :many\nSELECT title FROM tasks;\n"
                                  "-- name: States :many\nSELECT status FROM tasks;\n"
                                  "-- name: Odd :one\nSELECT nothing FROM tasks;\n";

static Schema *
read_schema(Arena *arena, const char *sql)
{
    Schema *schema = schema_new(arena);
    FileText text = {.name = "test", .text = arena_strdup(arena, sql), .length = strlen(sql)};
    Error error = {.arena = arena};

    return ddl_read(schema, &text, &error) ? schema : NULL;
}

static Workload *
read_queries(Arena *arena, const Schema *schema)
{
    Workload *workload = workload_new(arena);
    FileText text = {.name = "q.sql",
                     .text = arena_strdup(arena, queries_sql),
                     .length = sizeof(queries_sql) - 1};
    Error error = {.arena = arena};

    tap_ok(workload_read_queries(workload, &text, &error), "the queries are read");
    workload_understand(workload, schema);
    return workload;
}

/* The faults of a target schema, as one text; NULL when the server could not be asked. */
static const char *
faults_of(Arena *arena, Scratch *scratch, const char *target)
{
    static const NameList none;
    Schema *schema = read_schema(arena, today_sql);
    Workload *workload = read_queries(arena, schema);
    Recommendation recommendation = {.target = read_schema(arena, target)};
    Error error = {.arena = arena};
    LoadResult loaded, after;
    Understanding understanding;
    const char *unavailable = NULL;
    Closure closure;
    Design *design;
    Day today;

    (void) day_parse("2026-11-21", &today); /* a constant */
    if (!scratch_load(scratch, arena, "today", schema, &none, &loaded, &error) ||
        !scratch_load_planner(scratch, arena, "today", &unavailable, &error) ||
        unavailable != NULL ||
        !understand_workload(scratch, "today", schema, true, workload, &understanding, &error))
        return NULL;
    tap_ok(understanding.by_server == 2, "two queries of three are understood today");
    design = design_new(arena, schema, stats_new(arena), today);
    design->workload = workload;
    if (!scratch_load(scratch, arena, "target", recommendation.target, &none, &after, &error) ||
        !closure_check(arena, scratch, rule_run_all(arena, design), &recommendation, &loaded,
                       "target", &after, &closure, &error))
        return error.message;
    return closure.faults.count == 0 ? "" : name_list_text(arena, &closure.faults);
}

int
main(void)
{
    static const struct
    {
        const char *target;
        const char *faults;
    } cases[] = {
        {"CREATE TABLE tasks (id bigint PRIMARY KEY, status text NOT NULL, title text);"
         "CREATE INDEX ON tasks (status);",
         ""},
        {"CREATE TABLE tasks (id bigint PRIMARY KEY, status text NOT NULL);",
         "query \"Titles\" does not run on it: column \"title\" does not exist"},
    };
    Arena *arena = arena_new(NULL, "closure");

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        Arena *turn = arena_new(arena, "turn");
        Error error = {.arena = turn};
        const ScratchOptions options = {0};
        Scratch *scratch;
        const char *faults = NULL;

        if (scratch_start(turn, &options, &scratch, &error))
            faults = faults_of(turn, scratch, cases[i].target);
        if (faults == NULL)
            tap_skip("no private server with the planner: %s",
                     error.message == NULL ? "" : error.message);
        else
            tap_equal(faults, cases[i].faults, "%s", cases[i].target);
        arena_free(turn);
    }
    arena_free(arena);
    return tap_done();
}
