CREATE TABLE event_logs (
    id serial PRIMARY KEY,
    run_id varchar(255) NOT NULL,
    event text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX event_logs_run ON event_logs (run_id, id);
CREATE INDEX event_logs_at ON event_logs (at);
SELECT pg_catalog.setval('event_logs_id_seq', 1350000000, true);
