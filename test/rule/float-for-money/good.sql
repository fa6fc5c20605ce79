CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    total_price numeric(12, 2) NOT NULL,
    tax_rate double precision NOT NULL,
    weight_kg real NOT NULL
);
