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
-- What the schema itself tells apart is no stranger: an enum, a table of that word.
CREATE TYPE document_source AS ENUM ('DOCUMENT', 'TEMPLATE');
CREATE TABLE envelopes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source document_source NOT NULL,
    "templateId" integer
);
CREATE TABLE feeds (id bigint PRIMARY KEY, source text NOT NULL, batch_id integer, layout_id integer);
CREATE TABLE import_batches (id bigint PRIMARY KEY, started_at timestamptz);
CREATE TABLE page_layout_changes (id bigint PRIMARY KEY, changed_at timestamptz);
