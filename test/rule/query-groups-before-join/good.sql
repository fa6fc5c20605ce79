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
SELECT b.machine_id, b.number, b.state
FROM machines m
CROSS JOIN LATERAL (SELECT * FROM builds WHERE machine_id = m.id ORDER BY number DESC LIMIT 1) b;
