CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id bigint NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX ON tasks (team_id) WHERE deleted_at IS NULL;
