CREATE TABLE sessions (
    id text PRIMARY KEY,
    data jsonb NOT NULL
);
