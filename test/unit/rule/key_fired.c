/*
 * fk-without-index says which queries suffer, and which could and do not; statements of triggers are
 * searches like any other.
 */
#include "rule/rule.h"

#include "ddl/ddl.h"
#include "rule/list.h"
#include "tap.h"

static const char schema_sql[] =
    "CREATE TABLE users (id bigint PRIMARY KEY, name text);"
    "CREATE TABLE tasks (id bigint PRIMARY KEY, status text,"
    " user_id bigint CONSTRAINT tasks_user REFERENCES users);"
    "CREATE TABLE comments (id bigint PRIMARY KEY,"
    " task_id bigint CONSTRAINT comments_task REFERENCES tasks ON DELETE CASCADE);"
    "CREATE TABLE likes (id bigint PRIMARY KEY,"
    " comment_id bigint CONSTRAINT likes_comment REFERENCES comments ON DELETE CASCADE);"
    "CREATE TABLE history (id bigint PRIMARY KEY, what bigint, note text);"
    "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$"
    " BEGIN UPDATE history SET note = 'x' WHERE what = NEW.id; RETURN NEW; END $$;"
    "CREATE TRIGGER note AFTER UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION note();"
    "CREATE FUNCTION dynamic() RETURNS trigger LANGUAGE plpgsql AS $$"
    " BEGIN EXECUTE 'DELETE FROM ' || TG_ARGV[0]; RETURN NULL; END $$;"
    "CREATE TRIGGER dynamic AFTER DELETE ON likes FOR EACH STATEMENT"
    " EXECUTE FUNCTION dynamic('notes');";

static const Findings *
run(Arena *arena, const char *queries, double window_days)
{
    static const char *const tables[] = {"users", "tasks", "comments", "likes", "history"};
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    FileText text = {.name = "test", .text = (char *) schema_sql, .length = strlen(schema_sql)};
    FileText asked = {
        .name = "q.sql", .text = arena_strdup(arena, queries), .length = strlen(queries)};
    Error error = {.arena = arena};
    Design *design;
    Day today;

    if (!ddl_read(schema, &text, &error) || !day_parse("2026-11-21", &today) ||
        !workload_read_queries(workload, &asked, &error))
        return NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(tables); i++)
        stats_table(stats, "public", tables[i])->rows = (Quantity){1e6, PROVENANCE_MEASURED};
    if (window_days > 0)
        workload->window_days = (Quantity){window_days, PROVENANCE_MEASURED};
    workload_understand(workload, schema);
    design = design_new(arena, schema, stats, today);
    design->workload = workload;
    return rule_run_all(arena, design);
}

static const Finding *
find(const Findings *findings, const Rule *rule, const char *id)
{
    for (const Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        if (finding->rule == rule && str_equal(finding->object_id, id))
            return finding;
    return NULL;
}

static const Finding *
find_key(const Findings *findings, const char *id)
{
    return find(findings, &rule_fk_without_index, id);
}

static bool
says(const Finding *finding, const char *words)
{
    return finding != NULL && finding->detail != NULL && strstr(finding->detail, words) != NULL;
}

static void
deletes_suffer(void)
{
    Arena *arena = arena_new(NULL, "key_fired");
    const Findings *findings = run(arena,
                                   "-- name: DropTask\n-- calls: 100/day\n-- mean: 646 ms\n"
                                   "DELETE FROM tasks WHERE id = $1;\n"
                                   "-- name: GetTask\n-- calls: 100k/day\n-- mean: 0.1 ms\n"
                                   "SELECT status FROM tasks WHERE id = $1;\n",
                                   0);
    const Finding *first = findings->list.first;

    tap_ok(first->rule == &rule_fk_without_index, "it is the first finding");
    tap_equal(name_list_text(arena, &find_key(findings, "public.comments(task_id)")->queries),
              "DropTask", "the query that deletes is named");
    tap_ok(says(find_key(findings, "public.comments(task_id)"), "although it finds its own rows"),
           "its time is not its own plan's");
    tap_ok(says(find_key(findings, "public.likes(comment_id)"),
                "DropTask searches likes through it, by way of foreign key comments_task"),
           "what a cascade fires in turn suffers too");
    tap_ok(find_key(findings, "public.tasks(user_id)")->query == NULL,
           "a key that it does not search is not");
    arena_free(arena);
}

/* A million rows are not read in a hundredth of a millisecond. */
static void
quick_ones_do_not_suffer(void)
{
    Arena *arena = arena_new(NULL, "key_fired");
    const Findings *findings = run(arena,
                                   "-- name: Save\n-- calls: 100k/day\n-- mean: 0.01 ms\n"
                                   "UPDATE users SET id = $1, name = $2 WHERE id = $3;\n",
                                   0);

    tap_ok(find_key(findings, "public.tasks(user_id)")->query == NULL,
           "a key set to what it was fires nothing");
    arena_free(arena);
}

static void
what_nobody_deletes_is_said(void)
{
    static const char queries[] = "-- name: GetUser\n-- calls: 1/day\n-- mean: 1 ms\n"
                                  "SELECT name FROM users WHERE id = $1;\n";
    Arena *arena = arena_new(NULL, "key_fired");
    const Finding *long_known = find_key(run(arena, queries, 30), "public.comments(task_id)");
    const Finding *briefly = find_key(run(arena, queries, 2), "public.comments(task_id)");
    const Finding *declared = find_key(run(arena, queries, 0), "public.comments(task_id)");

    tap_ok(says(long_known, "None of the 1 queries counted over 30 days deletes from tasks"),
           "it is said");
    tap_ok(long_known->urgency == URGENCY_UNKNOWN, "and has no date");
    tap_ok(says(briefly, "too short a time") && briefly->urgency == URGENCY_NOW,
           "two days say little");
    tap_ok(says(declared, "is not known"), "a file of queries is not all that is asked");
    arena_free(arena);
}

static void
triggers_search(void)
{
    Arena *arena = arena_new(NULL, "key_fired");
    const Findings *findings = run(arena,
                                   "-- name: Close\n-- calls: 1k/day\n-- mean: 80 ms\n"
                                   "UPDATE tasks SET status = 'x' WHERE id = $1;\n",
                                   0);
    const Finding *finding = find(findings, &rule_filter_without_index, "public.history(what)");

    tap_ok(says(finding, "Fired by trigger note of tasks, on each row updated in tasks."),
           "a trigger's statement is a search like any other");
    tap_ok(finding != NULL && finding->query != NULL && strcmp(finding->query->name, "Close") == 0,
           "and the query that fires it suffers");
    arena_free(arena);
}

static void
what_is_put_together_is_not_seen(void)
{
    Arena *arena = arena_new(NULL, "key_fired");
    const Findings *findings = run(arena, "-- name: Drop\nDELETE FROM likes WHERE id = $1;\n", 0);
    const NameList *unseen = &findings->design->workload->unseen;

    tap_equal(unseen->first == NULL ? "" : unseen->first->text,
              "SQL that functions put together (dynamic)", "and that is said");
    arena_free(arena);
}

int
main(void)
{
    deletes_suffer();
    quick_ones_do_not_suffer();
    what_nobody_deletes_is_said();
    triggers_search();
    what_is_put_together_is_not_seen();
    return tap_done();
}
