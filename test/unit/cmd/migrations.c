/*
 * Folders of migrations on the command line: named alone, among files, from a project file, listed.
 */
#include "base/strbuf.h"
#include "tap.h"
#include "unit/migration/tree.h"

#include <jansson.h>
#include <sys/wait.h>

static const TreeFile pair[] = {
    {"db/migrations/1_a.up.sql", "CREATE TABLE a (id bigint PRIMARY KEY);"},
    {"db/migrations/1_a.down.sql", "DROP TABLE a;"},
    {"db/migrations/2_b.up.sql", "CREATE TABLE b (id bigint PRIMARY KEY);\nSELECT 1;"},
    {"db/migrations/3_c.up.go", "package c"},
    {"base.sql", "CREATE TABLE base (id bigint PRIMARY KEY);"},
    {"project/tenfold.yaml", "schema: [../base.sql, ../db/migrations]\ntables:\n  b: {rows: 2M}\n"},
    {"code/0001_initial.py", "import django"},
    {"schema.rb", "ActiveRecord::Schema[7.0].define {}"},
    {"rails/schema.rb", "ActiveRecord::Schema[7.0].define {}"},
    {"rails/recorded/tenfold.yaml", "schema: schema.sql\n"},
    {"rails/recorded/schema.sql", "CREATE TABLE public.told (id bigint PRIMARY KEY);"},
    {"rails/recorded/migrations.sql", "CREATE TABLE told (id bigint PRIMARY KEY);"},
    {"rails/recorded/queries.sql", "SELECT 1;"},
};

/* Standard output and, after it, standard error of the program. */
static char *
run(Arena *arena, const char *folder, const char *arguments, int *exit_code)
{
    char *command =
        arena_printf(arena, "cd '%s' && '%s' %s 2>&1", folder, getenv("TENFOLD_BINARY"), arguments);
    FILE *pipe = popen(command, "r");
    StrBuf text = strbuf_new(arena);
    int byte;

    while (pipe != NULL && (byte = fgetc(pipe)) != EOF)
        strbuf_add_char(&text, (char) byte);
    *exit_code = pipe == NULL ? -1 : WEXITSTATUS(pclose(pipe));
    return text.text;
}

static void
folders_are_sources(Arena *arena, const char *folder)
{
    static const struct
    {
        const char *arguments;
        int exit_code;
        const char *says;
    } runs[] = {
        {"fmt db/migrations", 0, "CREATE TABLE public.b"},
        {"fmt .", 0, "golang-migrate, 1 to 2, each file one query"},
        {"fmt base.sql db/migrations", 0, "CREATE TABLE public.base"},
        {"fmt db/migrations --until 1", 0, "1 migration of golang-migrate, 1, each"},
        {"fmt db/migrations --until 9", 2, "is called \"9\""},
        {"fmt db/migrations --layout foo", 2, "Layouts are "},
        {"fmt db/migrations --layout flyway", 3, "no migrations of Flyway"},
        {"fmt code", 3, "no migration in \"code\" is SQL"},
        {"analyze -b --no-server db/migrations", 0, "read: 2 migrations of golang-migrate"},
        {"analyze -b --no-server project", 0, "declared for 1 of 3 tables"},
        {"migrations db", 0, "3_c.up.go: a migration in Go was left out"},
        {"migrations", 0, "golang-migrate, 1 to 2"},
        {"migrations base.sql", 2, "\"base.sql\" is no folder"},
        {"fmt base.sql --until 1", 2, "\"base.sql\" is a file"},
        {"fmt mysql://u@h/d", 2, "postgresql://"},
        {"fmt schema.rb", 3, "Ruby of Rails"},
        {"fmt rails", 0, "CREATE TABLE public.told"},
        {"analyze -b --no-server rails", 0, "the recording in rails/recorded"},
        {"migrations --layouts", 0, "flyway"},
        {"migrations nowhere", 3, "could not open folder"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(runs); i++)
    {
        int exit_code;
        char *text = run(arena, folder, runs[i].arguments, &exit_code);

        tap_ok(exit_code == runs[i].exit_code && strstr(text, runs[i].says) != NULL,
               "\"tenfold %s\" ends with %d (%d)", runs[i].arguments, runs[i].exit_code, exit_code);
    }
}

static void
json_has_statements(Arena *arena, const char *folder)
{
    int exit_code;
    json_t *root = json_loads(run(arena, folder, "migrations --json db", &exit_code), 0, NULL);
    const json_t *second = json_array_get(json_object_get(root, "migrations"), 1);
    const json_t *statement = json_array_get(json_object_get(second, "statements"), 1);

    tap_equal(json_string_value(json_object_get(root, "layout")), "golang-migrate",
              "JSON names the layout");
    tap_equal(json_string_value(json_object_get(second, "transaction")), "per query",
              "and the transaction rule");
    tap_ok(json_integer_value(json_object_get(statement, "line")) == 2 &&
               json_integer_value(json_object_get(statement, "transaction")) == 2,
           "each statement has its place and its transaction");
    tap_ok(json_array_size(json_object_get(root, "problems")) == 1, "what was left out is there");
    json_decref(root);
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    const char *folder = tree_make(arena, pair, ARRAY_LENGTH(pair));

    folders_are_sources(arena, folder);
    json_has_statements(arena, folder);
    tree_remove_all();
    arena_free(arena);
    return tap_done();
}
