CREATE TABLE accounts (
    id integer PRIMARY KEY,
    provider text NOT NULL,
    github_id bigint NOT NULL
);
-- A forgotten foreign key is no id of a stranger; nor is a table's own.
CREATE TABLE installations (
    id integer PRIMARY KEY,
    provider text NOT NULL,
    account_id integer NOT NULL,
    owner_id integer NOT NULL
);
CREATE TABLE grants (
    id bigint PRIMARY KEY,
    installation_id integer NOT NULL
);
