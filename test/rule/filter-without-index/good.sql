CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id bigint NOT NULL,
    number integer NOT NULL,
    is_deleted boolean NOT NULL DEFAULT false
);
CREATE INDEX ON tasks (project_id) WHERE NOT is_deleted;
CREATE TABLE notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id bigint NOT NULL REFERENCES tasks,
    author_id bigint NOT NULL
);
CREATE INDEX ON notes (author_id);
CREATE INDEX ON notes (task_id);
