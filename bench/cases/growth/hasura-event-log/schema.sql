CREATE TABLE event_log (
    id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
    trigger_name text NOT NULL,
    payload jsonb NOT NULL,
    delivered boolean NOT NULL DEFAULT false,
    error boolean NOT NULL DEFAULT false,
    tries integer NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT now()
);
CREATE TABLE event_call (
    id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
    event_id text REFERENCES event_log,
    status integer,
    response json,
    created_at timestamp NOT NULL DEFAULT now()
);
