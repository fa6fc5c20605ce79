/*
 * Rules on how queries go together: each with its evidence, and without one piece of it.
 */
#include "ddl/ddl.h"
#include "design/design.h"
#include "rule/list.h"
#include "tap.h"

static const char ddl[] =
    "CREATE TABLE users (id int PRIMARY KEY, name text);"
    "CREATE TABLE tasks (id bigint PRIMARY KEY, user_id int REFERENCES users, title text);"
    "CREATE INDEX ON tasks (user_id);"
    "CREATE TABLE notes (id bigint PRIMARY KEY, task_id bigint, body text);"
    "CREATE INDEX ON notes (task_id);"
    "CREATE TABLE payments (id bigint PRIMARY KEY, note text);";

#define LIST "-- calls: 10k/day\n-- rows: 20\nSELECT id, user_id FROM tasks WHERE title = $1"
#define USER "-- calls: 190k/day\nSELECT name FROM users WHERE id = $1"
#define AT_TASKS " /*controller='tasks',action='index'*/;\n"
#define AT_USERS " /*controller='users',action='index'*/;\n"
#define MENU "-- name: Menu\n-- calls: 100k/day\n-- rows: 30\nSELECT name FROM users;\n"
#define NAMES "-- calls: 9/day\nUPDATE users SET name = $2 WHERE id = $1;\n"

typedef struct Case
{
    const char *what;
    const Rule *rule;
    bool is_said;
    const char *queries;
} Case;

static const Case cases[] = {
    {"as many lookups as rows, from one place", &rule_query_n_plus_one, true,
     LIST AT_TASKS USER AT_TASKS},
    {"the same from two places", &rule_query_n_plus_one, false, LIST AT_TASKS USER AT_USERS},
    {"declared counts without tags", &rule_query_n_plus_one, false, LIST ";\n" USER ";\n"},
    {"a foreign key that only the names tell", &rule_query_n_plus_one, true,
     LIST AT_TASKS
     "-- calls: 180k/day\nSELECT body FROM notes WHERE task_id = $1 ORDER BY id" AT_TASKS},
    {"one lookup for each list", &rule_query_n_plus_one, false,
     LIST AT_TASKS "-- calls: 10k/day\nSELECT name FROM users WHERE id = $1" AT_TASKS},
    {"columns that have nothing to do with each other", &rule_query_n_plus_one, false,
     "-- calls: 10k/day\n-- rows: 20\nSELECT title FROM tasks WHERE title = $1" AT_TASKS USER
         AT_TASKS},
    {"recorded in a row", &rule_query_n_plus_one, true,
     "-- most_in_a_row: 9\nSELECT name FROM users WHERE id = $1;"},
    {"a write in a row", &rule_query_n_plus_one, false,
     "-- most_in_a_row: 9\nDELETE FROM users WHERE id = $1;"},
    {"read often, written rarely", &rule_query_cacheable, true, MENU NAMES},
    {"writes unknown", &rule_query_cacheable, false, MENU},
    {"a write without a rate", &rule_query_cacheable, false,
     MENU NAMES "DELETE FROM users WHERE id = $1;"},
    {"time in the query", &rule_query_cacheable, false,
     "-- calls: 100k/day\n-- rows: 1\nSELECT count(*), now() FROM users;\n" NAMES},
    {"many different answers", &rule_query_cacheable, false,
     "-- calls: 100k/day\nSELECT name FROM users WHERE id = $1;\n" NAMES},
    {"as many answers as a table has rows, and a LIMIT", &rule_query_cacheable, true,
     "-- calls: 900k/day\n-- rows: 1\nSELECT name FROM users WHERE id = $1 LIMIT $2;\n" NAMES},
    {"a range", &rule_query_cacheable, false,
     "-- calls: 900k/day\n-- rows: 1\nSELECT count(*) FROM users WHERE id > $1;\n" NAMES},
    {"locked", &rule_query_cacheable, false,
     "-- calls: 100k/day\n-- rows: 30\nSELECT name FROM users FOR SHARE;\n" NAMES},
    {"about money", &rule_query_cacheable, false,
     "-- calls: 100k/day\n-- rows: 1\nSELECT count(*) FROM payments;\n"
     "-- calls: 1/day\nDELETE FROM payments WHERE id = $1;"},
    {"recorded after a write", &rule_query_cacheable, false,
     "-- calls: 100k/day\n-- rows: 30\n-- read_after_write: 2\nSELECT name FROM users;\n" NAMES},
    {"recorded after a write", &rule_query_read_after_write, true,
     "-- read_after_write: 2\nSELECT name FROM users;"},
    {"a write at the same place", &rule_query_read_after_write, true,
     "SELECT title FROM tasks WHERE id = $1" AT_TASKS
     "UPDATE tasks SET title = $2 WHERE id = $1" AT_TASKS},
    {"a write to another table", &rule_query_read_after_write, false,
     "SELECT title FROM tasks WHERE id = $1" AT_TASKS
     "UPDATE users SET name = $2 WHERE id = $1" AT_TASKS},
    {"nothing near writes", &rule_query_may_read_replica, true,
     "-- calls: 1M/day\n-- mean: 90 ms\nSELECT name FROM users" AT_TASKS
     "-- calls: 9/day\nUPDATE users SET name = $2 WHERE id = $1" AT_USERS},
    {"its resource writes", &rule_query_may_read_replica, false,
     "-- calls: 1M/day\n-- mean: 90 ms\nSELECT name FROM users" AT_TASKS
     "-- calls: 9/day\nUPDATE users SET name = $2 WHERE id = $1 "
     "/*controller='tasks',action='save'*/"},
    {"no tags", &rule_query_may_read_replica, false,
     "-- calls: 1M/day\n-- mean: 90 ms\nSELECT name FROM users;\n" NAMES},
    {"a primary that is idle", &rule_query_may_read_replica, false,
     "-- calls: 1k/day\n-- mean: 90 ms\nSELECT name FROM users" AT_TASKS
     "-- calls: 9/day\nUPDATE users SET name = $2 WHERE id = $1" AT_USERS},
};

static Design *
make(Arena *arena, const char *queries)
{
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    FileText tables = {.name = "s.sql", .text = arena_strdup(arena, ddl), .length = strlen(ddl)};
    FileText input = {
        .name = "q.sql", .text = arena_strdup(arena, queries), .length = strlen(queries)};
    Error error = {.arena = arena};
    Design *design;

    if (!ddl_read(schema, &tables, &error) || !workload_read_queries(workload, &input, &error))
        return NULL;
    stats_table(stats, "public", "users")->rows = (Quantity){50000, PROVENANCE_DECLARED};
    workload_understand(workload, schema);
    design = design_new(arena, schema, stats, 20000);
    design->workload = workload;
    return design;
}

int
main(void)
{
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        const Case *self = &cases[i];
        Arena *arena = arena_new(NULL, self->what);
        const Design *design = make(arena, self->queries);
        size_t said = 0;

        if (design != NULL)
            for (const Finding *finding = rule_run_all(arena, design)->list.first; finding != NULL;
                 finding = finding->next)
                said += finding->rule == self->rule;
        tap_ok(design != NULL && (said > 0) == self->is_said, "%s is %s: %s", self->rule->id,
               self->is_said ? "said" : "silent", self->what);
        arena_free(arena);
    }
    return tap_done();
}
