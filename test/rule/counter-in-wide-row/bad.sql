CREATE TABLE packages (
    id bigint PRIMARY KEY,
    name text NOT NULL UNIQUE,
    readme text,
    search tsvector,
    downloads integer NOT NULL DEFAULT 0
);
CREATE INDEX ON packages (downloads DESC);
