CREATE TABLE session (
    id serial PRIMARY KEY,
    session_id varchar(255) UNIQUE,
    data bytea,
    expires_at timestamptz
);
SELECT pg_catalog.setval('session_id_seq', 1900000000, true);
