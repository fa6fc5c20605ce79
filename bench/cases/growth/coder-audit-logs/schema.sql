CREATE TABLE users (id uuid PRIMARY KEY, username text NOT NULL);
CREATE TABLE audit_logs (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    user_id uuid NOT NULL,
    resource_type text NOT NULL,
    diff jsonb NOT NULL,
    status integer NOT NULL
);
CREATE INDEX audit_logs_at ON audit_logs (at DESC);
CREATE INDEX audit_logs_user ON audit_logs (user_id);
