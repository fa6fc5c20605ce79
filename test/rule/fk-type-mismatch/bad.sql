CREATE TABLE builds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rerun_of integer REFERENCES builds (id)
);
CREATE INDEX ON builds (rerun_of);
