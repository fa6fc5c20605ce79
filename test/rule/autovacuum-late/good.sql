CREATE TABLE accounts (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    balance bigint NOT NULL,
    note text NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.01);

CREATE TABLE small_accounts (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    balance bigint NOT NULL,
    note text NOT NULL
);
