CREATE TABLE hooks (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, url text NOT NULL);
CREATE TABLE hook_logs (
    id serial PRIMARY KEY,
    hook_id bigint NOT NULL REFERENCES hooks ON DELETE CASCADE,
    request text,
    response text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX hook_logs_hook ON hook_logs (hook_id);
CREATE INDEX hook_logs_created ON hook_logs (created_at);
SELECT pg_catalog.setval('hook_logs_id_seq', 1300000000, true);
