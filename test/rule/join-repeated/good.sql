CREATE TABLE authors (id bigint PRIMARY KEY, name text NOT NULL, bio text);
CREATE TABLE posts (
    id bigint PRIMARY KEY,
    author_id bigint NOT NULL REFERENCES authors,
    title text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX posts_author_id_idx ON posts (author_id);
CREATE INDEX posts_at_idx ON posts (at);
