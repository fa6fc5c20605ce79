CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    deleted_at timestamptz
);
CREATE UNIQUE INDEX ON users (email) WHERE deleted_at IS NULL;
