CREATE TABLE articles (
    id bigint PRIMARY KEY,
    number character(20) NOT NULL
);
