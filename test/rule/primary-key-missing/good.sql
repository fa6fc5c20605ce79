CREATE TABLE votes (
    user_id bigint NOT NULL,
    poll_id bigint NOT NULL,
    choice smallint NOT NULL,
    PRIMARY KEY (user_id, poll_id)
);
CREATE TABLE readings (
    sensor_id bigint NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (sensor_id, read_at)
) PARTITION BY RANGE (read_at);
CREATE TABLE readings_all PARTITION OF readings DEFAULT;
