CREATE TABLE deliveries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payload jsonb NOT NULL,
    order_id text GENERATED ALWAYS AS (payload ->> 'order_id') STORED
);
CREATE INDEX ON deliveries (order_id);
CREATE INDEX ON deliveries USING gin (payload);
