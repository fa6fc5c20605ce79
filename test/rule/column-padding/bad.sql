CREATE TABLE samples (
    is_valid boolean NOT NULL,
    sensor_id bigint NOT NULL,
    is_raw boolean NOT NULL,
    value double precision NOT NULL
);
