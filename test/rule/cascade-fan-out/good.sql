CREATE TABLE workspaces (
    id bigint PRIMARY KEY
);
CREATE TABLE projects (
    id bigint PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES workspaces 
);
CREATE INDEX ON projects (workspace_id);
CREATE TABLE tasks (
    id bigint PRIMARY KEY,
    project_id bigint NOT NULL REFERENCES projects 
);
CREATE INDEX ON tasks (project_id);
