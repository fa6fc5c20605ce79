CREATE TYPE kind AS ENUM ('market', 'limit');

CREATE TABLE orders (
    id bigint PRIMARY KEY,
    owner bytea NOT NULL,
    kind kind NOT NULL,
    ends_at timestamptz NOT NULL,
    removed_at timestamptz
);
CREATE INDEX orders_by_owner ON orders (owner);
CREATE INDEX orders_by_end ON orders (ends_at);
