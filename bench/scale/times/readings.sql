-- Devices that report, at :scale times the smallest size: 100,000 readings of 200 devices in thirty days. Sites are a
-- closed list, devices are not; readings come in the order of time, some late.
CREATE TABLE sites (id int PRIMARY KEY, name text NOT NULL, region text NOT NULL);
CREATE TABLE devices (id bigint PRIMARY KEY, site_id int NOT NULL REFERENCES sites, model text NOT NULL, serial uuid NOT NULL UNIQUE,
    tags text[] NOT NULL, installed_at timestamptz NOT NULL, is_active boolean NOT NULL);
CREATE TABLE readings (device_id bigint NOT NULL REFERENCES devices, at timestamptz NOT NULL, temperature real NOT NULL,
    humidity real, status smallint NOT NULL, PRIMARY KEY (device_id, at));
CREATE TABLE alerts (id bigint PRIMARY KEY, device_id bigint NOT NULL REFERENCES devices ON DELETE CASCADE, level text NOT NULL,
    message text NOT NULL, raised_at timestamptz NOT NULL, closed_at timestamptz);
CREATE TABLE daily (device_id bigint NOT NULL, day date NOT NULL, count int NOT NULL, low real NOT NULL, high real NOT NULL,
    PRIMARY KEY (device_id, day));
CREATE FUNCTION pick(key bigint, salt bigint, low bigint, high bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT low + (hashint8extended(key, salt) & 9223372036854775807) % (high - low + 1)
$$;
SET session_replication_role = replica;
SET max_parallel_workers_per_gather = 0;
SET work_mem = '64MB';
INSERT INTO sites SELECT k, 'site ' || k, (ARRAY['north','south','east','west'])[1 + k % 4] FROM generate_series(1, 25) k;
INSERT INTO devices SELECT k, pick(k, 1, 1, 25), 'M' || pick(k, 2, 1, 12), md5(k::text)::uuid,
    ARRAY['floor' || pick(k, 3, 1, 5), (ARRAY['indoor','outdoor'])[pick(k, 4, 1, 2)]], '2025-01-01'::timestamptz + pick(k, 5, 1, 600) * interval '1 day',
    pick(k, 6, 1, 12) > 1 FROM generate_series(1, 200 * :scale) k;
INSERT INTO readings SELECT 1 + k % (200 * :scale),
    '2026-10-22'::timestamptz + interval '30 days' * (k / (100000.0 * :scale)) - CASE WHEN pick(k, 1, 1, 50) = 1 THEN interval '3 hours' ELSE interval '0' END,
    15 + 10 * sin(k * 6.28 * 30 / (100000 * :scale)) + pick(k, 2, 0, 100) / 20.0, CASE WHEN pick(k, 3, 1, 8) > 1 THEN pick(k, 4, 20, 90) END,
    CASE WHEN pick(k, 5, 1, 400) = 1 THEN pick(k, 6, 1, 4) ELSE 0 END
FROM generate_series(1, 100000 * :scale) k ON CONFLICT DO NOTHING;
INSERT INTO alerts SELECT k, pick(k, 1, 1, 200 * :scale), (ARRAY['info','warn','warn','fatal'])[pick(k, 2, 1, 4)], 'value out of range ' || pick(k, 3, 1, 900),
    '2026-10-22'::timestamptz + interval '30 days' * (k / (2000.0 * :scale)),
    CASE WHEN pick(k, 4, 1, 15) > 1 THEN '2026-10-22'::timestamptz + interval '30 days' * (k / (2000.0 * :scale)) + pick(k, 5, 1, 90) * interval '1 minute' END
FROM generate_series(1, 2000 * :scale) k;
INSERT INTO daily SELECT device_id, at::date, count(*), min(temperature), max(temperature) FROM readings GROUP BY 1, 2;
SET session_replication_role = origin;
CREATE INDEX ON readings USING brin (at);
CREATE INDEX ON readings (status) WHERE status <> 0;
CREATE INDEX ON devices (site_id);
CREATE INDEX ON devices USING gin (tags);
CREATE INDEX ON alerts (device_id, raised_at);
CREATE INDEX ON alerts (raised_at) WHERE closed_at IS NULL;
