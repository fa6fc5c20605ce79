CREATE TABLE builds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rerun_of integer REFERENCES builds,
    status text NOT NULL
);
CREATE INDEX builds_rerun ON builds (rerun_of);
