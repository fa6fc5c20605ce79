/*
 * How many rows a query reads for the median value of its parameter, and for the largest.
 */
#include "rule/reach.h"

#include "base/strbuf.h"
#include "ddl/ddl.h"
#include "tap.h"

static const char schema_sql[] =
    "CREATE TABLE workspaces (id bigint PRIMARY KEY, slug text UNIQUE);"
    "CREATE TABLE tasks (id bigint PRIMARY KEY, status text, title text, at timestamptz,"
    " workspace_id bigint NOT NULL REFERENCES workspaces);"
    "CREATE INDEX ON tasks (workspace_id, at);"
    "CREATE TABLE comments (id bigint PRIMARY KEY, body text, task_id bigint REFERENCES tasks);"
    "CREATE INDEX ON comments (task_id);";

typedef struct Case
{
    const char *sql;
    const char *expected; /* "table typical largest", or "-" */
} Case;

static const CommonValue common[] = {{NULL, 0.1}};

static Design *
make_design(Arena *arena)
{
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    FileText text = {.name = "s.sql", .text = (char *) schema_sql, .length = strlen(schema_sql)};
    Error error = {.arena = arena};
    TableStats *tasks = stats_table(stats, "public", "tasks");
    ColumnStats *column = stats_column(stats, tasks, "workspace_id");

    tap_ok(ddl_read(schema, &text, &error), "a schema");
    tasks->rows = (Quantity){1e6, PROVENANCE_MEASURED};
    stats_table(stats, "public", "comments")->rows = (Quantity){5e6, PROVENANCE_MEASURED};
    stats_table(stats, "public", "workspaces")->rows = (Quantity){1001, PROVENANCE_MEASURED};
    column->distinct = (Quantity){901, PROVENANCE_MEASURED};
    column->common = common;
    column->common_count = ARRAY_LENGTH(common);
    return design_new(arena, schema, stats, day_today());
}

static char *
reach_text(Arena *arena, const Design *design, const char *sql)
{
    Error error = {.arena = arena};
    Query query = {0};
    Reach reach;

    if (!query_resolve(arena, design->schema, "public", sql, &query, &error) ||
        query.problems.count > 0)
        return arena_strdup(arena, "not understood");
    reach = reach_of(arena, design, &query);
    if (!reach.is_known)
        return arena_strdup(arena, "-");
    return arena_printf(arena, "%s %.0f %.0f", reach.table->name, reach.typical_rows,
                        reach.largest_rows);
}

static void
rows_follow_the_value(void)
{
    static const Case cases[] = {
        {"SELECT count(*) FROM tasks WHERE workspace_id = $1", "tasks 1000 100000"},
        {"UPDATE tasks SET status = 'x' WHERE workspace_id = $1", "tasks 1000 100000"},
        {"SELECT count(*) FROM tasks WHERE workspace_id = $1 AND title LIKE $2",
         "tasks 1000 100000"},
        {"SELECT t.id FROM tasks t JOIN workspaces w ON w.id = t.workspace_id WHERE w.slug = $1",
         "tasks 1000 100000"},
        {"SELECT count(*) FROM comments c JOIN tasks t ON t.id = c.task_id"
         " WHERE t.workspace_id = $1",
         "comments 5000 500000"},
        {"SELECT id FROM tasks WHERE workspace_id = $1 ORDER BY title LIMIT 50",
         "tasks 1000 100000"},
    };
    Arena *arena = arena_new(NULL, "reach");
    const Design *design = make_design(arena);

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tap_equal(reach_text(arena, design, cases[i].sql), cases[i].expected, "%s", cases[i].sql);
    arena_free(arena);
}

static void
some_values_do_not_matter(void)
{
    static const char *const queries[] = {
        "SELECT id FROM tasks WHERE workspace_id = $1 ORDER BY at LIMIT 50",
        "SELECT id FROM tasks WHERE workspace_id = $1 LIMIT 1",
        "SELECT id FROM tasks WHERE workspace_id = 7",
        "SELECT id FROM tasks WHERE workspace_id = $1 AND id = $2",
        "SELECT id FROM tasks WHERE status = $1",
        "INSERT INTO tasks (id, workspace_id) VALUES (1, $1)",
        "SELECT body FROM comments WHERE task_id = $1",
    };
    Arena *arena = arena_new(NULL, "reach");
    const Design *design = make_design(arena);

    for (size_t i = 0; i < ARRAY_LENGTH(queries); i++)
        tap_equal(reach_text(arena, design, queries[i]), "-", "%s", queries[i]);
    arena_free(arena);
}

int
main(void)
{
    rows_follow_the_value();
    some_values_do_not_matter();
    return tap_done();
}
