CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    labels text[] NOT NULL
);
CREATE INDEX ON tasks USING gin (labels);
