CREATE TABLE sessions (
    id text PRIMARY KEY,
    data jsonb NOT NULL
);
CREATE INDEX ON sessions ((data ->> 'user_id'));
