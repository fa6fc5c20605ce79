#include "ddl_dump.h"
#include "tap.h"

#define USERS "CREATE TABLE users (id int, name text);\n"

static void
statements_of_a_block_are_done(void)
{
    static const DdlCase cases[] = {
        {"in order, where they stand",
         USERS "DO $$\nBEGIN\n  ALTER TABLE users ADD a int;\n  BEGIN\n"
               "    ALTER TABLE users ADD b int;\n  END;\nEND $$",
         "table public.users: id integer, name text, a integer, b integer,\n"},
        {"what fails is a problem at its line",
         USERS "DO $$\nBEGIN\n  ALTER TABLE users ADD id int;\n"
               "  ALTER TABLE users ADD b int;\nEND $$",
         "table public.users: id integer, name text,\n"
         "error 4:3 column \"id\" of relation \"users\" already exists\n"},
        {"unless a handler takes it",
         "CREATE TYPE e AS ENUM ('a');\nDO $$ BEGIN CREATE TYPE e AS ENUM ('b'); CREATE SEQUENCE "
         "s; "
         "EXCEPTION WHEN duplicate_object THEN ALTER TYPE e ADD VALUE 'c'; END $$",
         "type public.e enum(a, c)\n"},
        {"data are counted as such", USERS "DO 'BEGIN INSERT INTO users VALUES (1); END'",
         "table public.users: id integer, name text,\nremark 2:11 1 statement with data was "
         "skipped\n"},
        {"RETURN ends a block",
         USERS "DO $$ BEGIN IF to_regclass('nothing') IS NULL THEN RETURN; END "
               "IF; DROP TABLE users; END $$",
         "table public.users: id integer, name text,\n"},
        {"RAISE EXCEPTION too, and is said",
         USERS "DO $$ BEGIN IF 1 = 1 THEN\nRAISE EXCEPTION 'no'; END IF; DROP TABLE users; END $$",
         "table public.users: id integer, name text,\n"
         "remark 3:1 DO block: ends in RAISE EXCEPTION, and leaves nothing\n"},
        {"RAISE in a handler names what led there",
         USERS "DO $$ BEGIN ALTER TABLE auth.gone ADD COLUMN x int; EXCEPTION WHEN OTHERS THEN\n"
               "RAISE EXCEPTION 'no'; END $$",
         "table public.users: id integer, name text,\n"
         "remark 3:1 DO block: ends in RAISE EXCEPTION, and leaves nothing; what failed before it: "
         "relation \"auth.gone\" does not exist\n"},
    };

    ddl_dump_check(cases, ARRAY_LENGTH(cases));
}

static void
conditions_are_asked_of_the_model(void)
{
    static const char *const holds[] = {
        "EXISTS (SELECT 1 FROM pg_class WHERE relname = 'users' AND relkind = 'r')",
        "NOT EXISTS (SELECT FROM pg_type WHERE typname = 'mood')",
        "EXISTS (SELECT 1 FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN "
        "pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public' AND t.relname = "
        "'users' AND c.conname = 'positive' AND contype = 'c')",
        "EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = 'public.users'::regclass)",
        "NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = 'public' AND "
        "table_name = 'users' AND column_name = 'age')",
        "EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'users' AND "
        "data_type = 'character varying' AND character_maximum_length = 9 AND is_nullable = 'YES')",
        "EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() "
        "AND table_name IN ('users', 'x'))",
        "NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citext')",
        "EXISTS (SELECT 1 FROM pg_indexes WHERE indexname LIKE 'users\\_%')",
        "(SELECT string_agg(a.attname, '_') FROM pg_class c JOIN pg_attribute a ON a.attrelid = "
        "c.oid WHERE c.relname = 'users') = 'id_name'",
        "(SELECT string_agg((SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.conrelid "
        "AND "
        "a.attnum = 1), ',') FROM pg_constraint c WHERE conname = 'positive') = 'id'",
        "regexp_replace('a_new', '_new$', '') = 'a' AND regexp_replace('a.b.c', '\\.', '', 'g') = "
        "'abc' AND regexp_replace('ab', '(a)(b)', '\\2\\1') = 'ba'",
        "to_regclass('public.users') IS NOT NULL AND to_regclass('nothing') IS NULL",
        "(SELECT count(*) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attnum > 0) = 2",
        "count(*) = 0 FROM pg_trigger WHERE tgname = 'x'",
        "current_setting('server_version_num')::int BETWEEN 90500 AND 190000",
        "EXISTS (SELECT 1 FROM pg_attribute a LEFT JOIN pg_constraint c ON c.conrelid = a.attrelid "
        "AND c.contype = 'f' WHERE a.attname = 'id' AND c.conname IS NULL)",
        "(SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = "
        "'users'::regclass) = ARRAY['id', 'name']",
        "NOT (SELECT relrowsecurity FROM pg_class WHERE oid = 'users'::regclass)",
        "'users' = ANY (ARRAY(SELECT tablename FROM pg_tables WHERE schemaname = 'public'))",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(holds); i++)
    {
        Arena *arena = arena_new(NULL, "condition");
        const char *sql =
            arena_printf(arena,
                         "CREATE TABLE users (id int CONSTRAINT positive CHECK (id > 0), name "
                         "varchar(9)); CREATE INDEX ON users (id); DO $$ BEGIN IF %s THEN "
                         "CREATE SEQUENCE yes; ELSE CREATE SEQUENCE no; END IF; END $$",
                         holds[i]);
        const char *dump = ddl_dump_of(arena, sql);

        bool holds_here = strstr(dump, "public.yes") != NULL && strstr(dump, "remark") == NULL;

        tap_equal(holds_here ? "yes" : dump, "yes", "%s", holds[i]);
        arena_free(arena);
    }
}

static void
loops_and_texts_are_followed(void)
{
    static const DdlCase cases[] = {
        {"a loop over numbers",
         "DO $$ BEGIN FOR i IN 0..1 LOOP EXECUTE format('CREATE TABLE p%s (a int)', "
         "lpad(i::text, 2, '0')); END LOOP; END $$",
         "table public.p00: a integer,\ntable public.p01: a integer,\n"},
        {"months",
         "DO $$ DECLARE d date := '2023-12-01'; BEGIN WHILE d < '2024-02-01' LOOP EXECUTE 'CREATE "
         "TABLE p_' || to_char(d, 'YYYY_MM') || ' (a int)'; d := d + interval '1 month'; END LOOP; "
         "END $$",
         "table public.p_2023_12: a integer,\ntable public.p_2024_01: a integer,\n"},
        {"arrays",
         "DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['a b', 'c'] LOOP EXECUTE "
         "format('CREATE TABLE %I (%I int)', t, 'X'); END LOOP; END $$",
         "table public.a b: X integer,\ntable public.c: X integer,\n"},
        {"tables of the schema",
         USERS "DO $$ DECLARE r record; BEGIN FOR r IN SELECT schemaname AS "
               "s, tablename FROM pg_tables WHERE schemaname = 'public' LOOP "
               "EXECUTE 'ALTER TABLE ' || quote_ident(r.s) || '.' || "
               "quote_ident(r.tablename) || ' ADD t int'; END LOOP; END $$",
         "table public.users: id integer, name text, t integer,\n"},
        {"what was selected into a variable",
         USERS
         "DO $$ DECLARE c text; BEGIN SELECT attname INTO c FROM pg_attribute WHERE attrelid = "
         "'users'::regclass AND attnum = 2; IF FOUND THEN EXECUTE format('ALTER TABLE users "
         "DROP COLUMN %I', c); END IF; END $$",
         "table public.users: id integer,\n"},
        {"routines of the input",
         "CREATE FUNCTION f(a text, n int DEFAULT 2) RETURNS void LANGUAGE plpgsql AS $$ BEGIN FOR "
         "i "
         "IN 1..n LOOP EXECUTE format('CREATE TABLE %I (x int)', a || i); END LOOP; END $$;\n"
         "SELECT f('t');",
         "table public.t1: x integer,\ntable public.t2: x integer,\n"
         "function public.f(IN a text, IN n integer=2) void plpgsql v\n"},
        {"of one name, by their arguments",
         "CREATE FUNCTION f(t text, s text = '') RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE "
         "format('CREATE TABLE %I ()', t); END $$;\n"
         "CREATE FUNCTION f(t text, a text[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE "
         "format('CREATE SEQUENCE %I', a[1]); END $$;\n"
         "SELECT f('a', 'b'); SELECT f('c', ARRAY['d']); SELECT f('e')",
         "sequence public.d bigint 1..9223372036854775807+1\ntable public.a:\ntable public.e:\n"
         "function public.f(IN t text, IN s text='') void plpgsql v\n"
         "function public.f(IN t text, IN a text[]) void plpgsql v\n"},
        {"with names of tables",
         "CREATE TABLE \"User\" (id int);\nCREATE FUNCTION f(t regclass) RETURNS void LANGUAGE "
         "plpgsql AS $$ BEGIN EXECUTE format('ALTER TABLE %s ADD a int', t); END $$;\n"
         "SELECT f('\"User\"');",
         "table public.User: id integer, a integer,\nfunction public.f(IN t regclass) void plpgsql "
         "v\n"},
        {"for each row of a query",
         "CREATE FUNCTION f(a text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'CREATE "
         "TABLE ' || a || '()'; END $$;\n"
         "WITH n AS (SELECT unnest(ARRAY['a', 'b']) AS x) SELECT f(x) FROM n WHERE x <> 'c';",
         "table public.a:\ntable public.b:\nfunction public.f(IN a text) void plpgsql v\n"},
        {"for what they return",
         USERS "CREATE FUNCTION f(c text) RETURNS bool LANGUAGE plpgsql AS $$ DECLARE n int; BEGIN "
               "SELECT count(*) INTO n FROM information_schema.columns WHERE table_name = 'users' "
               "AND column_name = c; IF n > 0 THEN RETURN true; END IF; RETURN false; END $$;\n"
               "DO 'BEGIN IF f(''name'') THEN ALTER TABLE users ADD a int; END IF; "
               "IF f(''a'') AND NOT f(''x'') THEN ALTER TABLE users ADD b int; END IF; "
               "IF f(''x'') THEN DROP TABLE users; END IF; END'",
         "table public.users: id integer, name text, a integer, b integer,\n"
         "function public.f(IN c text) boolean plpgsql v\n"},
    };

    ddl_dump_check(cases, ARRAY_LENGTH(cases));
}

static void
what_is_not_known_is_said(void)
{
    static const DdlCase cases[] = {
        {"rows of tables",
         USERS "DO $$ BEGIN\nIF EXISTS (SELECT 1 FROM users) THEN ALTER TABLE users ADD a int; END "
               "IF; END $$",
         "table public.users: id integer, name text, a integer,\n"
         "remark 3:1 DO block: the THEN part is taken as done, which depends on the rows of "
         "\"users\"\n"},
        {"but not where nothing hangs on it",
         USERS
         "DO $$ BEGIN IF EXISTS (SELECT 1 FROM users) THEN RAISE EXCEPTION 'x'; END IF; END $$",
         "table public.users: id integer, name text,\n"},
        {"loops over rows",
         USERS "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM users LOOP EXECUTE 'DROP "
               "TABLE t' || r.id; END LOOP; END $$",
         "table public.users: id integer, name text,\n"
         "remark 2:31 DO block: this loop is not followed, it depends on the rows of \"users\"\n"},
        {"texts", "DO $$ BEGIN EXECUTE 'CREATE TABLE t' || random() || '(a int)'; END $$",
         "remark 1:13 DO block not followed: EXECUTE of a text that depends on random()\n"},
        {"endless loops end",
         "DO $$ DECLARE t text := 'x'; BEGIN LOOP t := t || t; END LOOP; END $$;\n"
         "DO $$ DECLARE i int := 0; BEGIN LOOP IF i < 0 THEN DROP TABLE x; END IF; END LOOP; END "
         "$$",
         "remark 2:33 DO block: this loop is followed for 10000 rounds only\n"},
    };

    ddl_dump_check(cases, ARRAY_LENGTH(cases));
}

int
main(void)
{
    statements_of_a_block_are_done();
    conditions_are_asked_of_the_model();
    loops_and_texts_are_followed();
    what_is_not_known_is_said();
    return tap_done();
}
