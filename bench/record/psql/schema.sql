CREATE SCHEMA shop;
SET search_path = shop, public;
CREATE TABLE orders (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), state text CHECK (state IN ('new', 'paid')))
    PARTITION BY HASH (id);
CREATE TABLE orders_0 PARTITION OF orders FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES WITH (MODULUS 2, REMAINDER 1);
DO $$
BEGIN
    CREATE TABLE made_in_a_block (a int);
END
$$;
CREATE MATERIALIZED VIEW states AS SELECT state, count(*) FROM orders GROUP BY state;
CREATE TEMPORARY TABLE passing (a int);
CREATE TABLE copy AS SELECT id, at FROM orders;
DROP TABLE passing;
