CREATE TABLE sessions (
    id varchar(36) PRIMARY KEY,
    created_at timestamptz NOT NULL
);
