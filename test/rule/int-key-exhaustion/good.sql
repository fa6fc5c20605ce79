CREATE TABLE builds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number integer NOT NULL
);
CREATE TABLE countries (
    id integer PRIMARY KEY,
    name text NOT NULL
);
