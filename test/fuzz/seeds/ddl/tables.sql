SET search_path = app, public;
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('sad', 'happy');
CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
CREATE SEQUENCE app.numbers AS integer START WITH 5 INCREMENT BY 2 CACHE 10;
CREATE TABLE app.users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name varchar(40) COLLATE "C" NOT NULL DEFAULT 'x''y',
    "Odd Name" numeric(10, 2)[] , f int DEFAULT nextval('app.numbers'),
    m app.mood, e email, t timestamptz(3) DEFAULT now(), iv interval day to second(2),
    full_name text GENERATED ALWAYS AS (name || ' ' || "Odd Name"[1]) STORED,
    CONSTRAINT positive CHECK (f > 0 AND f < 100), UNIQUE NULLS NOT DISTINCT (name, f),
    EXCLUDE USING gist (int4range(f, f + 1) WITH &&) WHERE (f IS NOT NULL)
) WITH (fillfactor = 70);
CREATE TABLE posts (LIKE app.users INCLUDING ALL EXCLUDING INDEXES,
    author bigint REFERENCES app.users ON DELETE SET NULL (author) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE log (at date, k int) PARTITION BY RANGE (at, (k + 1));
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01', MINVALUE) TO ('2025-01-01', 7);
CREATE TABLE log_d PARTITION OF log DEFAULT PARTITION BY HASH (k);
CREATE TABLE log_h PARTITION OF log_d FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE child (x int) INHERITS (posts);
CREATE UNIQUE INDEX CONCURRENTLY i ON app.users USING btree (lower(name) text_pattern_ops DESC
    NULLS LAST, f) INCLUDE (e) WITH (fillfactor = 90) WHERE f > 1;
COMMENT ON COLUMN app.users.name IS E'a\tb';
COMMENT ON TABLE app.users IS $c$text$c$;
