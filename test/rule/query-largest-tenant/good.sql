CREATE TABLE workspaces (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE tasks (
    id bigint PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES workspaces,
    status text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX tasks_by_workspace ON tasks (workspace_id, created_at);
