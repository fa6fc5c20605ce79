CREATE TABLE builds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rerun_of bigint REFERENCES builds (id)
);
CREATE INDEX ON builds (rerun_of);
-- Lengths that differ do no harm where every key fits.
CREATE TABLE countries (
    code varchar(2) PRIMARY KEY
);
CREATE TABLE cities (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    country_code text NOT NULL REFERENCES countries (code)
);
CREATE INDEX ON cities (country_code);
