-- Each of these differs from the others in something that matters.
CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id bigint NOT NULL,
    number bigint NOT NULL,
    title text NOT NULL,
    created_at timestamptz NOT NULL,
    closed_at timestamptz
);
CREATE UNIQUE INDEX tasks_team_number ON tasks (team_id, number);
CREATE INDEX tasks_team_time ON tasks (team_id, created_at);
CREATE INDEX tasks_open ON tasks (team_id) WHERE closed_at IS NULL;
CREATE INDEX tasks_title ON tasks (title);
CREATE INDEX tasks_title_prefix ON tasks (title text_pattern_ops);
CREATE INDEX tasks_title_c ON tasks (title COLLATE "C");
CREATE INDEX tasks_time_mixed ON tasks (created_at DESC, team_id);
CREATE INDEX tasks_time_brin ON tasks USING brin (created_at);
CREATE INDEX tasks_covering ON tasks (closed_at) INCLUDE (title);
CREATE INDEX tasks_closed ON tasks (closed_at, number);
