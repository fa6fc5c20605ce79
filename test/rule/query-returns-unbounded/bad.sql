CREATE TYPE kind AS ENUM ('person', 'robot');

CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    kind kind NOT NULL,
    is_active boolean NOT NULL
);

CREATE VIEW people AS SELECT id, name FROM users;
