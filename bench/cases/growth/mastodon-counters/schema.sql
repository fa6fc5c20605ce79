CREATE TABLE accounts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username text NOT NULL UNIQUE,
    note text NOT NULL DEFAULT '',
    fields jsonb,
    public_key text NOT NULL,
    statuses_count integer NOT NULL DEFAULT 0,
    followers_count integer NOT NULL DEFAULT 0,
    last_status_at timestamptz
);
CREATE INDEX accounts_active ON accounts (last_status_at);
