CREATE TABLE tasks (
    id bigint NOT NULL,
    team_id bigint NOT NULL
);
CREATE INDEX tasks_team ON tasks (team_id);
ALTER TABLE tasks ADD PRIMARY KEY (id);
