/*
 * The main job as a user runs it, on the example: the first screen fits a screen, all six parts have
 * content, the mistakes planted in the example are found, and nothing urgent is said without growth.
 */
#include "base/strbuf.h"
#include "tap.h"

#include <jansson.h>
#include <sys/wait.h>
#include <unistd.h>

static const char today[] = "--today 2026-11-21";

/* Standard output and, after it, standard error of the program. */
static char *
run(Arena *arena, const char *arguments, int *exit_code)
{
    char *command = arena_printf(arena, "cd '%s' && '%s' %s 2>&1", getenv("TENFOLD_SOURCE"),
                                 getenv("TENFOLD_BINARY"), arguments);
    FILE *pipe = popen(command, "r");
    StrBuf text = strbuf_new(arena);
    int byte;

    while (pipe != NULL && (byte = fgetc(pipe)) != EOF)
        strbuf_add_char(&text, (char) byte);
    *exit_code = pipe == NULL ? -1 : WEXITSTATUS(pclose(pipe));
    return text.text;
}

static void
measure(const char *text, size_t *lines, size_t *widest)
{
    *lines = *widest = 0;
    while (*text != '\0')
    {
        size_t length = strcspn(text, "\n");
        size_t width = 0;

        for (size_t i = 0; i < length; i++)
            width += ((unsigned char) text[i] & 0xc0) != 0x80;
        *widest = width > *widest ? width : *widest;
        ++*lines;
        text += length + (text[length] == '\n');
    }
}

static void
test_first_screen(Arena *arena)
{
    int exit_code;
    size_t lines;
    size_t widest;
    char *text =
        run(arena, arena_printf(arena, "analyze -b examples/tracker %s", today), &exit_code);

    measure(text, &lines, &widest);
    tap_ok(exit_code == 0, "analyze succeeds");
    tap_ok(widest <= 80, "the first screen is at most 80 columns wide (%zu)", widest);
    tap_ok(lines <= 50, "and at most 50 lines long (%zu)", lines);
    tap_ok(strstr(text, "recommended schema: loaded too") != NULL,
           "the recommended schema was proved in the scratch server");
}

static void
test_six_parts(Arena *arena)
{
    static const char *const parts[] = {
        "1  Pain points",        "2  Recommended schema", "3  Indexes",
        "4  Migration strategy", "5  Trade-offs",         "6  Expected impact",
    };
    int exit_code;
    char *text = run(arena, arena_printf(arena, "analyze --no-server examples/tracker %s", today),
                     &exit_code);
    char *markdown =
        run(arena, arena_printf(arena, "analyze --no-server --markdown examples/tracker %s", today),
            &exit_code);

    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
    {
        tap_ok(strstr(text, parts[i]) != NULL, "the report has part \"%s\"", parts[i]);
        tap_ok(strstr(markdown, arena_printf(arena, "## %s", parts[i])) != NULL,
               "Markdown has it, too");
    }
    tap_ok(strstr(text, "(declared)") != NULL, "numbers say where they come from");
}

static bool
has_finding(const json_t *findings, const char *rule, const char *object_id)
{
    size_t i;
    json_t *finding;

    json_array_foreach(
        findings, i,
        finding) if (str_equal(json_string_value(json_object_get(finding, "rule")), rule) &&
                     str_equal(json_string_value(json_object_get(finding, "object_id")),
                               object_id)) return true;
    return false;
}

static void
test_planted_mistakes(Arena *arena)
{
    static const char *const planted[][2] = {
        {"fk-without-index", "public.notifications(task_id)"},
        {"fk-without-index", "public.comments(author_id)"},
        {"fk-without-index", "public.task_assignments(user_id)"},
        {"fk-without-index", "public.tasks(parent_id)"},
        {"fk-type-mismatch", "public.attachments.task_id"},
        {"int-key-exhaustion", "public.activity_log.id"},
        {"index-redundant", "tasks_project_id_idx"},
        {"table-needs-partitions", "public.activity_log"},
        {"primary-key-missing", "public.webhook_deliveries"},
        {"float-for-money", "public.time_entries.hourly_rate"},
        {"list-in-text", "public.tasks.tags"},
        {"json-not-jsonb", "public.activity_log.changes"},
        {"uuid-v4-key", "public.notifications.id"},
    };
    int exit_code;
    char *text =
        run(arena, arena_printf(arena, "analyze --no-server --json examples/tracker %s", today),
            &exit_code);
    json_t *root = json_loads(text, 0, NULL);
    const json_t *findings = json_object_get(root, "findings");

    tap_ok(json_integer_value(json_object_get(root, "version")) == 1, "the JSON has a version");
    for (size_t i = 0; i < ARRAY_LENGTH(planted); i++)
        tap_ok(has_finding(findings, planted[i][0], planted[i][1]), "%s is found on %s",
               planted[i][0], planted[i][1]);
    tap_ok(!has_finding(findings, "float-for-money", "public.tasks.position"),
           "a float that is no money is left alone");
    json_decref(root);
}

static void
test_without_growth(Arena *arena)
{
    static const char *const urgent[] = {" hurts ", " hurt ", "Next wall", "Already", "within "};
    int exit_code;
    char *text = run(
        arena, arena_printf(arena, "analyze -b --no-server examples/tracker/schema.sql %s", today),
        &exit_code);

    for (size_t i = 0; i < ARRAY_LENGTH(urgent); i++)
        tap_ok(strstr(text, urgent[i]) == NULL, "without growth nothing says \"%s\"", urgent[i]);
    tap_ok(strstr(text, "No sizes or growth are known") != NULL, "it says what is missing");
}

static void
test_small(Arena *arena)
{
    int exit_code;
    char *text = run(arena,
                     arena_printf(arena,
                                  "analyze -b --no-server test/unit/cmd/small.sql %s "
                                  "-t person=800,+2/day -t note=3k,+5/day",
                                  today),
                     &exit_code);

    tap_ok(strstr(text, "Nothing has to change yet") != NULL,
           "under ten thousand rows the answer is: nothing yet");
}

static void
test_files(Arena *arena)
{
    char folder[] = "/tmp/tenfold-test-XXXXXX";
    int exit_code;

    if (mkdtemp(folder) == NULL)
    {
        tap_ok(false, "a temporary folder is made");
        return;
    }
    (void) run(arena,
               arena_printf(arena,
                            "analyze -b --no-server examples/tracker --target %s/target.sql "
                            "--migration %s/migration.sql %s",
                            folder, folder, today),
               &exit_code);
    tap_ok(exit_code == 0, "target and migration are written");
    (void) run(arena, arena_printf(arena, "fmt %s/target.sql", folder), &exit_code);
    tap_ok(exit_code == 0, "the target reads as a schema again");
    (void) run(arena, arena_printf(arena, "help; rm -r '%s'", folder), &exit_code);
}

static void
test_faults(Arena *arena)
{
    static const struct
    {
        const char *arguments;
        int exit_code;
        const char *says;
    } faults[] = {
        {"analyze", 2, "needs SOURCE"},
        {"analyze /nowhere.sql", 3, "could not open file"},
        {"analyze /dev/null", 3, "no table"},
        {"analyze docs", 3, "no SQL file in folder"},
        {"analyze examples/tracker -t taks=2M", 2, "Did you mean \"tasks\"?"},
        {"analyze examples/tracker --today yesterday", 2, "is no day"},
        {"analyze examples/tracker --fail-on panic", 2, "is no severity"},
        {"analyze postgresql://nobody@127.0.0.1:1/x", 4, "could not connect"},
        {"analyze -b --no-server --fail-on remark examples/tracker", 1, ""},
        {"analyze -b --no-server --fail-on warning test/unit/cmd/remarks.sql", 0, "none urgent"},
        {"analyze -b --no-server --fail-on remark test/unit/cmd/remarks.sql", 1, "none urgent"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(faults); i++)
    {
        int exit_code;
        char *text = run(arena, faults[i].arguments, &exit_code);

        tap_ok(exit_code == faults[i].exit_code && strstr(text, faults[i].says) != NULL,
               "\"tenfold %s\" ends with %d", faults[i].arguments, faults[i].exit_code);
    }
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    test_first_screen(arena);
    test_six_parts(arena);
    test_planted_mistakes(arena);
    test_without_growth(arena);
    test_small(arena);
    test_files(arena);
    test_faults(arena);
    arena_free(arena);
    return tap_done();
}
