CREATE TABLE articles (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author_id bigint NOT NULL,
    title text NOT NULL,
    body jsonb NOT NULL
);
CREATE INDEX ON articles (author_id);

CREATE TABLE names (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author_id bigint NOT NULL,
    name text NOT NULL
);
CREATE INDEX ON names (author_id);
