CREATE TABLE ledger_transactions (
    id bigint PRIMARY KEY,
    fee_charged integer NOT NULL,
    paid_at timestamptz NOT NULL
);
