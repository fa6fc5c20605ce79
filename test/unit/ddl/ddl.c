#include "ddl_dump.h"
#include "tap.h"

static void
objects_of_each_kind_are_read(void)
{
    static const DdlCase cases[] = {
        {"enums grow in any place",
         "CREATE TYPE e AS ENUM ('a', 'c'); ALTER TYPE e ADD VALUE 'b' BEFORE 'c'; ALTER TYPE e "
         "ADD VALUE IF NOT EXISTS 'a'; ALTER TYPE e ADD VALUE 'd'; ALTER TYPE e RENAME VALUE 'a' "
         "TO 'z'; ALTER TYPE e ADD VALUE 'first' BEFORE 'z'",
         "type public.e enum(first, z, b, c, d)\n"},
        {"domains",
         "CREATE DOMAIN d AS text COLLATE \"C\" DEFAULT 'x' NOT NULL CHECK (value <> '') "
         "CONSTRAINT "
         "k CHECK (length(value) < 9); ALTER DOMAIN d DROP CONSTRAINT k; ALTER DOMAIN d ADD CHECK "
         "(value > 'a') NOT VALID; ALTER DOMAIN d SET DEFAULT 'y' || 'z'",
         "type public.d domain text!='y' || 'z'\n  d_check check(value <> '')\n"
         "  d_check1 check(value > 'a') notvalid\n"},
        {"composite types",
         "CREATE TYPE c AS (a int, b text); ALTER TYPE c ADD ATTRIBUTE d date, DROP ATTRIBUTE a; "
         "CREATE TABLE t (x c, y c[])",
         "type public.c b text, d date,\ntable public.t: x c, y c[],\n"},
        {"sequences",
         "CREATE SEQUENCE s AS smallint INCREMENT -1; CREATE TABLE t (a int); ALTER SEQUENCE s "
         "OWNED BY t.a; ALTER SEQUENCE s AS integer; SELECT setval('s', -5); "
         "SELECT pg_catalog.setval('public.s', -7, true)",
         "sequence public.s integer -2147483648..-1+-1 of t.a at -7\ntable public.t: a integer,\n"},
        {"views",
         "CREATE TABLE t (a int); CREATE VIEW v (x) WITH (security_barrier) AS SELECT a /* as */ "
         "FROM t WHERE a > 1 WITH LOCAL CHECK OPTION; CREATE OR REPLACE VIEW v AS SELECT 2 AS x; "
         "CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA; CREATE UNIQUE INDEX ON m (a)",
         "table public.t: a integer,\nview public.v () SELECT 2 AS x\n"
         "view public.m () SELECT a FROM t nodata\n  unique btree m_a_idx(a)\n"},
        {"check options",
         "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t WITH CASCADED CHECK OPTION; "
         "CREATE VIEW w AS SELECT a FROM t WITH LOCAL CHECK OPTION",
         "table public.t: a integer,\nview public.v () SELECT a FROM t check_option=cascaded\n"
         "view public.w () SELECT a FROM t check_option=local\n"},
        {"functions",
         "CREATE FUNCTION f(a int DEFAULT 1 + 2, VARIADIC b text[] = '{}', OUT c int) LANGUAGE sql "
         "IMMUTABLE SET search_path = public, pg_temp AS 'x'; CREATE OR REPLACE FUNCTION f(a "
         "int = 2, VARIADIC b text[] = '{}') RETURNS int RETURN 1 + 2; CREATE FUNCTION f() RETURNS "
         "TABLE (x int) LANGUAGE sql "
         "BEGIN ATOMIC SELECT 1; END; DROP FUNCTION f()",
         "function public.f(IN a integer=2, VARIADIC b text[]='{}') integer sql v RETURN 1 + 2\n"},
        {"settings of functions",
         "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = a, 'B' AS ''",
         "function public.f() integer sql v set search_path='a', 'B'\n"},
        {"triggers and policies",
         "CREATE TABLE t (a int, b int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
         "''; CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (old.a > new.a) EXECUTE "
         "PROCEDURE f(); CREATE POLICY p ON t FOR UPDATE TO bob USING (a > 1) WITH CHECK ((b > "
         "(2))); ALTER POLICY p ON t TO PUBLIC",
         "table public.t: a integer, b integer,\n  trigger g BEFORE f when old.a > new.a\n"
         "  policy p UPDATE to public using a > 1 check (b > (2))\n"
         "function public.f() trigger plpgsql v\n"},
        {"what is kept whole",
         "CREATE CAST (int AS text) WITH INOUT; GRANT USAGE ON LANGUAGE x TO bob -- yes\n;",
         "other 3 CREATE CAST (int AS text) WITH INOUT\nother 13 GRANT USAGE ON LANGUAGE x TO "
         "bob\n"},
        {"elements of CREATE SCHEMA",
         "CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT a FROM t CREATE INDEX ON "
         "t "
         "(a)",
         "table s.t: a integer,\n  btree t_a_idx(a)\nview s.v () SELECT a FROM t\n"},
    };

    ddl_dump_check(cases, ARRAY_LENGTH(cases));
}

static void
names_follow_the_search_path(void)
{
    static const DdlCase cases[] = {
        {"new objects go into the first schema",
         "CREATE SCHEMA a; CREATE SCHEMA b; SET search_path = a, b; CREATE TABLE t (x int); SET "
         "search_path TO b; CREATE TABLE t (x int); RESET search_path; CREATE TABLE t (x int)",
         "table a.t: x integer,\ntable b.t: x integer,\ntable public.t: x integer,\n"},
        {"and are found along it",
         "CREATE SCHEMA a; CREATE TABLE a.t (x int); SET search_path = public, a; ALTER TABLE t "
         "ADD "
         "y a.t; SELECT pg_catalog.set_config('search_path', '', false); ALTER TABLE t ADD z int",
         "table a.t: x integer, y a.t,\nerror 1:166 relation \"t\" does not exist\n"},
        {"a schema that nobody made", "CREATE TABLE s.t (x int); CREATE TABLE s.u (x int)",
         "table s.t: x integer,\ntable s.u: x integer,\n"
         "remark 1:1 schema \"s\" does not exist: taken as given\n"},
    };

    ddl_dump_check(cases, ARRAY_LENGTH(cases));
}

static void
drops_take_along_what_needs_them(void)
{
    static const DdlCase cases[] = {
        {"a table that others point to",
         "CREATE TABLE t (a serial PRIMARY KEY); CREATE TABLE u (b int REFERENCES t); CREATE VIEW "
         "v "
         "AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; DROP TABLE t",
         "sequence public.t_a_seq integer 1..2147483647+1 of t.a\n"
         "table public.t: a integer!=nextval('public.t_a_seq'::regclass),\n  t_pkey pk(a)\n"
         "table public.u: b integer,\n  u_b_fkey fk(b)->public.t(a)\nview public.v () SELECT a "
         "FROM t\nview public.w () SELECT a FROM v\n"
         "error 1:145 cannot drop \"t\": view \"v\" uses it\n"},
        {"with CASCADE",
         "CREATE TABLE t (a serial PRIMARY KEY); CREATE TABLE u (b int REFERENCES t); CREATE VIEW "
         "v "
         "AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; DROP TABLE t CASCADE",
         "table public.u: b integer,\n"},
        {"a name of a WITH query is no table",
         "CREATE TABLE t (a int); CREATE VIEW v AS WITH t AS (SELECT 1) SELECT * FROM t; CREATE "
         "VIEW "
         "w AS WITH x AS (SELECT a FROM t) SELECT a FROM x; DROP TABLE t CASCADE",
         "view public.v () WITH t AS (SELECT 1) SELECT * FROM t\n"},
        {"a type, a schema, a function",
         "CREATE TYPE e AS ENUM (); CREATE TABLE t (a e, b int); DROP TYPE e; DROP TYPE e CASCADE; "
         "CREATE SCHEMA s; CREATE TABLE s.x (); DROP SCHEMA s CASCADE",
         "table public.t: b integer,\n"
         "error 1:56 cannot drop \"e\": column \"a\" of \"t\" uses it\n"},
        {"what is not there",
         "DROP TABLE IF EXISTS a, b; DROP TABLE a; DROP INDEX i; DROP FUNCTION f(int)",
         "error 1:28 \"a\" does not exist\nerror 1:42 \"i\" does not exist\n"
         "error 1:56 \"f\" does not exist\n"},
    };

    ddl_dump_check(cases, ARRAY_LENGTH(cases));
}

static void
mistakes_stay_where_they_are(void)
{
    static const DdlCase cases[] = {
        {"a syntax error", "CREATE TABLE t (a int);\nCREATE TABL u ();\nCREATE TABLE v (b int);",
         "table public.t: a integer,\ntable public.v: b integer,\n"
         "error 2:8 syntax error at or near \"TABL\"\n"},
        {"a string without end",
         "CREATE TABLE t (a text DEFAULT 'x);\nCREATE TABLE u (b text DEFAULT 'y');\n"
         "CREATE TABLE v (c int);",
         "table public.u: b text='y',\ntable public.v: c integer,\n"
         "error 1:1 unterminated quoted string\n"},
        {"a forgotten ';'",
         "CREATE TABLE t (a int)\nCREATE TABLE u (b int);\nCREATE TABLE v (c int)\n;",
         "table public.u: b integer,\ntable public.v: c integer,\n"
         "error 2:1 syntax error at or near \"CREATE\"\n"},
        {"nothing is executed",
         "DO $$ BEGIN PERFORM 1; END $$; COPY t FROM PROGRAM 'x'; INSERT INTO t VALUES (1); SELECT "
         "pg_sleep(9); CALL p();",
         "remark 1:90 SELECT pg_sleep(…) is not executed\nremark 1:103 CALL is not executed\n"
         "remark 1:32 2 statements with data were skipped\n"},
        {"DO blocks that only wrap",
         "DO $$\nBEGIN\n CREATE TYPE e AS ENUM ('a');\nEXCEPTION WHEN duplicate_object THEN NULL;\n"
         "END $$;\nDO $$ BEGIN IF (NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citext')) "
         "THEN CREATE EXTENSION "
         "citext; END IF; "
         "END "
         "$$;\nDO $$ BEGIN CREATE TYPE e AS ENUM ('b'); EXCEPTION WHEN OTHERS THEN NULL; END $$",
         "extension citext\ntype public.e enum(a)\n"},
        {"this is no SQL", "{\"a\": 1}", "\"t\" does not look like SQL"},
        {"an empty file", "", ""},
    };

    ddl_dump_check(cases, ARRAY_LENGTH(cases));
}

static void
expressions_follow_renames(void)
{
    static const DdlCase cases[] = {
        {"a column",
         "CREATE TABLE t (a int CHECK (a > 0), b int GENERATED ALWAYS AS (t.a + 1) STORED); CREATE "
         "TABLE u (a int); CREATE INDEX i ON t ((a + b)) WHERE a > 1; CREATE VIEW v AS SELECT a, "
         "x.a AS y FROM t x WHERE EXISTS (SELECT a FROM u WHERE u.a = x.a); ALTER TABLE t RENAME a "
         "TO \"Z\"",
         "table public.t: Z integer, b integer gen t.\"Z\" + 1,\n  t_a_check check(\"Z\" > 0)\n"
         "  btree i((\"Z\" + b)) where \"Z\" > 1\ntable public.u: a integer,\n"
         "view public.v () SELECT \"Z\" AS a, x.\"Z\" AS y FROM t x WHERE EXISTS (SELECT a FROM u "
         "WHERE u.a = x.\"Z\")\n"},
        {"a table and its sequence",
         "CREATE TABLE t (a serial); CREATE VIEW v AS SELECT t.a FROM t; CREATE VIEW w AS SELECT "
         "public.t.a FROM public.t; ALTER TABLE t RENAME TO n; ALTER SEQUENCE t_a_seq RENAME TO s",
         "sequence public.s integer 1..2147483647+1 of n.a\n"
         "table public.n: a integer!=nextval('public.s'::regclass),\n"
         "view public.v () SELECT n.a FROM n\n"
         "view public.w () SELECT public.n.a FROM public.n\n"},
        {"a type",
         "CREATE TYPE e AS ENUM ('x'); CREATE TABLE t (a e DEFAULT 'x'::e, b e[]); ALTER TYPE e "
         "RENAME TO f; CREATE SCHEMA s; ALTER TYPE f SET SCHEMA s",
         "type s.f enum(x)\ntable public.t: a s.f='x'::s.f, b s.f[],\n"},
        {"a function",
         "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS ''; CREATE TABLE t (a int DEFAULT f()); "
         "ALTER FUNCTION f() RENAME TO g",
         "table public.t: a integer=g(),\nfunction public.g() integer sql v\n"},
        {"a table that moves",
         "CREATE SCHEMA s; CREATE TABLE t (a serial); CREATE VIEW v AS SELECT a FROM t; "
         "ALTER TABLE t SET SCHEMA s",
         "sequence s.t_a_seq integer 1..2147483647+1 of t.a\n"
         "table s.t: a integer!=nextval('s.t_a_seq'::regclass),\n"
         "view public.v () SELECT a FROM s.t\n"},
    };

    ddl_dump_check(cases, ARRAY_LENGTH(cases));
}

static void
newer_servers_are_understood(void)
{
    static const DdlCase cases[] = {
        {"NOT NULL as an element",
         "CREATE TABLE p (a int, b int, c int, NOT NULL b, CONSTRAINT x NOT NULL \"a\" NO "
         "INHERIT); "
         "CREATE TABLE t (CONSTRAINT y NOT NULL c) INHERITS (p); "
         "ALTER TABLE t ADD CONSTRAINT n NOT NULL b NOT VALID, ADD d int",
         "table public.p: a integer!, b integer!, c integer,\n"
         "table public.t: a integer! inh, b integer! inh, c integer! inh, d integer,\n"},
        {"virtual columns",
         "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL, c int GENERATED ALWAYS "
         "AS (a + 2) NOT NULL)",
         "table public.t: a integer, b integer gen a + 1, c integer! gen a + 2,\n"},
        {"temporal keys, constraints that are not enforced",
         "CREATE TABLE t (a int, p daterange, PRIMARY KEY (a, p WITHOUT OVERLAPS), CHECK (a > 1) "
         "NOT "
         "ENFORCED, FOREIGN KEY (a, PERIOD p) REFERENCES t (a, PERIOD p))",
         "table public.t: a integer!, p daterange!,\n  t_a_check check(a > 1)\n  t_pkey pk(a, p)\n"
         "  t_a_p_fkey fk(a, p)->public.t(a, p)\n"},
    };

    ddl_dump_check(cases, ARRAY_LENGTH(cases));
}

int
main(void)
{
    objects_of_each_kind_are_read();
    names_follow_the_search_path();
    drops_take_along_what_needs_them();
    mistakes_stay_where_they_are();
    expressions_follow_renames();
    newer_servers_are_understood();
    return tap_done();
}
