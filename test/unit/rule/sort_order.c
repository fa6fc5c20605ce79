/*
 * Which index a sort is promised, by what else the query asks for: an index in the order alone is no
 * help where few rows pass.
 */
#include "ddl/ddl.h"
#include "design/design.h"
#include "rule/list.h"
#include "tap.h"

static const char ddl[] = "CREATE TABLE notes (id bigserial PRIMARY KEY, code text NOT NULL,"
                          " kind text, at timestamptz NOT NULL);";

typedef struct Case
{
    const char *condition;
    const char *columns; /* of the index */
    bool is_advised;
} Case;

static const Case cases[] = {
    {"code = $1", "code,at", true},
    {"code = $1 || $2", "code,at", true},
    {"upper($1) = code", "code,at", true},
    {"code = (SELECT max(kind) FROM notes)", "code,at", true},
    {"code = (SELECT max(o.kind) FROM notes o WHERE o.id = notes.id)", "at", false},
    {"code = lower(kind)", "at", false},
    {"lower(code) = lower($1)", "at", false},
    {"code LIKE '%' || $1", "at", false},
    {"code <> $1", "at", false},
    {"code <> 'gone'", "at", true},
    {"code = ANY($1)", "at", false},
    {"code = $1 AND kind = ANY($2)", "code,at", false},
    {"at > $1", "at", true},
    {"code <> $1 ORDER BY at LIMIT 3; SELECT id FROM notes WHERE at > $1", "at", true},
};

static Design *
make(Arena *arena, const char *condition)
{
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    char *query =
        arena_printf(arena, "SELECT id FROM notes WHERE %s ORDER BY at LIMIT 3;", condition);
    FileText tables = {.name = "s.sql", .text = arena_strdup(arena, ddl), .length = strlen(ddl)};
    FileText input = {.name = "q.sql", .text = query, .length = strlen(query)};
    Error error = {.arena = arena};
    Design *design;

    if (!ddl_read(schema, &tables, &error) || !workload_read_queries(workload, &input, &error))
        return NULL;
    stats_table(stats, "public", "notes")->rows = (Quantity){9000000, PROVENANCE_DECLARED};
    workload_understand(workload, schema);
    design = design_new(arena, schema, stats, 20000);
    design->workload = workload;
    return design;
}

/* --- states ------------------------------------------------------------------------------------- */

static const char job_ddl[] =
    "CREATE TYPE state AS ENUM ('ready', 'done');"
    "CREATE TABLE jobs (id bigserial PRIMARY KEY, tenant bigint NOT NULL, state state NOT NULL,"
    " is_sent boolean NOT NULL, is_new boolean NOT NULL, taken_at timestamptz, run_at timestamptz "
    "NOT NULL);";

/* Of nine million jobs one in a hundred is ready, one in fifty not sent; nearly all were taken. */
static const Case job_cases[] = {
    {"state = 'ready'", "state,run_at", true},
    {"state = $1", "state,run_at", true},
    {"state = 'done'", "run_at", true},
    {"NOT is_sent", "is_sent,run_at", true},
    {"is_sent = false", "is_sent,run_at", true},
    {"is_sent", "run_at", true},
    {"is_new", "is_new,run_at", true}, /* nobody knows how many are */
    {"tenant = $1 AND state = 'ready'", "tenant,state,run_at", true},
    {"taken_at IS NULL", "run_at), taken_at IS NULL", true},
    {"taken_at IS NOT NULL", "run_at", true},
};

/* The same with an index that is there: "" where it is good enough. */
static const struct
{
    const char *index;
    const char *condition;
    const char *columns;
} indexed_cases[] = {
    {"(run_at)", "state = 'ready'", "state,run_at"},
    {"(run_at)", "state = 'done'", ""},
    {"(run_at)", "state = $1", ""},
    {"(run_at)", "NOT is_sent", "is_sent,run_at"},
    {"(run_at)", "is_new", ""},
    {"(run_at)", "taken_at IS NULL", "run_at), taken_at IS NULL"},
    {"(run_at) WHERE taken_at IS NULL", "taken_at IS NULL", ""},
    {"(run_at) WHERE state = 'ready'", "state = 'ready'", ""},
    {"(state, run_at)", "state = 'ready'", ""},
    {"(tenant, run_at)", "tenant = $1 AND state = 'ready'", "tenant,state,run_at"},
    /* after nulls PostgreSQL sees no order */
    {"(taken_at, run_at)", "taken_at IS NULL", "run_at), taken_at IS NULL"},
};

static void
set_common(Arena *arena, ColumnStats *column, const char *most, double fraction, const char *other)
{
    CommonValue *common = arena_new_array(arena, CommonValue, 2);

    common[0] = (CommonValue){most, fraction};
    common[1] = (CommonValue){other, 1 - fraction};
    column->common = common;
    column->common_count = 2;
    column->null_fraction = (Quantity){0, PROVENANCE_MEASURED};
}

static Design *
make_jobs(Arena *arena, const char *index, const char *condition, const char *counted)
{
    char *ddl_text = arena_printf(arena, "%s %s", job_ddl, index);
    char *query = arena_printf(arena, "%sSELECT id FROM jobs WHERE %s ORDER BY run_at LIMIT 3;",
                               counted, condition);
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    FileText tables = {.name = "s.sql", .text = ddl_text, .length = strlen(ddl_text)};
    FileText input = {.name = "q.sql", .text = query, .length = strlen(query)};
    TableStats *jobs = stats_table(stats, "public", "jobs");
    Error error = {.arena = arena};
    Design *design;

    if (!ddl_read(schema, &tables, &error) || !workload_read_queries(workload, &input, &error))
        return NULL;
    jobs->rows = (Quantity){9000000, PROVENANCE_DECLARED};
    set_common(arena, stats_column(stats, jobs, "state"), "done", 0.99, "ready");
    set_common(arena, stats_column(stats, jobs, "is_sent"), "t", 0.98, "f");
    stats_column(stats, jobs, "taken_at")->null_fraction = (Quantity){0.01, PROVENANCE_MEASURED};
    workload_understand(workload, schema);
    design = design_new(arena, schema, stats, 20000);
    design->workload = workload;
    return design;
}

/* The object of the finding: "public.jobs(state,run_at)"; "" where there is none. */
static const char *
found_in(Arena *arena, const Design *design)
{
    for (const Finding *at = design == NULL ? NULL : rule_run_all(arena, design)->list.first;
         at != NULL; at = at->next)
        if (at->rule == &rule_sort_without_index)
            return at->object_id;
    return "";
}

static const char *
jobs_id(Arena *arena, const char *columns)
{
    if (*columns == '\0')
        return "";
    return arena_printf(arena, "public.jobs(%s%s", columns,
                        strchr(columns, ')') == NULL ? ")" : "");
}

static void
test_states(void)
{
    for (size_t i = 0; i < ARRAY_LENGTH(job_cases); i++)
    {
        Arena *arena = arena_new(NULL, "state");
        const Case *self = &job_cases[i];

        tap_equal(found_in(arena, make_jobs(arena, "", self->condition, "")),
                  jobs_id(arena, self->columns), "%s", self->condition);
        arena_free(arena);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(indexed_cases); i++)
    {
        Arena *arena = arena_new(NULL, "indexed");
        char *index = arena_printf(arena, "CREATE INDEX ON jobs %s;", indexed_cases[i].index);

        tap_equal(found_in(arena, make_jobs(arena, index, indexed_cases[i].condition, "")),
                  jobs_id(arena, indexed_cases[i].columns), "%s", indexed_cases[i].condition);
        arena_free(arena);
    }
}

/* Nobody knows the value; that three rows take 130 ms says that it is rare. */
static void
test_counted(void)
{
    Arena *arena = arena_new(NULL, "counted");
    const Design *slow =
        make_jobs(arena, "CREATE INDEX ON jobs (run_at);", "state = $1",
                  "-- name: poll\n-- rate: 1000/day\n-- mean: 130 ms\n-- rows: 3\n");
    const Design *quick =
        make_jobs(arena, "CREATE INDEX ON jobs (run_at);", "state = $1",
                  "-- name: poll\n-- rate: 1000/day\n-- mean: 1 ms\n-- rows: 3\n");

    tap_equal(found_in(arena, slow), "public.jobs(state,run_at)", "the time tells the trap");
    tap_equal(found_in(arena, quick), "", "and its absence");
    arena_free(arena);
}

int
main(void)
{
    test_states();
    test_counted();
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        const Case *self = &cases[i];
        Arena *arena = arena_new(NULL, self->condition);
        const Design *design = make(arena, self->condition);
        char *id = arena_printf(arena, "public.notes(%s)", self->columns);
        const Finding *found = NULL;

        if (design != NULL)
            for (const Finding *at = rule_run_all(arena, design)->list.first; at != NULL;
                 at = at->next)
                if (at->rule == &rule_sort_without_index)
                    found = at;
        tap_ok(found != NULL, "%s: the sort is found", self->condition);
        tap_equal(found == NULL ? "" : found->object_id, id, "with its index");
        tap_ok(found != NULL && found->is_advised == self->is_advised, "which is %s",
               self->is_advised ? "advised" : "kept back");
        arena_free(arena);
    }
    return tap_done();
}
