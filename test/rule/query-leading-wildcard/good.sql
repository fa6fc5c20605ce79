CREATE EXTENSION pg_trgm;

CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL
);

CREATE INDEX users_name_trigrams ON users USING gin (name gin_trgm_ops);
