-- Queries of readings.sql.

-- name: last_of_device
-- values: SELECT id FROM devices ORDER BY hashint8(id) LIMIT 20
SELECT * FROM readings WHERE device_id = $1 ORDER BY at DESC LIMIT 1;
-- name: device_day
-- values: SELECT id FROM devices ORDER BY hashint8(id) LIMIT 20
SELECT date_trunc('hour', at), avg(temperature) FROM readings WHERE device_id = $1 AND at >= '2026-11-20' GROUP BY 1 ORDER BY 1;
-- name: device_history
-- values: SELECT id FROM devices ORDER BY hashint8(id) LIMIT 20
SELECT at::date, min(temperature), max(temperature) FROM readings WHERE device_id = $1 GROUP BY 1 ORDER BY 1;
-- name: by_serial
-- values: SELECT serial FROM devices ORDER BY hashint8(id) LIMIT 20
SELECT d.*, s.name FROM devices d JOIN sites s ON s.id = d.site_id WHERE d.serial = $1;
-- name: last_hour
SELECT count(*), avg(temperature) FROM readings WHERE at >= '2026-11-20 23:00';
-- name: last_day_by_site
SELECT s.name, avg(r.temperature), count(*) FROM readings r JOIN devices d ON d.id = r.device_id JOIN sites s ON s.id = d.site_id WHERE r.at >= '2026-11-20' GROUP BY s.name;
-- name: hourly
SELECT date_trunc('hour', at), count(*), avg(temperature), max(humidity) FROM readings GROUP BY 1 ORDER BY 1;
-- name: by_device
SELECT device_id, count(*), avg(temperature) FROM readings GROUP BY device_id;
-- name: by_model
SELECT d.model, avg(r.temperature), stddev(r.humidity) FROM readings r JOIN devices d ON d.id = r.device_id GROUP BY d.model;
-- name: latest_all
SELECT DISTINCT ON (device_id) device_id, at, temperature FROM readings ORDER BY device_id, at DESC;
-- name: latest_lateral
SELECT d.id, l.at, l.temperature FROM devices d, LATERAL (SELECT at, temperature FROM readings r WHERE r.device_id = d.id ORDER BY at DESC LIMIT 1) l;
-- name: faulty
SELECT device_id, count(*) FROM readings WHERE status <> 0 GROUP BY device_id ORDER BY 2 DESC LIMIT 10;
-- name: faulty_now
SELECT count(*) FROM readings WHERE status = 3 AND at >= '2026-11-14';
-- name: percentiles
SELECT percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY temperature) FROM readings WHERE at >= '2026-11-14';
-- name: moving
SELECT avg(d) FROM (SELECT temperature - avg(temperature) OVER (PARTITION BY device_id ORDER BY at ROWS 10 PRECEDING) AS d FROM readings) t;
-- name: gaps
SELECT device_id, max(gap) FROM (SELECT device_id, at - lag(at) OVER (PARTITION BY device_id ORDER BY at) AS gap FROM readings) t GROUP BY device_id ORDER BY 2 DESC NULLS LAST LIMIT 10;
-- name: hottest
SELECT device_id, at, temperature FROM readings ORDER BY temperature DESC LIMIT 20;
-- name: hot_count
SELECT count(*) FROM readings WHERE temperature > 29.9;
-- name: open_alerts
SELECT a.*, d.model FROM alerts a JOIN devices d ON d.id = a.device_id WHERE a.closed_at IS NULL ORDER BY a.raised_at DESC LIMIT 50;
-- name: alerts_by_site
SELECT s.region, a.level, count(*), avg(a.closed_at - a.raised_at) FROM alerts a JOIN devices d ON d.id = a.device_id JOIN sites s ON s.id = d.site_id GROUP BY 1, 2;
-- name: alerts_text
SELECT id, message FROM alerts WHERE message LIKE '%range 77%' ORDER BY raised_at DESC LIMIT 20;
-- name: devices_tagged
SELECT count(*) FROM devices WHERE tags @> '{floor3,outdoor}';
-- name: silent
SELECT d.id FROM devices d WHERE d.is_active AND NOT EXISTS (SELECT 1 FROM readings r WHERE r.device_id = d.id AND r.at >= '2026-11-20 20:00');
-- name: site_devices
-- values: SELECT id FROM sites ORDER BY id LIMIT 10
SELECT id, model FROM devices WHERE site_id = $1 AND is_active ORDER BY installed_at DESC LIMIT 20;
-- name: daily_range
SELECT day, avg(high - low) FROM daily WHERE day >= '2026-11-07' GROUP BY day ORDER BY day;
-- name: daily_self
SELECT count(*) FROM daily a JOIN daily b ON b.device_id = a.device_id AND b.day = a.day - 1 WHERE a.high > b.high + 3;
-- name: distinct_devices
SELECT count(DISTINCT device_id) FROM readings;
-- name: insert_reading
-- values: SELECT id FROM devices ORDER BY hashint8(id) LIMIT 10
INSERT INTO readings VALUES ($1, '2026-11-21 10:00', 20, 50, 0);
-- name: upsert_daily
-- values: SELECT id FROM devices ORDER BY hashint8(id) LIMIT 10
INSERT INTO daily VALUES ($1, '2026-11-15', 1, 10, 20) ON CONFLICT (device_id, day) DO UPDATE SET count = daily.count + 1, high = greatest(daily.high, EXCLUDED.high);
-- name: close_alert
-- values: SELECT id FROM alerts ORDER BY hashint8(id) LIMIT 10
UPDATE alerts SET closed_at = now() WHERE id = $1;
-- name: delete_old
DELETE FROM readings WHERE at < '2026-10-22 12:00';
-- name: delete_device
-- values: SELECT d.id FROM devices d WHERE NOT EXISTS (SELECT 1 FROM alerts a WHERE a.device_id = d.id AND a.closed_at IS NULL) ORDER BY hashint8(id) LIMIT 3
WITH gone AS (DELETE FROM readings WHERE device_id = $1) DELETE FROM alerts WHERE device_id = $1;
