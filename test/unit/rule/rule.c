/*
 * What the user silences stays silent, and nothing else does; partitions are not told one by one.
 */
#include "rule/rule.h"

#include "ddl/ddl.h"
#include "tap.h"

static const char schema_sql[] =
    "CREATE TABLE users (id bigint PRIMARY KEY);"
    "CREATE TABLE tasks (id bigint PRIMARY KEY,"
    " user_id bigint NOT NULL CONSTRAINT tasks_user_fk REFERENCES users ON DELETE CASCADE);"
    "CREATE TABLE readings (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);"
    "CREATE TABLE readings_1 PARTITION OF readings FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);"
    "CREATE TABLE readings_2 PARTITION OF readings DEFAULT;";

static const Findings *
run(Arena *arena, const char *rule, const char *object)
{
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    FileText text = {.name = "test", .text = (char *) schema_sql, .length = strlen(schema_sql)};
    Error error = {.arena = arena};
    Day today;

    if (!ddl_read(schema, &text, &error) || !day_parse("2026-11-21", &today))
        return NULL;
    if (rule != NULL || object != NULL)
    {
        Ignore *ignore = arena_new_object(arena, Ignore);

        ignore->rule = rule;
        ignore->object = object;
        list_append(&stats->ignores, ignore);
    }
    return rule_run_all(arena, design_new(arena, schema, stats, today));
}

static const Finding *
find(const Findings *findings, const char *id)
{
    for (const Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        if (strcmp(finding->rule->id, id) == 0)
            return finding;
    return NULL;
}

static void
test_ignored(const char *rule, const char *object, bool is_ignored)
{
    Arena *arena = arena_new(NULL, "rule");
    const Finding *finding = find(run(arena, rule, object), "fk-without-index");

    tap_ok(finding != NULL && finding->is_ignored == is_ignored, "rule %s, object %s: %s",
           rule == NULL ? "any" : rule, object == NULL ? "any" : object,
           is_ignored ? "silent" : "told");
    arena_free(arena);
}

static void
test_partitions(void)
{
    Arena *arena = arena_new(NULL, "rule");
    const Findings *findings = run(arena, NULL, NULL);
    size_t count = 0;

    for (const Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        count += strcmp(finding->rule->id, "primary-key-missing") == 0;
    tap_ok(count == 1, "a partitioned table is told once (%zu)", count);
    arena_free(arena);
}

int
main(void)
{
    test_ignored(NULL, "elsewhere", false);
    test_ignored("index-redundant", "tasks", false);
    test_ignored("fk-without-index", NULL, true);
    test_ignored("fk-without-index", "tasks", true);
    test_ignored(NULL, "public.tasks", true);
    test_ignored(NULL, "tasks.*", true);
    test_ignored(NULL, "tasks_user_fk", true);
    test_ignored(NULL, "public.tasks(user_id)", true);
    test_partitions();
    return tap_done();
}
