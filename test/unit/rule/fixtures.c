/*
 * Every rule has an input that must trigger it and one that must not: test/rule/<id>/bad.sql and
 * good.sql, with rows and growth in bad.yaml and good.yaml where the rule needs them. A rule about
 * queries has them in bad_queries.sql and good_queries.sql, or the same ones in queries.sql. What a
 * server counts stands in bad_tables.csv (pg_stat_user_tables) and bad_indexes.csv
 * (pg_stat_user_indexes).
 */
#include "ddl/ddl.h"
#include "design/design.h"
#include "live/export.h"
#include "rule/rule.h"
#include "stats/project.h"
#include "tap.h"
#include "workload/traffic.h"

/* A fixed day: fixtures must not change their meaning as time goes by. */
static const char TODAY[] = "2026-11-21";

static bool
read_schema(Schema *schema, const char *path, Error *error)
{
    FileText text;

    return file_read(schema->arena, path, &text, error) && ddl_read(schema, &text, error);
}

/*
 * What only a server knows is set by hand: the first index is one that a failed build left
 * behind.
 */
static void
imitate_server(Schema *schema)
{
    schema->tables.first->indexes.first->is_invalid = true;
}

static bool
read_growth(const char *path, const Schema *schema, Stats *stats, Error *error)
{
    Project project = {0};

    if (!file_exists(path))
        return true;
    return project_read(stats->arena, path, &project, stats, error) &&
           project_check_tables(stats, schema, error);
}

static bool
read_counters(const char *folder, const char *kind, Schema *schema, Stats *stats, Error *error)
{
    static const char *const names[] = {"tables", "indexes", "columns"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        char *path = arena_printf(stats->arena, "%s/%s_%s.csv", folder, kind, names[i]);

        if (!file_exists(path))
            continue;
        if (!export_read_csv(path, schema, stats, workload_new(stats->arena), error))
            return false;
        stats->counted_days = (Quantity){90, PROVENANCE_MEASURED}; /* as a snapshot would say */
        stats->replicas = (Quantity){0, PROVENANCE_MEASURED};
    }
    return true;
}

/* NULL in `out` where the fixture has no queries. */
static bool
read_queries(Arena *arena, const char *folder, const char *kind, const Schema *schema,
             const Workload **out, Error *error)
{
    Workload *workload = workload_new(arena);
    char *path = arena_printf(arena, "%s/%s_queries.sql", folder, kind);
    FileText text;

    if (!file_exists(path))
        path = arena_printf(arena, "%s/queries.sql", folder);
    if (!file_exists(path))
        return true;
    if (!file_read(arena, path, &text, error) || !workload_read_queries(workload, &text, error))
        return false;
    workload_understand(workload, schema);
    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        if (query->meaning == NULL)
            return error_set(error, ERROR_INPUT, "%s: %s", query->name, query->not_understood);
    *out = workload;
    return true;
}

static const Findings *
run(Arena *arena, const Rule *rule, const char *kind, Error *error)
{
    char *folder = arena_printf(arena, "%s/test/rule/%s", getenv("TENFOLD_SOURCE"), rule->id);
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Design *design;
    Day today;

    if (!read_schema(schema, arena_printf(arena, "%s/%s.sql", folder, kind), error))
        return NULL;
    if (schema->problems.count > 0)
    {
        (void) error_set(error, ERROR_INPUT, "%s",
                         schema->problems.first->message); /* told below */
        return NULL;
    }
    if (!read_growth(arena_printf(arena, "%s/%s.yaml", folder, kind), schema, stats, error) ||
        !read_counters(folder, kind, schema, stats, error))
        return NULL;
    (void) day_parse(TODAY, &today); /* a constant */
    if ((rule->needs & NEEDS_LIVE) != 0 && strcmp(kind, "bad") == 0)
        imitate_server(schema);
    design = design_new(arena, schema, stats, today);
    if (!read_queries(arena, folder, kind, schema, &design->workload, error))
        return NULL;
    if (design->workload != NULL)
        traffic_fill(design->workload, stats);
    return rule_run_all(arena, design);
}

static size_t
count(const Findings *findings, const Rule *rule)
{
    size_t found = 0;

    for (const Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        found += finding->rule == rule;
    return found;
}

static void
test_rule(const Rule *rule)
{
    Arena *arena = arena_new(NULL, "fixture");
    Error error = {.arena = arena};
    const Findings *bad = run(arena, rule, "bad", &error);
    const Findings *good = bad == NULL ? NULL : run(arena, rule, "good", &error);

    if (good == NULL)
        tap_ok(false, "%s: %s", rule->id, error.message);
    else
    {
        tap_ok(count(bad, rule) > 0, "%s speaks of bad.sql", rule->id);
        tap_ok(count(good, rule) == 0, "%s is silent about good.sql", rule->id);
    }
    arena_free(arena);
}

int
main(void)
{
    for (const Rule *const *rule = rule_list; *rule != NULL; rule++)
        test_rule(*rule);
    return tap_done();
}
