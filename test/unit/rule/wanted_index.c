/*
 * Protects a reader from "give each arm an index": the arm that lacks one, and the index that serves it,
 * are named.
 */
#include "ddl/ddl.h"
#include "design/design.h"
#include "rule/rule.h"
#include "tap.h"

static const char ddl[] =
    "CREATE TABLE parcels (id bigint PRIMARY KEY, code text UNIQUE, note text, \"Ref\" text,"
    " tags text[], data jsonb);";

static const struct
{
    const char *before;
    const char *condition;
    const char *wanted;
} cases[] = {
    {"", "code = $1 OR data @> $2", "CREATE INDEX ON parcels USING gin (data jsonb_path_ops)"},
    {"", "code = $1 OR note = $2", "CREATE INDEX ON parcels (note)"},
    {"", "code = $1 OR tags @> $2", "CREATE INDEX ON parcels USING gin (tags)"},
    {"", "note = $1 OR \"Ref\" = $2",
     "CREATE INDEX ON parcels (note); CREATE INDEX ON parcels (\"Ref\")"},
    {"", "data ->> 'it''s' = $1", "CREATE INDEX ON parcels ((data ->> 'it''s'))"},
    {"", "data ->> $1 = $2", NULL}, /* nobody knows the key */
    {"CREATE EXTENSION pg_trgm;", "code = $1 OR note ILIKE '%a%'",
     "CREATE INDEX ON parcels USING gin (note gin_trgm_ops)"},
    {"", "code = $1 OR note ILIKE '%a%'",
     "CREATE EXTENSION pg_trgm; CREATE INDEX ON parcels USING gin (note gin_trgm_ops)"},
};

static const char *
wanted_of(Arena *arena, const char *before, const char *condition)
{
    char *query = arena_printf(arena, "SELECT id FROM parcels WHERE %s;", condition);
    char *sql = arena_printf(arena, "%s%s", before, ddl);
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    FileText tables = {.name = "s.sql", .text = sql, .length = strlen(sql)};
    FileText input = {.name = "q.sql", .text = query, .length = strlen(query)};
    Error error = {.arena = arena};
    Design *design;

    if (!ddl_read(schema, &tables, &error) || !workload_read_queries(workload, &input, &error))
        return error.message;
    stats_table(stats, "public", "parcels")->rows = (Quantity){9000000, PROVENANCE_DECLARED};
    workload_understand(workload, schema);
    design = design_new(arena, schema, stats, 20000);
    design->workload = workload;
    for (const Finding *at = rule_run_all(arena, design)->list.first; at != NULL; at = at->next)
        if (at->wanted != NULL)
            return at->wanted;
    return NULL;
}

/* The server took the pattern away; of LIKE it may begin with anything. */
static bool
tells_pattern(Arena *arena, const char *text)
{
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    const MeasuredStatement statement = {.text = text, .calls = 10};
    FileText tables = {.name = "s.sql", .text = arena_strdup(arena, ddl), .length = strlen(ddl)};
    Error error = {.arena = arena};
    Design *design;

    if (!ddl_read(schema, &tables, &error))
        return false;
    workload_add_measured(workload, &statement, 1);
    workload_understand(workload, schema);
    design = design_new(arena, schema, stats, 20000);
    design->workload = workload;
    for (const Finding *at = rule_run_all(arena, design)->list.first; at != NULL; at = at->next)
        if (str_equal(at->rule->id, "query-leading-wildcard"))
            return strstr(at->message, "ILIKE") != NULL;
    return false;
}

int
main(void)
{
    Arena *patterns = arena_new(NULL, "patterns");

    tap_ok(tells_pattern(patterns, "SELECT id FROM parcels WHERE note ILIKE $1"),
           "ILIKE needs no pattern to be told of");
    tap_ok(!tells_pattern(patterns, "SELECT id FROM parcels WHERE note LIKE $1"), "LIKE does");
    arena_free(patterns);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        Arena *arena = arena_new(NULL, "wanted");

        tap_equal(wanted_of(arena, cases[i].before, cases[i].condition), cases[i].wanted, "%s",
                  cases[i].condition);
        arena_free(arena);
    }
    return tap_done();
}
