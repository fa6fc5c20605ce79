CREATE TABLE event (id serial PRIMARY KEY, team_id integer NOT NULL, name text, properties jsonb, at timestamptz NOT NULL);
CREATE TABLE person (id serial PRIMARY KEY, team_id integer NOT NULL, properties jsonb NOT NULL);
CREATE TABLE distinct_person (
    id serial PRIMARY KEY,
    team_id integer NOT NULL,
    person_id integer NOT NULL REFERENCES person,
    distinct_id text NOT NULL,
    UNIQUE (team_id, distinct_id)
);
CREATE INDEX distinct_person_person ON distinct_person (person_id);
SELECT pg_catalog.setval('event_id_seq', 1329292247, true);
SELECT pg_catalog.setval('person_id_seq', 766651662, true);
SELECT pg_catalog.setval('distinct_person_id_seq', 850403523, true);
