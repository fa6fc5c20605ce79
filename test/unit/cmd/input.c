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

        tap_ok(is_there, "and says: %.*s", (int) strcspn(*expected, "\n"), *expected);
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
    EXPECT(arena, "fmt loose/a_orders.sql loose/users.sql loose/sub/items.sql loose/zz.sql", 0,
           "REFERENCES public.users(id)");
    EXPECT(arena,
           "analyze --no-server loose/a_orders.sql loose/users.sql loose/sub/items.sql "
           "loose/zz.sql",
           0, "files that need each other: their 4 SQL files were read in this order");
    EXPECT(arena, "analyze --no-server loose", 0, "no migration tool's folder: its 6 SQL files",
           "the file only drops, and was left out");
    (void) mkdir(arena_printf(arena, "%s/nothing", folder), 0755);
    EXPECT(arena, "fmt nothing", 3, "no SQL file in folder \"nothing\"");
}

static const char two_tables[] =
    "CREATE TABLE a (id int PRIMARY KEY, n text);\nCREATE TABLE b (id int);\n";

/* The text in another encoding, as a file. */
static void
put_converted(Arena *arena, const char *name, const char *encoding)
{
    char *command;

    (void) put(arena, "two.sql", two_tables);
    command =
        arena_printf(arena, "cd %s && iconv -f UTF-8 -t %s two.sql > %s", folder, encoding, name);
    tap_ok(WEXITSTATUS(pclose(popen(command, "r"))) == 0, "a file in %s", encoding);
}

static void
not_a_schema(Arena *arena)
{
    char binary[3000];

    for (size_t i = 0; i < sizeof(binary); i++)
        binary[i] = (char) (i * i * 2654435761U >> 7);
    (void) put_bytes(arena, "binary.sql", binary, sizeof(binary));
    (void) put(arena, "empty.sql", "");
    (void) put(arena, "comments.sql", "-- nothing\n/* at all */\n");
    (void) put(arena, "text.sql", "Dear all, this is no SQL.\n");
    EXPECT(arena, "analyze no.sql", 3, "could not open file \"no.sql\": No such file");
    EXPECT(arena, "fmt no.sql", 3, "could not open file \"no.sql\": No such file");
    EXPECT(arena, "analyze empty.sql", 3, "no table in \"empty.sql\"", "No statement was found");
    EXPECT(arena, "analyze - < empty.sql", 3, "no table in \"-\"", "No statement was found");
    EXPECT(arena, "analyze comments.sql", 3, "no table in \"comments.sql\"",
           "No statement was found");
    EXPECT(arena, "analyze binary.sql", 3, "the input is binary, not SQL", "pg_dump --schema-only");
    EXPECT(arena, "analyze text.sql", 3, "\"text.sql\" does not look like SQL");
}

static void
encodings(Arena *arena)
{
    put_converted(arena, "utf16.sql", "UTF-16");
    put_converted(arena, "utf16le.sql", "UTF-16LE");
    put_converted(arena, "utf16be.sql", "UTF-16BE");
    (void) put(arena, "bom.sql", arena_printf(arena, "\xef\xbb\xbf%s", two_tables));
    (void) put(arena, "latin.sql",
               "CREATE TABLE a (id int, \"stra\xdf"
               "e\" text);");
    EXPECT(arena, "fmt utf16.sql", 0, "CREATE TABLE public.a", "CREATE TABLE public.b");
    EXPECT(arena, "fmt - < utf16le.sql", 0, "CREATE TABLE public.a", "CREATE TABLE public.b");
    EXPECT(arena, "fmt utf16be.sql", 0, "CREATE TABLE public.a", "CREATE TABLE public.b");
    EXPECT(arena, "fmt bom.sql", 0, "CREATE TABLE public.a", "CREATE TABLE public.b");
    EXPECT(arena, "analyze --no-server latin.sql", 0,
           "the text is not UTF-8: it is read as Windows-1252");
    EXPECT(arena, "fmt latin.sql", 0,
           "\"stra\xc3\x9f"
           "e\"");
}

/* A long statement between two short ones. */
static void
put_long(Arena *arena, const char *name, const char *start, const char *text, size_t length)
{
    FILE *file = fopen(arena_printf(arena, "%s/%s", folder, name), "w");

    if (file == NULL)
        return;
    fprintf(file, "CREATE TABLE a (id int PRIMARY KEY);\n%s", start);
    (void) fwrite(text, 1, length, file); /* what is missing shows in what is said */
    fputs("(1);\nCREATE TABLE b (id int);\n", file);
    (void) fclose(file);
}

/* Lines of 100 MB. */
static void
long_lines(Arena *arena)
{
    static const size_t length = 100 * 1000 * 1000;
    static const char row[] = "(12345678),";
    Arena *work = arena_new(arena, "long_lines");
    char *text = arena_alloc(work, length);

    for (size_t at = 0; at + sizeof(row) <= length; at += sizeof(row) - 1)
        memcpy(text + at, row, sizeof(row) - 1);
    put_long(arena, "rows.sql", "INSERT INTO a VALUES ", text, strlen(text));
    EXPECT(arena, "fmt rows.sql", 0, "CREATE TABLE public.a", "CREATE TABLE public.b");
    memset(text, 'x', length);
    put_long(arena, "word.sql", "SELECT ", text, length);
    EXPECT(arena, "fmt word.sql", 3, "word.sql:2: a statement of 95 MB is too long to be read",
           "CREATE TABLE public.b");
    arena_free(work);
}

/* What would take a parser the square of its length, or its stack. */
static void
deep_statements(Arena *arena)
{
    static const struct
    {
        const char *before;
        const char *part;
        const char *after;
        const char *expected;
    } cases[] = {
        {"1", "::int", "", "more casts after one another than can be read"},
        {"", "(1 + ", "1", "memory exhausted"},
        {"", "- ", "1", "memory exhausted"},
        {"1", "+ 1", "", "CREATE TABLE public.deep"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        StrBuf text = strbuf_new(arena);

        strbuf_printf(&text, "CREATE TABLE ok (a int);\nCREATE TABLE deep (a int DEFAULT %s",
                      cases[i].before);
        for (size_t k = 0; k < 50000; k++)
            strbuf_add(&text, cases[i].part);
        strbuf_printf(&text, "%s);\nCREATE TABLE last (a int);", cases[i].after);
        (void) put(arena, "deep.sql", text.text);
        EXPECT(arena, "fmt deep.sql", strstr(cases[i].expected, "CREATE") != NULL ? 0 : 3,
               cases[i].expected, "CREATE TABLE public.ok", "CREATE TABLE public.last");
    }
}

static void
truncated_dumps(Arena *arena)
{
    static const char head[] =
        "--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 15.4\n-- Dumped by "
        "pg_dump version 15.4\n\nCREATE TABLE public.a (id integer NOT NULL);\n";
    static const char *const cases[][2] = {
        {"CREATE TABLE public.b (\n  id integer,\n  nam",
         "cut.sql:11: the input ends within this statement"},
        {"COPY public.a (id) FROM stdin;\n1\n2",
         "cut.sql:10: the input ends within the data of COPY"},
        {"CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n",
         "unterminated dollar-quoted string: the input ends within it"},
        {"COMMENT ON TABLE public.a IS 'no end",
         "cut.sql:9: unterminated quoted string: the input ends within it"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        (void) put(arena, "cut.sql", arena_printf(arena, "%s%s", head, cases[i][0]));
        EXPECT(arena, "fmt cut.sql", 3, cases[i][1], "CREATE TABLE public.a");
        EXPECT(arena, "analyze --no-server cut.sql", 3, "Not all of the input was understood",
               "1 table ");
    }
    (void) put(arena, "cut.sql", head);
    EXPECT(arena, "analyze --no-server cut.sql", 0,
           "the dump ends before the line that says it is complete");
}

static void
other_databases(Arena *arena)
{
    static const char *const cases[][2] = {
        {"-- MySQL dump 10.13\nDROP TABLE IF EXISTS `users`;\nCREATE TABLE `users` (`id` int(11) "
         "NOT "
         "NULL AUTO_INCREMENT, PRIMARY KEY (`id`)) ENGINE=InnoDB;\n",
         "looks like MySQL"},
        {"CREATE TABLE ok (id int);\nCREATE TABLE `u` (`id` int(11) AUTO_INCREMENT) ENGINE=InnoDB;",
         "looks like MySQL; tenfold reads PostgreSQL, and 1 of 2 statements are none of its"},
        {"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE users (id INTEGER PRIMARY KEY "
         "AUTOINCREMENT);\nCOMMIT;\n",
         "looks like SQLite"},
        {"USE [db]\nGO\nCREATE TABLE [dbo].[Users]([Id] [int] IDENTITY(1,1) NOT NULL)\nGO\n",
         "looks like SQL Server"},
        {"CREATE TABLE e (id NUMBER(6) NOT NULL ENABLE, n VARCHAR2(20 BYTE)) PCTFREE 10;\n",
         "looks like Oracle"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        (void) put(arena, "other.sql", cases[i][0]);
        EXPECT(arena, "fmt other.sql", 3, cases[i][1]);
    }
}

static void
tables_defined_twice(Arena *arena)
{
    (void) put(arena, "twice/one.sql", "CREATE TABLE a (id int);\n\nCREATE TABLE b (id int);");
    (void) put(arena, "twice/two.sql",
               "CREATE TABLE c (id int);\nCREATE TABLE a (id bigint);\nCREATE TABLE b\n(ID int);");
    EXPECT(arena, "fmt twice/one.sql twice/two.sql", 3,
           "twice/two.sql:2: relation \"a\" already exists, first defined at twice/one.sql:1");
    EXPECT(arena, "analyze --no-server twice", 3, "relation \"a\" already exists, first defined at",
           "table \"b\" is defined again in the same words");
}

static void
columns_without_number(Arena *arena)
{
    for (size_t count = 1600; count <= 1601; count++)
    {
        StrBuf text = strbuf_new(arena);

        strbuf_add(&text, "CREATE TABLE ok (a int);\nCREATE TABLE wide (c0 int");
        for (size_t i = 1; i < count; i++)
            strbuf_printf(&text, ",\nc%zu int", i);
        strbuf_add(&text, ");");
        (void) put(arena, "wide.sql", text.text);
        if (count == 1600)
            EXPECT(arena, "analyze --no-server wide.sql", 0, "2 tables");
        else
            EXPECT(arena, "fmt wide.sql", 3, "wide.sql:1602: tables can have at most 1600 columns");
    }
}

static void
odd_names(Arena *arena)
{
    char *longest = arena_alloc(arena, 71);

    memset(longest, 'x', 70);
    (void) put(
        arena, "names.sql",
        arena_printf(arena,
                     "CREATE TABLE \"e\x1b[31mvil\x07\" (id int PRIMARY KEY, \"a\nb\" int "
                     "REFERENCES \"e\x1b[31mvil\x07\", \"q\"\"q\" text, \"\xc3\xa9\" text);\n"
                     "CREATE TABLE %s (id int);\nCREATE TABLE \"e\x1b[31mvil\x07\" (i int);",
                     longest));
    EXPECT(arena, "fmt names.sql", 3, "\"q\"\"q\" text", "\"a\nb\" integer", "\"\xc3\xa9\" text",
           "CREATE TABLE public.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx (",
           "relation \"e\\x1B[31mvil\\x07\" already exists");
    for (size_t i = 0; i < 4; i++)
    {
        static const char *const formats[] = {"", "--json", "--markdown", "--color always -b"};
        int code;
        char *text =
            run(arena, &code, arena_printf(arena, "analyze --no-server names.sql %s", formats[i]));

        tap_ok(strstr(text, "\x1b[31m") == NULL && strchr(text, '\x07') == NULL,
               "no control character of a name is printed raw (%s)", formats[i]);
        tap_ok(strstr(text, "vil") != NULL, "though the name is");
    }
}

static void
circles(Arena *arena)
{
    (void) put(arena, "circle.sql",
               "CREATE TABLE a (id int PRIMARY KEY, b_id int);\n"
               "CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a);\n"
               "ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b;\n"
               "CREATE TABLE tree (id int PRIMARY KEY, parent_id int REFERENCES tree);\n");
    EXPECT(arena, "fmt circle.sql", 0, "REFERENCES public.a(id)", "REFERENCES public.b(id)",
           "REFERENCES public.tree(id)");
    EXPECT(arena, "analyze --no-server circle.sql", 0, "3 tables");
}

static void
migration_that_fails(Arena *arena)
{
    static const char failing[] =
        "CREATE TABLE b (id int);\nALTER TABLE nope ADD x int;\nCREATE TABLE c (id int);\n";

    (void) put(arena, "gm/000001_a.up.sql", "CREATE TABLE a (id int);");
    (void) put(arena, "gm/000002_b.up.sql", failing);
    (void) put(arena, "gm/000003_d.up.sql", "CREATE TABLE d (id int);");
    EXPECT(arena, "fmt gm", 3, "gm/000002_b.up.sql:2: relation \"nope\" does not exist",
           "the runner stops here: it takes back the whole file; the migrations after it are read",
           "CREATE TABLE public.c", "CREATE TABLE public.d");
}

static void
diagrams(Arena *arena)
{
    (void) put(
        arena, "d.mmd",
        "erDiagram\n users ||--o{ posts : writes\n users { bigint id PK }\n posts {\n bigint id "
        "PK\n bigint user_id FK\n }\n");
    EXPECT(arena, "fmt d.mmd", 0, "FOREIGN KEY (user_id) REFERENCES public.users(id)");
    EXPECT(arena, "fmt - < d.mmd", 0, "FOREIGN KEY (user_id) REFERENCES public.users(id)");
    EXPECT(arena, "fmt --as mermaid d.mmd", 0, "users ||--o{ posts : \"user_id\"");
    EXPECT(arena, "analyze --no-server d.mmd", 0, "posts (user_id) has no index", "d.mmd:2");
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
    not_a_schema(arena);
    encodings(arena);
    long_lines(arena);
    deep_statements(arena);
    truncated_dumps(arena);
    other_databases(arena);
    tables_defined_twice(arena);
    columns_without_number(arena);
    odd_names(arena);
    circles(arena);
    migration_that_fails(arena);
    diagrams(arena);
    loose_files(arena);
    (void) nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS); /* what stays is in /tmp */
    arena_free(arena);
    return tap_done();
}
