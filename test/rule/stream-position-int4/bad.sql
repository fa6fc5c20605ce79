CREATE TABLE events (
    stream_ordering integer PRIMARY KEY,
    room text NOT NULL
);
CREATE TABLE receipts (
    id bigint PRIMARY KEY,
    event_stream_ordering integer NOT NULL
);
