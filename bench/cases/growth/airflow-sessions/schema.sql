CREATE TABLE session (
    id serial PRIMARY KEY,
    session_id varchar(255) UNIQUE,
    data bytea,
    expires_at timestamptz
);

