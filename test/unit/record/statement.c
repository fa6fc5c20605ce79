#include "record/statement.h"

#include "tap.h"

static Arena *arena;

static Statement
read_text(const char *sql)
{
    return statement_read(arena, sql, strlen(sql));
}

static void
kinds_are_told_from_words(void)
{
    static const struct
    {
        const char *sql;
        StatementKind kind;
    } cases[] = {
        {"", STATEMENT_OTHER},
        {"  -- nothing\n", STATEMENT_OTHER},
        {"/* app */ select 1", STATEMENT_QUERY},
        {"(SELECT 1) UNION SELECT 2", STATEMENT_QUERY},
        {"WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", STATEMENT_QUERY},
        {"DECLARE c CURSOR FOR SELECT * FROM t", STATEMENT_QUERY},
        {"SELECT * INTO copy FROM t", STATEMENT_CHANGE},
        {"CREATE TABLE t (a int)", STATEMENT_CHANGE},
        {"DO $$ BEGIN END $$", STATEMENT_CHANGE},
        {"create database x", STATEMENT_CREATE_DATABASE},
        {"DROP DATABASE IF EXISTS \"test_x\"", STATEMENT_DROP_DATABASE},
        {"ALTER DATABASE x SET work_mem = 1", STATEMENT_OTHER},
        {"CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"", STATEMENT_CREATE_EXTENSION},
        {"BEGIN", STATEMENT_BEGIN},
        {"START TRANSACTION ISOLATION LEVEL SERIALIZABLE", STATEMENT_BEGIN},
        {"COMMIT;", STATEMENT_COMMIT},
        {"ROLLBACK", STATEMENT_ROLLBACK},
        {"ROLLBACK TO SAVEPOINT \"s1\"", STATEMENT_ROLLBACK_TO},
        {"SAVEPOINT s1", STATEMENT_SAVEPOINT},
        {"SET search_path TO app", STATEMENT_PATH},
        {"SELECT pg_catalog.set_config('search_path', '', false)", STATEMENT_PATH},
        {"SET work_mem = '1MB'", STATEMENT_OTHER},
        {"EXECUTE q(1)", STATEMENT_EXECUTE},
        {"PREPARE q (int) AS SELECT $1", STATEMENT_PREPARE},
        {"VACUUM t", STATEMENT_OTHER},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tap_ok(read_text(cases[i].sql).kind == cases[i].kind, "kind of: %s", cases[i].sql);
}

static void
names_lose_their_quotes(void)
{
    tap_equal(read_text("DROP DATABASE IF EXISTS \"Te\"\"st\"").name, "Te\"st", "a quoted name");
    tap_equal(read_text("CREATE DATABASE Shop TEMPLATE = base").name, "shop", "a plain name");
    tap_equal(read_text("CREATE DATABASE shop TEMPLATE = base").from, "base", "the template");
    tap_equal(read_text("ROLLBACK TO SAVEPOINT s2").name, "s2", "a savepoint");
    tap_equal(read_text("DECLARE c CURSOR FOR SELECT 7").query, "SELECT 7",
              "the query of a cursor");
}

static void
texts_end_with_their_last_word(void)
{
    tap_equal(read_text("/* a */ CREATE TABLE t (a int) -- b\n ; ").text, "CREATE TABLE t (a int)",
              "comments around a statement are no part of it");
}

static void
secrets_are_taken_out(void)
{
    tap_equal(statement_without_secrets(
                  arena, "CREATE ROLE a LOGIN PASSWORD 'x' VALID UNTIL '2030-01-01'"),
              "CREATE ROLE a LOGIN PASSWORD '***' VALID UNTIL '2030-01-01'", "a role's password");
    tap_equal(statement_without_secrets(
                  arena, "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'b', password 'x')"),
              "CREATE USER MAPPING FOR a SERVER s OPTIONS (user '***', password '***')",
              "the password of a mapping");
    tap_equal(statement_without_secrets(arena, "CREATE TABLE t (a text DEFAULT 'password')"),
              "CREATE TABLE t (a text DEFAULT 'password')", "a default is no secret");
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    kinds_are_told_from_words();
    names_lose_their_quotes();
    texts_end_with_their_last_word();
    secrets_are_taken_out();
    arena_free(arena);
    return tap_done();
}
