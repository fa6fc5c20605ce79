CREATE TABLE devices (
    id bigint PRIMARY KEY,
    seen_at timestamptz,
    manual text NOT NULL,
    settings jsonb NOT NULL
);
