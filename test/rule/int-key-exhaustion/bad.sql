CREATE TABLE builds (
    id serial PRIMARY KEY,
    name text NOT NULL
);
CREATE TABLE build_steps (
    build_id integer NOT NULL REFERENCES builds,
    step integer NOT NULL,
    PRIMARY KEY (build_id, step)
);
