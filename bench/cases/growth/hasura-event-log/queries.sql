-- name: fetch_events
-- rate: 86400/day
-- mean: 320 ms
SELECT id, trigger_name, payload FROM event_log
WHERE delivered = false AND error = false ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED;

-- name: mark_delivered
-- rate: 60k/day
UPDATE event_log SET delivered = true WHERE id = $1;

-- name: clean_up
-- rate: 60k/day
-- mean: 400 ms
DELETE FROM event_log WHERE id = $1;
