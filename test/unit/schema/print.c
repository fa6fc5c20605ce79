/*
 * The printer: what it prints is read as the same model, whatever the kind of object; it comes in an
 * order that loads; and the sandbox gets nothing that runs.
 */
#include "schema/print.h"

#include "ddl/ddl.h"
#include "schema/print_internal.h"
#include "tap.h"

static Schema *
read_text(Arena *arena, const char *text, const char *what)
{
    Schema *schema = schema_new(arena);
    Error error = {.arena = arena};
    FileText input = {.name = "test", .text = arena_strdup(arena, text), .length = strlen(text)};

    if (!ddl_read(schema, &input, &error))
        tap_ok(false, "%s is read: %s", what, error.message);
    for (const Problem *item = schema->problems.first; item != NULL; item = item->next)
    {
        if (item->is_error)
            tap_ok(false, "%s: line %u: %s", what, item->location.line, item->message);
    }
    return schema;
}

static char *
script(Arena *arena, const Schema *schema, bool is_sandbox)
{
    StrBuf out = strbuf_new(arena);
    PrintOptions options = {
        .is_sandbox = is_sandbox,
        .with_owners = !is_sandbox,
        .with_comments = !is_sandbox,
        .with_grants = !is_sandbox,
    };

    print_script(&out, schema, &options);
    return out.text;
}

static const struct
{
    const char *what;
    const char *sql;
} fixed_points[] = {
    {"a table",
     "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a varchar(20) "
     "COLLATE \"C\" DEFAULT 'x' NOT NULL, b numeric(10,2)[] , c text GENERATED ALWAYS AS "
     "(lower(a)) STORED, CHECK (b IS NOT NULL), UNIQUE (a, c) INCLUDE (id) WITH "
     "(fillfactor=70) DEFERRABLE INITIALLY DEFERRED) WITH (fillfactor=90, "
     "toast.autovacuum_enabled=off); ALTER TABLE t ALTER c SET STORAGE external, ALTER c SET "
     "STATISTICS 500, ALTER id SET (n_distinct=-1); ALTER TABLE t REPLICA IDENTITY FULL;"
     "COMMENT ON TABLE t IS 'it''s'; COMMENT ON COLUMN t.a IS 'x'; ALTER TABLE t OWNER TO me;"},
    {"serial", "CREATE TABLE t (id serial, b bigserial); CREATE UNLOGGED TABLE u (id serial);"},
    {"defaults that need parentheses",
     "CREATE TABLE t (a timestamp DEFAULT (now() AT TIME ZONE 'utc'), b boolean DEFAULT (1 "
     "IN (2, 3)), c text DEFAULT (('a' || 'b') COLLATE \"C\"));"},
    {"names that need quotes",
     "CREATE SCHEMA \"A b\"; CREATE TABLE \"A b\".\"Order\" (\"select\" int PRIMARY KEY, "
     "\"x\"\"y\" text); CREATE INDEX \"I\" ON \"A b\".\"Order\" (\"x\"\"y\" DESC);"},
    {"inheritance",
     "CREATE TABLE p (a int DEFAULT 1, CHECK (a > 0)); CREATE TABLE c (b int) INHERITS (p); "
     "ALTER TABLE c ALTER a SET DEFAULT 2; CREATE TABLE d (a int, CONSTRAINT p_a_check CHECK "
     "(a > 0)); ALTER TABLE d INHERIT p;"},
    {"partitions",
     "CREATE TABLE p (a int NOT NULL, b date, PRIMARY KEY (a)) PARTITION BY RANGE (a); CREATE "
     "TABLE p1 PARTITION OF p FOR VALUES FROM (MINVALUE) TO (10); CREATE TABLE p2 PARTITION "
     "OF p DEFAULT; CREATE INDEX ON p (b); CREATE TABLE l (a text) PARTITION BY LIST "
     "(lower(a)); CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('x', NULL); CREATE TABLE h (a "
     "int) PARTITION BY HASH (a); CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, "
     "REMAINDER 0); ALTER TABLE h ADD CONSTRAINT c CHECK (a > 0) NOT VALID;"},
    {"foreign keys",
     "CREATE TABLE a (x int, y int, PRIMARY KEY (x, y)); CREATE TABLE b (x int, y int, FOREIGN "
     "KEY (x, y) REFERENCES a MATCH FULL ON DELETE SET NULL (y) ON UPDATE CASCADE DEFERRABLE); "
     "ALTER TABLE b ADD CONSTRAINT n FOREIGN KEY (x, y) REFERENCES a NOT VALID;"},
    {"checks", "CREATE TABLE t (a int CHECK (a > 0) NO INHERIT); ALTER TABLE t ADD CONSTRAINT c "
               "CHECK (a < 10) NOT VALID;"},
    {"indexes",
     "CREATE TABLE t (a int, b text, c int[], r int4range); CREATE UNIQUE INDEX i ON t (a "
     "DESC, "
     "lower(b) text_pattern_ops NULLS FIRST) INCLUDE (c) WITH (fillfactor=50) WHERE a > 3; "
     "CREATE INDEX g ON t USING gin (c); CREATE UNIQUE INDEX n ON t (a) NULLS NOT DISTINCT; "
     "COMMENT ON INDEX i IS 'x'; ALTER TABLE t CLUSTER ON n; ALTER TABLE t ADD EXCLUDE USING "
     "gist (r WITH &&) WHERE (a > 0);"},
    {"sequences",
     "CREATE SEQUENCE s AS smallint START 5 INCREMENT -2 MINVALUE -100 MAXVALUE 10 CACHE 3 "
     "CYCLE; CREATE SEQUENCE u; SELECT setval('u', 42);"},
    {"types",
     "CREATE TYPE e AS ENUM ('a', 'it''s'); CREATE DOMAIN d AS text COLLATE \"C\" DEFAULT 'x' "
     "NOT NULL CONSTRAINT c CHECK (VALUE <> ''); CREATE TYPE k AS (a int, b e); CREATE TYPE r "
     "AS RANGE (subtype = float8); COMMENT ON TYPE e IS 'moods';"},
    {"functions",
     "CREATE FUNCTION f(a int, VARIADIC b text[] DEFAULT '{}') RETURNS SETOF int LANGUAGE "
     "plpgsql STABLE STRICT SECURITY DEFINER PARALLEL SAFE COST 5 ROWS 7 SET search_path = "
     "public, pg_temp AS 'BEGIN RETURN; END $$ $'; CREATE FUNCTION g(OUT a int, OUT b text) "
     "LANGUAGE sql AS 'SELECT 1, ''x'''; CREATE FUNCTION h() RETURNS TABLE(a int) LANGUAGE sql "
     "AS 'SELECT 1'; CREATE PROCEDURE p(INOUT a int) LANGUAGE plpgsql AS 'BEGIN END'; CREATE "
     "FUNCTION r(a int) RETURNS int LANGUAGE sql RETURN a + 1; CREATE FUNCTION b() RETURNS int "
     "LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;"},
    {"views",
     "CREATE TABLE t (a int, b int); CREATE VIEW v (x) WITH (security_barrier) AS SELECT a "
     "FROM "
     "t WHERE a > 0 WITH LOCAL CHECK OPTION; CREATE RECURSIVE VIEW w (n) AS VALUES (1) UNION "
     "ALL SELECT n + 1 FROM w WHERE n < 9; CREATE MATERIALIZED VIEW m AS SELECT * FROM v WITH "
     "NO DATA; CREATE UNIQUE INDEX ON m (x); COMMENT ON COLUMN v.x IS 'y';"},
    {"triggers",
     "CREATE TABLE t (a int, b int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
     "'BEGIN RETURN NULL; END'; CREATE TRIGGER a BEFORE INSERT OR UPDATE OF a, b ON t FOR EACH "
     "ROW WHEN (new.a > 1) EXECUTE FUNCTION f('x', 'it''s'); CREATE TRIGGER s AFTER UPDATE ON "
     "t "
     "REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION f(); "
     "CREATE "
     "CONSTRAINT TRIGGER c AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
     "EXECUTE "
     "FUNCTION f(); ALTER TABLE t DISABLE TRIGGER a; ALTER TABLE t ENABLE ALWAYS TRIGGER s;"},
    {"policies",
     "CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW "
     "LEVEL SECURITY; CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO me, PUBLIC USING (a > "
     "0) WITH CHECK (a > 1);"},
    {"what is rarely met",
     "CREATE TYPE k AS (a int, b text); CREATE TABLE t OF k (a PRIMARY KEY, b WITH OPTIONS "
     "DEFAULT "
     "'x' NOT NULL); CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE TABLE p1 "
     "PARTITION OF p FOR VALUES FROM (1) TO (2); CREATE FUNCTION f() RETURNS trigger LANGUAGE "
     "plpgsql AS 'BEGIN END'; CREATE TRIGGER g AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION "
     "f(); ALTER TABLE p1 DISABLE TRIGGER g; CREATE RULE r AS ON DELETE TO p DO INSTEAD "
     "NOTHING; "
     "ALTER TABLE p DISABLE RULE r; CREATE INDEX i ON p1 ((a + b)); ALTER INDEX i ALTER COLUMN "
     "1 "
     "SET STATISTICS 99; CREATE TABLE d (a int UNIQUE, b int); ALTER TABLE d ADD UNIQUE (a);"},
    {"foreign tables",
     "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'it''s'); CREATE FOREIGN TABLE f (a "
     "int OPTIONS (column_name 'x') NOT NULL) SERVER s OPTIONS (table_name 't'); CREATE USER "
     "MAPPING FOR PUBLIC SERVER s;"},
    {"other objects",
     "CREATE TABLE t (a int, b int); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING; "
     "CREATE "
     "STATISTICS s (ndistinct) ON a, b FROM t; CREATE FUNCTION f(int, int) RETURNS int "
     "LANGUAGE "
     "sql AS 'SELECT 1'; CREATE AGGREGATE g(int) (SFUNC = f, STYPE = int); CREATE OPERATOR "
     "=== (LEFTARG = int, RIGHTARG = int, FUNCTION = f); CREATE PUBLICATION p FOR TABLE t; "
     "GRANT SELECT ON t TO PUBLIC; CREATE TEXT SEARCH CONFIGURATION c (COPY = simple);"},
};

/* Printed, read and printed again nothing changes. */
static void
test_fixed_points(Arena *arena)
{
    for (size_t i = 0; i < ARRAY_LENGTH(fixed_points); i++)
    {
        const char *first =
            script(arena, read_text(arena, fixed_points[i].sql, fixed_points[i].what), false);
        const char *second = script(arena, read_text(arena, first, fixed_points[i].what), false);

        tap_equal(second, first, "%s: printed, read and printed again", fixed_points[i].what);
    }
}

static void
expect_order(const char *text, const char *first, const char *second)
{
    const char *at = strstr(text, first);

    tap_ok(at != NULL && strstr(at, second) != NULL, "\"%s\" stands before \"%s\"", first, second);
}

static void
test_order(Arena *arena)
{
    const char *text = script(
        arena,
        read_text(
            arena,
            "CREATE TABLE t (a int DEFAULT 1); CREATE FUNCTION f(t) RETURNS int LANGUAGE sql "
            "AS 'SELECT 1'; ALTER TABLE t ALTER a SET DEFAULT f(NULL); CREATE VIEW v1 AS "
            "SELECT a FROM t; CREATE VIEW v2 AS SELECT a FROM v1; CREATE OR REPLACE VIEW v1 AS "
            "SELECT a FROM t; CREATE FUNCTION g() RETURNS SETOF v1 LANGUAGE sql AS 'SELECT "
            "1'; CREATE TABLE u (a int); CREATE FUNCTION c() RETURNS boolean LANGUAGE sql "
            "IMMUTABLE AS 'SELECT true'; ALTER TABLE u ADD CHECK (c()); CREATE INDEX ON u "
            "((c()));",
            "order"),
        false);

    expect_order(text, "CREATE TABLE public.t", "CREATE FUNCTION public.f");
    expect_order(text, "CREATE FUNCTION public.f", "SET DEFAULT f(NULL)");
    expect_order(text, "CREATE VIEW public.v1", "CREATE VIEW public.v2");
    expect_order(text, "CREATE VIEW public.v1", "CREATE FUNCTION public.g");
    expect_order(text, "CREATE FUNCTION public.c", "CREATE TABLE public.u");
    expect_order(text, "CREATE TABLE public.u", "CREATE INDEX u_c_idx");
}

/* A hostile dump: nothing of what it says may run. */
static void
test_sandbox(Arena *arena)
{
    static const char *const forbidden[] = {
        "pg_sleep",      "pg_read_file", "LANGUAGE c",  "LANGUAGE sql", "SECURITY",
        "EVENT TRIGGER", "SERVER",       "PUBLICATION", "CREATE RULE",  "GRANT",
        "LANGUAGE plpy", "POISON",       "COPY",        "DO $$",
    };
    const char *text = script(
        arena,
        read_text(
            arena,
            "CREATE FUNCTION f(a int) RETURNS boolean LANGUAGE sql IMMUTABLE SECURITY DEFINER "
            "SET search_path = 'POISON' AS 'SELECT pg_sleep(10) IS NULL'; CREATE FUNCTION e() "
            "RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(9); END'; "
            "CREATE FUNCTION c(text) RETURNS text LANGUAGE c AS 'POISON', 'POISON'; CREATE "
            "FUNCTION r() RETURNS int LANGUAGE sql RETURN length(pg_read_file('x')); CREATE "
            "EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION e(); CREATE TABLE p (a int, b "
            "text CHECK (f(1))) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p FOR "
            "VALUES FROM (1) TO (length(pg_read_file('/etc/passwd'))); CREATE TABLE p2 "
            "PARTITION OF p FOR VALUES FROM ('5') TO (10); CREATE RULE r AS ON INSERT TO p DO "
            "ALSO SELECT pg_sleep(1); CREATE PUBLICATION x; GRANT ALL ON p TO PUBLIC; CREATE "
            "SERVER "
            "s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE ft (a int) SERVER s OPTIONS (x "
            "'POISON');",
            "hostile"),
        true);
    char *end = strstr(text, "-- left out");

    tap_ok(end != NULL, "the sandbox says what it does without");
    tap_ok(end != NULL && strstr(end, "partition \"public.p1\"") != NULL,
           "a partition whose bound is computed is left out");
    if (end != NULL)
        *end = '\0';
    for (size_t i = 0; i < ARRAY_LENGTH(forbidden); i++)
        tap_ok(strstr(text, forbidden[i]) == NULL, "the sandbox has no %s", forbidden[i]);
    tap_ok(strstr(text, "ATTACH PARTITION public.p2 FOR VALUES FROM ('5') TO (10)") != NULL,
           "a partition with constant bounds is kept");
    tap_ok(strstr(text, "CREATE TABLE public.ft") != NULL, "a foreign table is a plain one");
    tap_ok(strstr(text, "CHECK (f(1))") != NULL, "checks stay: their functions are stubs");
}

/* Names and strings that close what they stand in come out within their quotes. */
static void
test_quoting(Arena *arena)
{
    static const struct
    {
        const char *sql;
        const char *expected;
    } cases[] = {
        {"CREATE TABLE t (c text); ALTER TABLE t ALTER c SET STORAGE \"plain; drop table q\";",
         "SET STORAGE \"plain; drop table q\""},
        {"CREATE TABLE t (c text COMPRESSION \"x; drop table q\");",
         "COMPRESSION \"x; drop table q\""},
        {"CREATE FUNCTION f() RETURNS int LANGUAGE sql SET \"a.b; drop table x\" = 'y' AS ''",
         "SET a.\"b; drop table x\" TO 'y'"},
        {"CREATE TYPE r AS RANGE (subtype = text, collation = 'x); DROP TABLE q; --')",
         "= 'x); DROP TABLE q; --'"},
        {"CREATE TYPE b; CREATE TYPE b (input = 'f, x', output = g, category = 'U')",
         "input = 'f, x'"},
        {"CREATE TYPE b; CREATE TYPE b (input = f, output = g, delimiter = ';')",
         "delimiter = ';'"},
        {"CREATE TABLE t (a int, EXCLUDE USING \"gist (a); --\" (a WITH =))",
         "USING \"gist (a); --\" ("},
        {"CREATE TABLE t (a geometry(\"point)); drop table q; --\"))",
         "(\"point)); drop table q; --\")"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        const char *text = script(arena, read_text(arena, cases[i].sql, "quoting"), false);

        tap_ok(strstr(text, cases[i].expected) != NULL, "%s is printed with %s", cases[i].sql,
               cases[i].expected);
    }
}

/* A line break in a name would end the comment. */
static void
test_comments(Arena *arena)
{
    const char *text = script(
        arena,
        read_text(arena, "CREATE SERVER \"s\nDROP TABLE q;\" FOREIGN DATA WRAPPER w", "name"),
        true);

    tap_ok(strstr(text, "\nDROP") == NULL && strstr(text, "s DROP TABLE q;") != NULL,
           "a comment is one line whatever the name");
}

static void
test_bounds(Arena *arena)
{
    static const struct
    {
        const char *bound;
        bool is_constant;
    } cases[] = {
        {"FOR VALUES FROM ('2020-01-01'::date, -5) TO (MAXVALUE, 1.5)", true},
        {"FOR VALUES IN ('a', NULL, E'it\\'s')", true},
        {"FOR VALUES IN (timestamp with time zone '2020-01-01 00:00:00+00')", true},
        {"FOR VALUES IN (pg_sleep(5))", false},
        {"FOR VALUES IN ('a'::public.slow_domain)", false},
        {"FOR VALUES IN (date'\\' || pg_sleep(5) || ')", false},
        {"FOR VALUES IN ($$a$$)", false},
        {"FOR VALUES IN (\"pg_sleep\"(5))", false},
        {"FOR VALUES IN (1 /* x */)", false},
    };

    (void) arena;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tap_ok(text_is_constant_bound(cases[i].bound) == cases[i].is_constant, "%s is%s constant",
               cases[i].bound, cases[i].is_constant ? "" : " not");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    test_fixed_points(arena);
    test_order(arena);
    test_sandbox(arena);
    test_bounds(arena);
    test_quoting(arena);
    test_comments(arena);
    arena_free(arena);
    return tap_done();
}
