#include "schema/locate.h"

#include "ddl/ddl.h"
#include "tap.h"

static Schema *
read_schema(Arena *arena, const char *name, const char *text)
{
    Schema *schema = schema_new(arena);
    FileText input = {.name = name, .text = arena_strdup(arena, text), .length = strlen(text)};
    Error error = {.arena = arena};

    tap_ok(ddl_read(schema, &input, &error), "%s is read", name);
    return schema;
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    Schema *live =
        read_schema(arena, NULL,
                    "CREATE TABLE tasks (id int PRIMARY KEY, note text);"
                    "CREATE INDEX tasks_note ON tasks (note); CREATE TABLE extra (a int)");
    const Schema *written = read_schema(arena, "db/1.sql",
                                        "CREATE TABLE gone (a int);\n"
                                        "CREATE TABLE tasks (id int PRIMARY KEY,\n note text);\n"
                                        "CREATE INDEX tasks_note ON tasks (note);\n");
    const Table *tasks = schema_find_table(live, "public", "tasks");
    LocateResult result;

    locate_objects(live, written, &result);
    tap_ok(result.located == 1, "one table is in both");
    tap_equal(tasks->location.file, "db/1.sql", "it has its file");
    tap_ok(tasks->location.line == 2, "and line");
    tap_ok(table_find_column(tasks, "note")->location.line == 3, "so has a column");
    tap_ok(schema_find_index(live, "public", "tasks_note")->location.line == 4, "and an index");
    tap_equal(name_list_text(arena, &result.only_here), "extra", "what only the database has");
    tap_equal(name_list_text(arena, &result.only_written), "gone", "what only the files make");
    arena_free(arena);
    return tap_done();
}
