CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE tasks (
    id bigint PRIMARY KEY,
    project_id bigint NOT NULL,
    assignee_id bigint NOT NULL REFERENCES users,
    title text NOT NULL
);
CREATE INDEX tasks_project_id_idx ON tasks (project_id);
CREATE INDEX tasks_assignee_id_idx ON tasks (assignee_id);
