CREATE TABLE packages (
    id bigint PRIMARY KEY,
    name text NOT NULL UNIQUE,
    readme text,
    search tsvector,
    downloads integer NOT NULL DEFAULT 0
);
-- The counter has moved; the old column goes with the next release.
CREATE TABLE package_downloads (
    package_id bigint PRIMARY KEY REFERENCES packages,
    downloads bigint NOT NULL DEFAULT 0
);
CREATE TABLE daily_views (
    page_id bigint,
    day date,
    views integer NOT NULL DEFAULT 0,
    PRIMARY KEY (page_id, day)
);
