CREATE TABLE accounts (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    balance bigint NOT NULL,
    note text NOT NULL
);
