CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    token varchar(36) NOT NULL,
    created_at timestamptz NOT NULL
);
