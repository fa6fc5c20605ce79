CREATE TABLE prices (
    article_id bigint NOT NULL,
    country character(2) NOT NULL,
    currency character(3) NOT NULL,
    flag "char" NOT NULL,
    note varchar(20),
    PRIMARY KEY (article_id, country)
);
