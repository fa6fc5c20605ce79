CREATE TABLE events (
    id uuid PRIMARY KEY,
    payload text NOT NULL
);
CREATE TABLE notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id uuid NOT NULL DEFAULT gen_random_uuid()
);
