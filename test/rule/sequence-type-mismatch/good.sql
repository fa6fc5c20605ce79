CREATE TABLE notes (
    id bigserial PRIMARY KEY
);
CREATE TABLE tags (
    id serial PRIMARY KEY
);
CREATE TABLE labels (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY
);
