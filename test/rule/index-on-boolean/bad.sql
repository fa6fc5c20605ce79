CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    is_urgent boolean NOT NULL
);
CREATE INDEX ON tasks (is_urgent);
