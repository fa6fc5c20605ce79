CREATE TABLE events (
    stream_ordering bigint PRIMARY KEY,
    room text NOT NULL
);
-- A place in a list is not used up.
CREATE TABLE list_items (
    list_id bigint NOT NULL,
    seq integer NOT NULL,
    PRIMARY KEY (list_id, seq)
);
CREATE TABLE shifts (
    seq integer PRIMARY KEY
);
