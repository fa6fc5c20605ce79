CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id bigint NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX tasks_team ON tasks (team_id);
CREATE INDEX tasks_team_time ON tasks (team_id, created_at);
CREATE INDEX tasks_id ON tasks (id);
