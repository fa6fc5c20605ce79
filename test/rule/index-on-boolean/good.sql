CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    is_urgent boolean NOT NULL,
    due_on date NOT NULL
);
CREATE INDEX ON tasks (due_on) WHERE is_urgent;
CREATE INDEX ON tasks (is_urgent, due_on);
