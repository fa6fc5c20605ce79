CREATE TABLE documents (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id bigint NOT NULL,
    title text NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX ON documents (owner_id) WHERE deleted_at IS NULL;
CREATE INDEX ON documents (owner_id);
