/*
 * What the program says to inputs of every kind, good and bad, as a user runs it: the message, and the
 * exit code that a script sees.
 */
#include "base/file.h"
#include "base/strbuf.h"
#include "tap.h"

#include <ftw.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/tenfold_input_XXXXXX";

/* A file in the folder of this test; its path. */
static char *
put_bytes(Arena *arena, const char *name, const char *text, size_t length)
{
    Error error = {.arena = arena};
    char *path = arena_printf(arena, "%s/%s", folder, name);
    char *slash = strrchr(path, '/');

    *slash = '\0';
    (void) mkdir(path, 0755); /* it may be there */
    *slash = '/';
    if (!file_write(path, text, length, &error))
        tap_ok(false, "%s", error.message);
    return path;
}

static char *
put(Arena *arena, const char *name, const char *text)
{
    return put_bytes(arena, name, text, strlen(text));
}

/* Standard error, then standard output of the program, run in the folder. */
static char *
run(Arena *arena, int *exit_code, const char *arguments)
{
    char *command =
        arena_printf(arena, "cd %s && ( '%s' %s >out 2>&1 ); code=$?; cat out; exit $code", folder,
                     getenv("TENFOLD_BINARY"), arguments);
    FILE *pipe = popen(command, "r");
    StrBuf text = strbuf_new(arena);
    int byte;

    while (pipe != NULL && (byte = fgetc(pipe)) != EOF)
        strbuf_add_char(&text, (char) byte);
    *exit_code = pipe == NULL ? -1 : WEXITSTATUS(pclose(pipe));
    return text.text;
}

/* Runs `tenfold ARGUMENTS`; all of `expected` (ended by NULL) is said, and the exit code is that. */
static void
expect(Arena *arena, const char *arguments, int expected_code, const char *const *expected)
{
    int code;
    char *text = run(arena, &code, arguments);

    tap_ok(code == expected_code, "tenfold %s ends with %d (%d)", arguments, expected_code, code);
    for (; *expected != NULL; expected++)
    {
        bool is_there = strstr(text, *expected) != NULL;

        tap_ok(is_there, "and says: %s", *expected);
        if (!is_there)
            printf("# %s\n", text);
    }
}

#define EXPECT(arena, arguments, code, ...) \
    expect(arena, arguments, code, (const char *const[]){__VA_ARGS__, NULL})

static void
placeholders(Arena *arena)
{
    (void) put(arena, "cdm.sql",
               "CREATE TABLE @cdm.person (a int);\nCREATE TABLE {{.Two}} (b int);");
    (void) put(arena, "tenfold.yaml", "schema: cdm.sql\nset: {cdm: public, Two: c}\n");
    EXPECT(arena, "fmt cdm.sql", 3, "2 placeholders have no value",
           "@cdm at cdm.sql:1, {{.Two}} at cdm.sql:2", "Give --set cdm=VALUE --set Two=VALUE.");
    EXPECT(arena, "fmt cdm.sql --set cdm=public --set Two=b", 0, "CREATE TABLE public.person",
           "CREATE TABLE public.b");
    EXPECT(arena, "fmt - --set cdm=public -s Two=b < cdm.sql", 0, "CREATE TABLE public.person");
    EXPECT(arena, "fmt cdm.sql --set cdm", 2, "\"cdm\" gives no placeholder a value");
    EXPECT(arena, "analyze --no-server tenfold.yaml --target t.sql", 0, "2 tables");
    EXPECT(
        arena,
        "analyze --no-server cdm.sql --project tenfold.yaml --set Two=d --target t.sql; cat t.sql",
        0, "CREATE TABLE public.d");
}

/* Files that name each other's tables, in an order of names that does not load. */
static void
loose_files(Arena *arena)
{
    (void) put(
        arena, "loose/a_orders.sql",
        "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id), s "
        "state);\nCREATE VIEW z AS SELECT * FROM items;");
    (void) put(arena, "loose/b_keys.sql",
               "ALTER TABLE c ADD CONSTRAINT c_fk FOREIGN KEY (b) REFERENCES late (id);");
    (void) put(arena, "loose/c_pk.sql", "ALTER TABLE late ADD PRIMARY KEY (id);");
    (void) put(arena, "loose/drop.sql", "DROP VIEW z; DROP TABLE items; DROP TABLE users;");
    (void) put(arena, "loose/users.sql",
               "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TYPE state AS ENUM ('a');");
    (void) put(
        arena, "loose/sub/items.sql",
        "CREATE TABLE items (id int PRIMARY KEY, c app.code, order_id bigint REFERENCES orders);"
        "CREATE TABLE c (b int); CREATE TABLE late (id int);");
    (void) put(arena, "loose/zz.sql", "CREATE SCHEMA app; CREATE DOMAIN app.code AS text;");
    EXPECT(arena, "fmt loose", 0, "REFERENCES public.orders(id)", "REFERENCES public.late(id)",
           "REFERENCES public.users(id)", "CREATE VIEW public.z", "c app.code");
    EXPECT(arena, "analyze --no-server loose", 0, "no migration tool's folder: its 6 SQL files",
           "the file only drops, and was left out");
    (void) mkdir(arena_printf(arena, "%s/nothing", folder), 0755);
    EXPECT(arena, "fmt nothing", 3, "no SQL file in folder \"nothing\"");
}

static int
remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void) status;
    (void) kind;
    (void) place;
    return remove(path);
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    if (mkdtemp(folder) == NULL)
        return 1;
    placeholders(arena);
    loose_files(arena);
    (void) nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS); /* what stays is in /tmp */
    arena_free(arena);
    return tap_done();
}
