CREATE TABLE readings (
    sensor_id bigint NOT NULL,
    read_at timestamptz NOT NULL,
    value double precision NOT NULL,
    PRIMARY KEY (sensor_id, read_at)
) PARTITION BY RANGE (read_at);
CREATE TABLE readings_2022_01 PARTITION OF readings
    FOR VALUES FROM ('2022-01-01') TO ('2022-02-01');
CREATE TABLE readings_2022_02 PARTITION OF readings
    FOR VALUES FROM ('2022-02-01') TO ('2099-03-01');
