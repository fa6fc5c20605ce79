CREATE TABLE comments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id bigint REFERENCES comments (id),
    created_at timestamptz NOT NULL
);
CREATE INDEX ON comments (parent_id);
