-- The type of an event is no table, and an external id points to none.
CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_type text NOT NULL,
    event_id uuid NOT NULL,
    created_at timestamptz NOT NULL
);
