CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
    placed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE notes (order_id bigint NOT NULL, note text NOT NULL);
