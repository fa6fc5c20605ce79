CREATE TABLE downloads (
    downloads_id serial PRIMARY KEY,
    feeds_id integer NOT NULL,
    url text NOT NULL,
    state text NOT NULL,
    download_time timestamp NOT NULL DEFAULT now()
);
CREATE INDEX downloads_feed ON downloads (feeds_id, download_time);
SELECT pg_catalog.setval('downloads_downloads_id_seq', 1809105187, true);
