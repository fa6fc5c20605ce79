/* The project file: what it declares is understood, and what is wrong in it is said with its place. */
#include "stats/project.h"
#include "base/file.h"
#include "tap.h"

#include <unistd.h>

static Arena *arena;
static char folder[] = "/tmp/tenfold-test-XXXXXX";

static const char *
write_file(const char *text)
{
    const char *path = arena_printf(arena, "%s/tenfold.yaml", folder);
    Error error = {.arena = arena};

    if (!file_write(path, text, strlen(text), &error))
        abort();
    return path;
}

static Stats *
read_ok(const char *text, Project *project)
{
    Stats *stats = stats_new(arena);
    Error error = {.arena = arena};

    tap_ok(project_read(arena, write_file(text), project, stats, &error), "reads: %s",
           error.message == NULL ? "" : error.message);
    return stats;
}

static void
expect_error(const char *text, const char *message, const char *more)
{
    Project project;
    Error error = {.arena = arena};
    const char *path = write_file(text);
    const char *all;

    tap_ok(!project_read(arena, path, &project, stats_new(arena), &error), "refuses %s", message);
    tap_equal(error.message, arena_printf(arena, "%s%s", path, message), "message");
    all = arena_printf(arena, "%s %s", error.detail == NULL ? "" : error.detail,
                       error.hint == NULL ? "" : error.hint);
    tap_ok(strstr(all, more) != NULL, "says more: %s (%s)", more, all);
}

static bool
near(Quantity quantity, double value)
{
    double off = quantity.value - value;

    return quantity.source == PROVENANCE_DECLARED && off < 1e-6 * (value + 1) &&
           off > -1e-6 * (value + 1);
}

static void
test_whole_file(void)
{
    Project project;
    const TableStats *table;
    Stats *stats = read_ok("name: acme_prod\n"
                           "schema: schema.sql\n"
                           "queries: [a.sql, /b.sql]\n"
                           "server: {ram: 8GB, disk: 200GB, major: 15}\n"
                           "settings: {work_mem: 4MB, random_page_cost: 1.1}\n"
                           "without_extensions: [postgis]\n"
                           "tables:\n"
                           "  tasks:    {rows: 2M, grows: 8k/day}\n"
                           "  activity: {rows: 30M, grows: 240k/month, retention: 90d,\n"
                           "             updates: 5/s, inserts: 130k/day, deletes: 10k/day,\n"
                           "             row_bytes: 180}\n"
                           "  public.countries: {rows: 250}\n"
                           "ignore:\n"
                           "  - {rule: varchar-n, reason: house style}\n"
                           "  - {rule: fk-without-index, object: public.tasks(creator_id)}\n"
                           "comments: {rows: 6M}\n",
                           &project);

    tap_equal(stats->database, "acme_prod", "name");
    tap_equal(project.sources.first->text, arena_printf(arena, "%s/schema.sql", folder),
              "a source is relative to the file");
    tap_equal(project.queries.last->text, "/b.sql", "an absolute one stays");
    tap_equal(project.without_extensions.first->text, "postgis", "extension");
    tap_ok(near(stats->ram_bytes, 8.0 * 1024 * 1024 * 1024), "ram");
    tap_ok(stats->server_version == 150000, "major");
    tap_equal(stats_setting(stats, "random_page_cost"), "1.1", "setting");
    table = stats_find_table(stats, NULL, "tasks");
    tap_ok(table != NULL && near(table->rows, 2e6) && near(table->rows_per_day, 8000), "tasks");
    tap_ok(table != NULL && table->location.line == 8 && table->location.column == 3, "place");
    table = stats_find_table(stats, NULL, "activity");
    tap_ok(table != NULL && near(table->rows_per_day, 240000 / (365.2425 / 12)), "a month");
    tap_ok(table != NULL && near(table->updates_per_day, 432000), "a second");
    tap_ok(table != NULL && near(table->retention_days, 90) && near(table->row_bytes, 180),
           "retention, row bytes");
    tap_ok(stats_find_table(stats, "public", "countries") != NULL, "with its schema");
    tap_ok(stats_find_table(stats, NULL, "comments") != NULL, "a table without tables:");
    tap_ok(stats->ignores.count == 2, "ignores");
    tap_equal(stats->ignores.first->reason, "house style", "reason");
}

static void
test_empty(void)
{
    Project project;

    (void) read_ok("", &project);
    (void) read_ok("tables:\nserver:\nignore:\n", &project);
}

static void
test_errors(void)
{
    expect_error("tabels:\n  a: {rows: 1}\n", ":1:1: unknown key \"tabels\" in the project file",
                 "Did you mean \"tables\"?");
    expect_error("tables:\n  a: {rows: 1, grow: 8k/day}\n",
                 ":2:16: unknown key \"grow\" in a table", "Did you mean \"grows\"?");
    expect_error("tables:\n  a: {grows: 8k}\n", ":2:14: \"8k\" is no value for \"grows\"",
                 "8k/day");
    expect_error("tables:\n  a: {grows: 8k/fortnight}\n",
                 ":2:14: \"8k/fortnight\" is no value for \"grows\"", "3M/year");
    expect_error("tables:\n  a: {rows: many}\n", ":2:13: \"many\" is no value for \"rows\"", "2M");
    expect_error("tables:\n  a: {retention: 90}\n", ":2:18: \"90\" is no value for \"retention\"",
                 "90d");
    expect_error("tables: [a]\n", ":1:9: \"tables\" cannot hold a list", "mapping");
    expect_error("server: {ram: lots}\n", ":1:15: \"lots\" is no value for \"ram\"", "8GB");
    expect_error("server: {major: 15.2}\n", ":1:17: \"15.2\" is no value for \"major\"", "15");
    expect_error("name: a\nname: b\n", ":2:1: key \"name\" is there twice", "");
    expect_error("ignore:\n  - {reason: none}\n",
                 ":2:5: an entry of \"ignore\" needs a rule, an object, or both", "");
    expect_error("name: [a\n", ":2:1: did not find expected ',' or ']'", "");
    expect_error("name: a\n---\nname: b\n", ":4:1: more than one YAML document in a file", "");
    expect_error("a: &x [*x, *x]\n", ":1:4: nested too deeply, or too large", "");
}

static void
test_command_line(void)
{
    Stats *stats = stats_new(arena);
    Error error = {.arena = arena};
    const TableStats *table;

    tap_ok(project_declare_table(stats, "tasks=2M,+8k/day", &error), "rows and growth");
    table = stats_find_table(stats, NULL, "tasks");
    tap_ok(table != NULL && near(table->rows, 2e6) && near(table->rows_per_day, 8000), "both");
    tap_ok(project_declare_table(stats, "app.\"Odd.Name\"=+5/s", &error), "a quoted name");
    table = stats_find_table(stats, "app", "Odd.Name");
    tap_ok(table != NULL && near(table->rows_per_day, 432000) && !quantity_known(table->rows),
           "growth alone");
    tap_ok(project_declare_table(stats, "queue=1k,updates=40k/day,retention=2w", &error),
           "by name");
    table = stats_find_table(stats, NULL, "queue");
    tap_ok(table != NULL && near(table->updates_per_day, 40000) && near(table->retention_days, 14),
           "both");
    tap_ok(!project_declare_table(stats, "queue=1k,upserts=1/day", &error), "refuses other names");
    tap_ok(!project_declare_table(stats, "tasks", &error), "refuses no =");
    tap_ok(!project_declare_table(stats, "tasks=2,000,000", &error), "refuses commas in numbers");
    tap_equal(error.message, "\"000\" in \"tasks=2,000,000\" is not understood", "message");
    tap_ok(!project_declare_table(stats, "=2M", &error), "refuses no name");
}

static void
add_table(Schema *schema, const char *namespace_name, const char *name)
{
    Table *table = arena_new_object(arena, Table);

    table->schema = namespace_name;
    table->name = name;
    schema_add_table(schema, table);
}

static void
test_names(void)
{
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Error error = {.arena = arena};

    add_table(schema, "public", "tasks");
    add_table(schema, "app", "tasks");
    add_table(schema, "app", "notes");
    add_table(schema, "a", "twice");
    add_table(schema, "b", "twice");
    stats_table(stats, "public", "tasks")->rows = (Quantity){5, PROVENANCE_MEASURED};
    tap_ok(project_declare_table(stats, "tasks=2M", &error) &&
               project_declare_table(stats, "notes=1k", &error) &&
               project_check_tables(stats, schema, &error),
           "short names are found");
    tap_ok(near(stats_find_table(stats, "public", "tasks")->rows, 2e6),
           "public first, and what is declared wins over what is measured");
    tap_ok(stats_find_table(stats, "app", "notes") != NULL, "the only table of that name");
    tap_ok(stats->tables.count == 2 && stats_find_table(stats, NULL, "tasks") == NULL,
           "one entry a table");
    tap_ok(project_declare_table(stats, "twice=1", &error) &&
               !project_check_tables(stats, schema, &error),
           "refuses an ambiguous name");
    tap_equal(error.hint, "Write \"a.twice\" or \"b.twice\".", "names both");
    stats = stats_new(arena);
    error = (Error){.arena = arena};
    tap_ok(project_declare_table(stats, "Task=1", &error) &&
               !project_check_tables(stats, schema, &error),
           "refuses an unknown name");
    tap_equal(error.message, "table \"Task\" does not exist", "message");
    tap_equal(error.hint, "Did you mean \"tasks\"?", "suggests, whatever the case");
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    if (mkdtemp(folder) == NULL)
        return EXIT_FAILURE;
    test_whole_file();
    test_empty();
    test_errors();
    test_command_line();
    test_names();
    (void) unlink(write_file("")); /* a leftover in /tmp harms nobody */
    (void) rmdir(folder); /* likewise */
    arena_free(arena);
    return tap_done();
}
