CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    actor_id bigint,
    created_at timestamptz DEFAULT now(),
    what text NOT NULL
);
CREATE INDEX ON audit_log (created_at);
