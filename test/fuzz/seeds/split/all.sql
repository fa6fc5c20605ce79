/* a /* nested */ comment */ CREATE TABLE "a""b" (x int DEFAULT E'\'', y text DEFAULT 'it''s'); -- end
COPY a (x) FROM stdin;
1	\N
\.
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END;
CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2);
\connect x
\set s 'y' \\ SELECT $1, $a$ ; $a$, U&"x" FROM t WHERE a[1:2] @> '{}';;
CREATE TABLE b (x int
CREATE TABLE c (y text DEFAULT 'open);
CREATE TABLE d (z int);
SELECT $open$ never
