CREATE TABLE events (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    payload text NOT NULL
);
