CREATE TABLE jobs (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE jobevents (
    id serial PRIMARY KEY,
    job_id integer NOT NULL REFERENCES jobs,
    counter integer NOT NULL,
    stdout text NOT NULL
);
CREATE INDEX jobevents_job ON jobevents (job_id);
SELECT pg_catalog.setval('jobevents_id_seq', 2147483647, true);
