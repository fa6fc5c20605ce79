CREATE TABLE pages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site_id bigint NOT NULL,
    locale text,
    slug text UNIQUE,
    UNIQUE NULLS NOT DISTINCT (site_id, locale)
);
CREATE TABLE posts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site_id bigint NOT NULL,
    locale text,
    UNIQUE (site_id, locale)
);
CREATE UNIQUE INDEX ON posts (site_id) WHERE locale IS NULL;
