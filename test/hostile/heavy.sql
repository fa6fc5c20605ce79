-- What is not forbidden but large: constants that take for ever, and deep nesting.
CREATE TABLE t (
    a text DEFAULT repeat(repeat('x', 1000000), 1000),
    b numeric DEFAULT factorial(30000),
    d boolean CHECK (repeat('a', 100000) ~ '(a*)*(a*)*(a*)*b'),
    e boolean CHECK (factorial(30000) > 0)
);
CREATE INDEX i1 ON t ((factorial(30000)));
CREATE INDEX i2 ON t ((length(repeat(repeat('a', 1000000), 900))));
CREATE INDEX i3 ON t (a) WHERE factorial(31000) > 1;
CREATE INDEX i4 ON t ((regexp_replace(repeat('a', 100000), '(a*)*b', 'c')));
CREATE INDEX i5 ON t ((2::numeric ^ 400000));
CREATE TABLE p (a numeric) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (factorial(30000)) TO (factorial(30001));
CREATE VIEW v AS SELECT sum(g) FROM generate_series(1, 1000000000000) AS g;
CREATE MATERIALIZED VIEW m AS SELECT count(*) FROM generate_series(1, 1000000000000) AS g;
CREATE VIEW w AS WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r) SELECT max(a) FROM r;
CREATE SEQUENCE s INCREMENT BY -9223372036854775807;
CREATE TYPE many AS ENUM ('a', 'b');
