CREATE TABLE calls (id bigint PRIMARY KEY, made_at timestamptz NOT NULL);
CREATE INDEX calls_made ON calls (made_at);
