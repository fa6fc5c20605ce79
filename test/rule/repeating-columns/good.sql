CREATE TABLE contacts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address_line1 text,
    address_line2 text,
    address_line3 text,
    sha1 bytea,
    sha256 bytea,
    x1 double precision,
    x2 double precision
);
