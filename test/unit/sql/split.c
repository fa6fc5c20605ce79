#include "sql/split.h"

#include "base/strbuf.h"
#include "tap.h"

/* The parts of a script, each as [kind:text]. */
static char *
parts_of(Arena *arena, const char *script)
{
    static const char letters[] = {'s', 'c', 'd', 'b'};
    Error error = {.arena = arena};
    StrBuf out = strbuf_new(arena);
    Splitter splitter;
    SplitPart part;

    if (!split_start(&splitter, script, strlen(script), &error))
        return error.message;
    while (split_next(&splitter, &part))
    {
        strbuf_printf(&out, "[%c:", letters[part.kind]);
        strbuf_add_bytes(&out, part.text, part.length);
        strbuf_add_char(&out, ']');
    }
    return out.text;
}

static void
statements_end_where_psql_ends_them(Arena *arena)
{
    static const struct
    {
        const char *what;
        const char *script;
        const char *expected;
    } rows[] = {
        {"two statements", "SELECT 1; SELECT 2", "[s:SELECT 1][s:SELECT 2]"},
        {"no statement", " ;; -- nothing\n ; /* at all */", ""},
        {"a ';' in a string", "SELECT 'a;''b'; x", "[s:SELECT 'a;''b'][s:x]"},
        {"a backslash is plain in a string", "SELECT '\\'; x", "[s:SELECT '\\'][s:x]"},
        {"and escapes in E''", "SELECT E'\\';'; x", "[s:SELECT E'\\';'][s:x]"},
        {"a ';' in a name", "SELECT \"a;b\"; x", "[s:SELECT \"a;b\"][s:x]"},
        {"a line comment", "SELECT 1 -- ; no\n; x", "[s:SELECT 1][s:x]"},
        {"nested comments", "SELECT /* ; /* ; */ ; */ 1; x", "[s:SELECT /* ; /* ; */ ; */ 1][s:x]"},
        {"dollar quotes", "DO $$ a; $b$ $$; x", "[s:DO $$ a; $b$ $$][s:x]"},
        {"tagged dollar quotes", "DO $f$ a; $$ ; $f$; x", "[s:DO $f$ a; $$ ; $f$][s:x]"},
        {"a dollar within a word opens nothing", "SELECT a$b$; SELECT $b$;$b$",
         "[s:SELECT a$b$][s:SELECT $b$;$b$]"},
        {"a rule's actions", "CREATE RULE r AS ON INSERT TO t DO (x; y); z",
         "[s:CREATE RULE r AS ON INSERT TO t DO (x; y)][s:z]"},
        {"BEGIN ATOMIC", "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; SELECT 2; END; x",
         "[s:CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; SELECT 2; END][s:x]"},
        {"CASE within it",
         "CREATE PROCEDURE f() BEGIN ATOMIC SELECT CASE a WHEN 1 THEN 2 END; END; x",
         "[s:CREATE PROCEDURE f() BEGIN ATOMIC SELECT CASE a WHEN 1 THEN 2 END; END][s:x]"},
        {"BEGIN alone is a statement", "BEGIN; x; END;", "[s:BEGIN][s:x][s:END]"},
        {"COPY data", "COPY t (a) FROM stdin;\n1;2\n\\N\n\\.\nx;",
         "[s:COPY t (a) FROM stdin][d:1;2\n\\N\n][s:x]"},
        {"COPY data with CRLF", "COPY t FROM STDIN;\r\n1\r\n\\.\r\nx;",
         "[s:COPY t FROM STDIN][d:1\r\n][s:x]"},
        {"COPY to a file has no data", "COPY t TO stdout; x", "[s:COPY t TO stdout][s:x]"},
        {"psql commands", "\\restrict abc\nSELECT 1;\n\\connect x y\n",
         "[c:\\restrict abc][s:SELECT 1][c:\\connect x y]"},
        {"a byte order mark", "\xef\xbb\xbfSELECT 1;", "[s:SELECT 1]"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        tap_equal(parts_of(arena, rows[i].script), rows[i].expected, "%s", rows[i].what);
}

static void
what_is_broken_ends_before_the_next_statement(Arena *arena)
{
    tap_equal(parts_of(arena, "CREATE TABLE a (b text DEFAULT 'x);\nCREATE TABLE c ();\n"),
              "[b:CREATE TABLE a (b text DEFAULT 'x);\n][s:CREATE TABLE c ()]",
              "a string without end");
    tap_equal(parts_of(arena, "CREATE FUNCTION f() AS $$ x;\nCREATE TABLE c ();\n"),
              "[b:CREATE FUNCTION f() AS $$ x;\n][s:CREATE TABLE c ()]",
              "a dollar quote without end");
    tap_equal(parts_of(arena, "/* x\nCREATE TABLE c ();\n"), "[b:/* x\n][s:CREATE TABLE c ()]",
              "a comment without end");
    tap_equal(parts_of(arena, "CREATE TABLE a (b int;\nCREATE TABLE c ();\n"),
              "[s:CREATE TABLE a (b int][s:CREATE TABLE c ()]", "a parenthesis that is not closed");
}

static void
the_next_statement_is_found_in_a_failed_one(Arena *arena)
{
    const char *text = "CREATE TABLE a (b text DEFAULT 'x);\nCREATE TABLE c (d text DEFAULT 'y')";
    SplitPart part = {.text = text, .length = strlen(text)};

    (void) arena; /* nothing is built */
    tap_ok(split_find_next(&part) == 36, "within a string that began too early");
    part.text = "CREATE TABLE a (b int)\nCREATE TABLE c ()";
    part.length = strlen(part.text);
    tap_ok(split_find_next(&part) == 23, "after a ';' that was forgotten");
    part.text = "CREATE TABLE a b\n (c int)";
    part.length = strlen(part.text);
    tap_ok(split_find_next(&part) == 0, "nowhere, when no line begins one");
}

static void
parts_know_their_place(Arena *arena)
{
    const char *script = "-- x\n\n  SELECT 1;\r\n\tSELECT 2";
    Error error = {.arena = arena};
    Splitter splitter;
    SplitPart part;

    tap_ok(split_start(&splitter, script, strlen(script), &error), "a script");
    tap_ok(split_next(&splitter, &part) && part.line == 3 && part.column == 3, "line 3, column 3");
    tap_ok(split_next(&splitter, &part) && part.line == 4 && part.column == 2, "line 4, column 2");
}

static void
what_is_no_text_is_refused(Arena *arena)
{
    static const struct
    {
        const char *bytes;
        size_t length;
        const char *message;
    } rows[] = {
        {"PGDMP\1\2", 7, "the input is an archive of pg_dump, not SQL"},
        {"\xff\xfes\0e\0", 6, "the input is UTF-16, not UTF-8"},
        {"\x1f\x8b\x08", 3, "the input is compressed"},
        {"SEL\0ECT", 7, "the input is binary, not SQL"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
    {
        Error error = {.arena = arena};
        Splitter splitter;

        tap_ok(!split_start(&splitter, rows[i].bytes, rows[i].length, &error) && error.hint != NULL,
               "refused with a hint");
        tap_equal(error.message, rows[i].message, "and a reason");
    }
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    statements_end_where_psql_ends_them(arena);
    what_is_broken_ends_before_the_next_statement(arena);
    the_next_statement_is_found_in_a_failed_one(arena);
    parts_know_their_place(arena);
    what_is_no_text_is_refused(arena);
    arena_free(arena);
    return tap_done();
}
