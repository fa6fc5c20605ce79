CREATE TABLE groups (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id bigint NOT NULL,
    message text,
    times_seen integer NOT NULL DEFAULT 1,
    last_seen timestamptz NOT NULL
);
CREATE INDEX groups_project ON groups (project_id, last_seen);
