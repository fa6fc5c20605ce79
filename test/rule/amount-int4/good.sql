CREATE TABLE ledger_transactions (
    id bigint PRIMARY KEY,
    fee_charged bigint NOT NULL,
    fee_count integer NOT NULL,
    paid_at timestamptz NOT NULL
);
-- The price of a book in cents stays far below 21 million.
CREATE TABLE books (
    id bigint PRIMARY KEY,
    price integer NOT NULL,
    amount integer NOT NULL
);
