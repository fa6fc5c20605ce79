CREATE TABLE articles (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author_id bigint NOT NULL,
    title text NOT NULL,
    body jsonb NOT NULL
);
CREATE INDEX ON articles (author_id);

CREATE TABLE reviews (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author_id bigint NOT NULL,
    score integer NOT NULL,
    content text NOT NULL
);
CREATE INDEX ON reviews (author_id);
