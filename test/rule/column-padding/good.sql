CREATE TABLE samples (
    sensor_id bigint NOT NULL,
    value double precision NOT NULL,
    is_valid boolean NOT NULL,
    is_raw boolean NOT NULL
);
-- Wasteful, but a thousand rows of it are nothing.
CREATE TABLE sensors (
    is_valid boolean NOT NULL,
    id bigint NOT NULL,
    is_raw boolean NOT NULL,
    value double precision NOT NULL
);
