-- Functions that call themselves immutable, in every place where PostgreSQL computes while it defines.
CREATE FUNCTION nap(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE
AS $$ BEGIN PERFORM pg_sleep(60); RETURN $1; END $$;
CREATE FUNCTION nap_sql(integer) RETURNS integer LANGUAGE sql IMMUTABLE
AS $$ SELECT 1 FROM pg_sleep(60) $$;
CREATE FUNCTION read(text) RETURNS text LANGUAGE plpgsql IMMUTABLE
AS $$ BEGIN RETURN pg_read_file($1); END $$;
CREATE FUNCTION write(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
AS $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch /tmp/tenfold_was_here_' || $1 || ''''; RETURN true; END $$;
CREATE FUNCTION atomic(integer) RETURNS integer LANGUAGE sql IMMUTABLE
BEGIN ATOMIC SELECT 1 FROM pg_sleep(60); END;
CREATE FUNCTION loose(integer DEFAULT nap(1), text DEFAULT read('/etc/passwd')) RETURNS integer
LANGUAGE sql IMMUTABLE RETURN nap(2);
CREATE DOMAIN napping AS integer DEFAULT nap(3) CHECK (nap(4) > 0) CHECK (write('domain'));
CREATE TABLE t (
    a integer DEFAULT nap(5),
    b integer GENERATED ALWAYS AS (nap(6)) STORED,
    c napping,
    d text DEFAULT read('/etc/passwd'),
    CHECK (nap(7) > 0),
    CHECK (write('check'))
);
CREATE INDEX i1 ON t (nap(8));
CREATE INDEX i2 ON t (a) WHERE nap(9) > 0;
CREATE INDEX i3 ON t ((read('/etc/passwd')));
CREATE INDEX i4 ON t (a) WHERE write('index');
CREATE INDEX i5 ON t ((nap_sql(1)));
CREATE INDEX i6 ON t ((atomic(1)));
CREATE TABLE p (a integer) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (nap(10)) TO (nap(11));
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (nap_sql(20)) TO (atomic(30));
CREATE TABLE q (a integer) PARTITION BY RANGE (nap(a));
CREATE TABLE l (a text) PARTITION BY LIST (a);
CREATE TABLE l1 PARTITION OF l FOR VALUES IN (read('/etc/passwd'));
ALTER TABLE t ADD COLUMN e integer DEFAULT nap(12);
ALTER TABLE t ADD COLUMN f boolean DEFAULT write('column');
ALTER TABLE t ALTER COLUMN a TYPE bigint USING nap(13);
CREATE VIEW v AS SELECT nap(14), read('/etc/passwd'), write('view');
CREATE MATERIALIZED VIEW m AS SELECT nap(15), write('materialized') FROM generate_series(1, 1000000000);
CREATE TABLE copy AS SELECT write('table');
REFRESH MATERIALIZED VIEW m;
CREATE STATISTICS s ON (nap(a)), (nap(16)) FROM t;
CREATE POLICY policy ON t USING (write('policy'));
CREATE RULE r AS ON INSERT TO t DO INSTEAD SELECT write('rule');
CREATE TYPE r AS RANGE (subtype = integer, subtype_diff = nap);
CREATE AGGREGATE agg (integer) (sfunc = nap, stype = integer, initcond = '1');
CREATE OPERATOR === (leftarg = integer, function = nap);
CREATE CAST (text AS integer) WITH FUNCTION nap(integer);
