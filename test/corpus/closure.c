/*
 * closure MODE FOLDER FILE… - one schema, all its findings, the schema that ends them.
 *
 * Reads the files as one schema, lets every rule speak, composes the changes, applies them, loads the
 * target in the scratch server, reads it back and lets the rules speak again. Prints one line of JSON;
 * FOLDER receives plan.sql and target.sql. MODE: "advised" takes what the rules advise, "everything" all
 * changes of all findings, "growing" what they advise when each table has 5M rows and gains 20,000 a
 * day, "each" applies every change of every finding alone and loads the result.
 */
#include <jansson.h>

#include "advise/closure.h"
#include "base/file.h"
#include "ddl/ddl.h"
#include "plan/plan.h"

typedef struct Run
{
    Arena *arena;
    const char *folder;
    Schema *schema;
    Findings *findings;
    Recommendation recommendation;
    json_t *row;
} Run;

static void
must(bool is_done, const Error *error)
{
    if (is_done)
        return;
    fprintf(stderr, "%s\n", error->message);
    exit(1);
}

static void
declare_growth(const Run *run, Stats *stats)
{
    for (const Table *table = run->schema->tables.first; table != NULL; table = table->next)
    {
        TableStats *entry = stats_table(stats, table->schema, table->name);

        entry->rows = (Quantity){.value = 5e6, .source = PROVENANCE_DECLARED};
        entry->rows_per_day = (Quantity){.value = 20000, .source = PROVENANCE_DECLARED};
        entry->inserts_per_day = entry->rows_per_day;
    }
}

static void
put(Run *run, const char *key, json_t *value)
{
    json_object_set_new(run->row, key, value);
}

static Scratch *
start(Run *run, LoadResult *before)
{
    Error error = {.arena = run->arena};
    const ScratchOptions options = {0};
    const NameList none = {0};
    Scratch *scratch;

    must(scratch_start(run->arena, &options, &scratch, &error), &error);
    must(scratch_load(scratch, run->arena, "today", run->schema, &none, before, &error), &error);
    return scratch;
}

static void
write_text(Run *run, const char *name, const char *text)
{
    Error error = {.arena = run->arena};
    const char *path = arena_printf(run->arena, "%s/%s", run->folder, name);

    must(file_write(path, text, strlen(text), &error), &error);
}

static void
make_plan(Run *run)
{
    Error error = {.arena = run->arena};
    const ChangeList *changes = &run->recommendation.changes;
    const Plan *plan = plan_make(run->arena, run->findings->design, changes, &error);
    const PrintOptions options = {.with_comments = true, .with_owners = true, .with_grants = true};
    StrBuf target = strbuf_new(run->arena);
    json_t *partitioned = json_array();
    size_t by_hand = 0;

    must(plan != NULL, &error);
    for (const Step *step = plan->steps.first; step != NULL; step = step->next)
        by_hand += strncmp(step->sql, "-- by hand", 10) == 0;
    for (const Change *change = changes->first; change != NULL; change = change->next)
    {
        if (change->kind == CHANGE_PARTITION_TABLE)
            json_array_append_new(partitioned, json_string(change->table_name));
    }
    put(run, "steps", json_integer((json_int_t) plan->steps.count));
    put(run, "by_hand", json_integer((json_int_t) by_hand));
    put(run, "partitioned", partitioned);
    print_script(&target, run->recommendation.target, &options);
    write_text(run, "plan.sql", plan_script(run->arena, plan));
    write_text(run, "target.sql", target.text);
}

static void
close_all(Run *run, RecommendScope scope)
{
    Error error = {.arena = run->arena};
    const NameList none = {0};
    LoadResult before = {0};
    LoadResult after = {0};
    Closure closure = {0};
    json_t *faults = json_array();
    json_t *dropped = json_array();
    Scratch *scratch = start(run, &before);

    must(recommend_choose(run->arena, run->findings, scope, &run->recommendation, &error), &error);
    must(scratch_load(scratch, run->arena, "target", run->recommendation.target, &none, &after,
                      &error),
         &error);
    must(closure_check(run->arena, scratch, run->findings, &run->recommendation, &before, "target",
                       &after, &closure, &error),
         &error);
    for (const Name *fault = closure.faults.first; fault != NULL; fault = fault->next)
        json_array_append_new(faults, json_string(fault->text));
    for (const Change *change = run->recommendation.dropped.first; change != NULL;
         change = change->next)
        json_array_append_new(
            dropped, json_string(arena_printf(run->arena, "%s: %s", change_text(run->arena, change),
                                              change->trade_off)));
    put(run, "changes", json_integer((json_int_t) run->recommendation.changes.count));
    put(run, "fixed", json_integer((json_int_t) closure.fixed));
    put(run, "unloadable", json_integer((json_int_t) before.failures.count));
    put(run, "faults", faults);
    put(run, "dropped", dropped);
    make_plan(run);
}

static bool
failed_before(const LoadResult *before, const LoadFailure *failure)
{
    for (const LoadFailure *old = before->failures.first; old != NULL; old = old->next)
    {
        if (str_equal(old->object, failure->object))
            return true;
    }
    return false;
}

/* One change alone: it fits or says why not, and what it gives loads. */
static void
try_alone(Run *run, Scratch *scratch, const LoadResult *before, const Change *change,
          unsigned number, json_t *faults)
{
    Arena *arena = arena_new(run->arena, "one change");
    Error error = {.arena = arena};
    ChangeList wishes = {0};
    ChangeList dropped = {0};
    ChangeList changes;
    Change *copy = arena_new_object(arena, Change);
    const char *database = arena_printf(arena, "alone%u", number);
    LoadResult after = {0};
    const NameList none = {0};
    Schema *target;

    *copy = *change;
    list_append(&wishes, copy);
    changes = apply_compose(arena, run->schema, &wishes, &dropped);
    target = apply_all(arena, run->schema, &changes, &error);
    if (target == NULL || plan_make(arena, run->findings->design, &changes, &error) == NULL)
        json_array_append_new(faults, json_string(error.message));
    else if (changes.count > 0)
    {
        must(scratch_load(scratch, arena, database, target, &none, &after, &error), &error);
        for (const LoadFailure *failure = after.failures.first; failure != NULL;
             failure = failure->next)
        {
            if (!failed_before(before, failure))
                json_array_append_new(faults, json_string(arena_printf(
                                                  arena, "%s: %s: %s", change_text(arena, change),
                                                  failure->object, failure->message)));
        }
    }
    arena_free(arena);
}

static void
try_each(Run *run, unsigned most)
{
    LoadResult before = {0};
    Scratch *scratch = start(run, &before);
    json_t *faults = json_array();
    unsigned number = 0;

    for (const Finding *finding = run->findings->list.first; finding != NULL;
         finding = finding->next)
    {
        for (const Change *change = finding->changes.first; change != NULL && number < most;
             change = change->next)
            try_alone(run, scratch, &before, change, ++number, faults);
    }
    put(run, "changes", json_integer((json_int_t) number));
    put(run, "faults", faults);
}

int
main(int argc, char **argv)
{
    Arena *arena = arena_new(NULL, "closure");
    Error error = {.arena = arena};
    Run run = {.arena = arena, .schema = schema_new(arena), .row = json_object()};
    Stats *stats = stats_new(arena);
    const char *mode = argc > 3 ? argv[1] : "";

    if (argc < 4)
        return 2;
    run.folder = argv[2];
    for (int i = 3; i < argc; i++)
    {
        FileText input;

        must(file_read(arena, argv[i], &input, &error), &error);
        must(ddl_read(run.schema, &input, &error), &error);
    }
    if (strncmp(mode, "growing", 7) == 0)
        declare_growth(&run, stats);
    run.findings = rule_run_all(arena, design_new(arena, run.schema, stats, day_today()));
    put(&run, "findings", json_integer((json_int_t) run.findings->list.count));
    if (strcmp(mode, "each") == 0)
        try_each(&run, 60);
    else
        close_all(&run,
                  strstr(mode, "everything") != NULL ? RECOMMEND_EVERYTHING : RECOMMEND_ADVISED);
    json_dumpf(run.row, stdout, JSON_COMPACT);
    putchar('\n');
    arena_free(arena);
    return 0;
}
