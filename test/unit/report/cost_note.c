/*
 * Protects a reader from "finds its rows by index" of a query that takes most of the time: a plan that
 * looks cheap beside a time that does not is no reason to say that all is well.
 */
#include "ddl/ddl.h"
#include "report/report_internal.h"
#include "tap.h"

static const char text[] =
    "-- name: a\n-- rate: 9/day\n-- mean: 1 ms\nSELECT 1 FROM jobs WHERE id = 1;\n"
    "-- name: b\n-- rate: 9/day\n-- mean: 2 ms\nSELECT 2 FROM jobs WHERE id = 2;\n"
    "-- name: c\n-- rate: 9/day\n-- mean: 1 ms\nSELECT 3, id FROM jobs WHERE id = 3;\n"
    "-- name: d\n-- rate: 9/day\n-- mean: 1 ms\nSELECT 4, 5, id FROM jobs WHERE id = 3;\n"
    "-- name: e\n-- rate: 9/day\n-- mean: 8 ms\nSELECT 4, 5, 6, id FROM jobs WHERE id = 3;\n"
    "-- name: poll\n-- rate: 9/day\n-- mean: 136 ms\nSELECT * FROM jobs WHERE s = $1 ORDER BY at "
    "LIMIT 10;\n"
    "-- name: touch\n-- rate: 9/day\n-- mean: 136 ms\nUPDATE jobs SET at = now() WHERE id = $1;\n";

static const struct
{
    const char *query;
    double cost;
    const char *says;
} cases[] = {
    {"a", 10, "finds its rows by index"},
    {"b", 10, "finds its rows by index"},
    {"c", 10, "finds its rows by index"},
    {"d", 10, "finds its rows by index"},
    {"e", 10, "finds its rows by index"}, /* eight times is no contradiction */
    {"poll", 25, "read in its order until enough rows pass"},
    {"touch", 10, "it waits"},
};

int
main(void)
{
    Arena *arena = arena_new(NULL, "note");
    Workload *workload = workload_new(arena);
    FileText input = {.name = "q.sql", .text = arena_strdup(arena, text), .length = strlen(text)};
    char ddl[] = "CREATE TABLE jobs (id bigint PRIMARY KEY, s text, at timestamptz);";
    FileText tables = {.name = "s.sql", .text = ddl, .length = strlen(ddl)};
    Schema *schema = schema_new(arena);
    Error error = {.arena = arena};
    double usual;

    tap_ok(ddl_read(schema, &tables, &error) && workload_read_queries(workload, &input, &error),
           "queries are read");
    workload_understand(workload, schema);
    for (WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
            if (str_equal(cases[i].query, query->name))
                query->cost[COST_TODAY] = cases[i].cost;
    usual = cost_note_usual_ms(arena, workload);
    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
            if (str_equal(cases[i].query, query->name))
                tap_ok(strstr(cost_note(arena, query, usual), cases[i].says) != NULL, "%s: %s",
                       query->name, cost_note(arena, query, usual));
    arena_free(arena);
    return tap_done();
}
