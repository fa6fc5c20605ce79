CREATE TABLE projects (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, path text NOT NULL);
CREATE TABLE events (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id integer NOT NULL REFERENCES projects,
    author_id integer NOT NULL,
    action smallint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX events_project ON events (project_id, created_at);
CREATE TABLE push_payloads (event_id integer PRIMARY KEY REFERENCES events ON DELETE CASCADE, ref text);
