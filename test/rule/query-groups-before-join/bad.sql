CREATE TABLE machines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id bigint NOT NULL
);
CREATE TABLE builds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    machine_id bigint NOT NULL REFERENCES machines,
    number integer NOT NULL,
    state text NOT NULL,
    UNIQUE (machine_id, number)
);
CREATE INDEX ON machines (owner_id);
CREATE VIEW latest_builds AS
SELECT DISTINCT ON (machine_id) machine_id, number, state FROM builds ORDER BY machine_id, number DESC;
