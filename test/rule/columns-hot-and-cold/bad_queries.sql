-- name: Touch
-- calls: 2M/day
UPDATE devices SET seen_at = now() WHERE id = $1;

-- name: Show
-- calls: 10k/day
SELECT * FROM devices WHERE id = $1;
