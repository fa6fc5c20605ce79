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
CREATE TABLE visits (
    id bigint PRIMARY KEY,
    owner bytea NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX visits_by_owner ON visits (owner);
CREATE INDEX visits_by_end ON visits (ends_at);
CREATE INDEX orders_of_kind ON orders (owner, kind, ends_at DESC) WHERE removed_at IS NULL;
