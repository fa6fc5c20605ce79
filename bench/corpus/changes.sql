-- Statements whose effect on what was there before is easily missed. Read without a server, they must
-- lead to the catalogs that PostgreSQL has after them.

-- A function keeps the search_path of now.
CREATE SCHEMA app;
CREATE FUNCTION at_first(text) RETURNS text LANGUAGE sql SET search_path FROM CURRENT AS 'SELECT $1';
SET search_path = app, public;
CREATE FUNCTION later(text) RETURNS text LANGUAGE sql SET search_path FROM CURRENT AS 'SELECT $1';
RESET search_path;

-- A default keeps the cast to the type that the column had.
CREATE TABLE retyped (phone varchar(15) DEFAULT NULL, name varchar(10) DEFAULT 'x', n int DEFAULT 1);
ALTER TABLE retyped ALTER phone TYPE text, ALTER name TYPE text, ALTER n TYPE bigint;

-- A materialised view is filled and emptied.
CREATE MATERIALIZED VIEW filled_later AS SELECT phone FROM retyped WITH NO DATA;
CREATE MATERIALIZED VIEW emptied AS SELECT name FROM retyped;
REFRESH MATERIALIZED VIEW filled_later;
REFRESH MATERIALIZED VIEW emptied WITH NO DATA;

-- A foreign key needs the first key that fits, also one that is an index alone.
CREATE TABLE keyed (a int, b int);
CREATE UNIQUE INDEX keyed_first ON keyed (a, b);
CREATE UNIQUE INDEX keyed_second ON keyed (b, a);
CREATE TABLE keyed_user (a int, b int, CONSTRAINT goes FOREIGN KEY (a, b) REFERENCES keyed (a, b));
DROP INDEX keyed_second;
CREATE UNIQUE INDEX keyed_third ON keyed (b, a);
DROP INDEX keyed_first CASCADE;
ALTER TABLE keyed_user ADD CONSTRAINT stays FOREIGN KEY (a, b) REFERENCES keyed (a, b);

-- A key that is said twice is one, under the name that was given.
CREATE TABLE said_twice (PRIMARY KEY (name), name text CONSTRAINT given UNIQUE, other int UNIQUE,
                         CONSTRAINT other_key UNIQUE (other));
