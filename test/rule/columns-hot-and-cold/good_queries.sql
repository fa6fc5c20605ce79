-- name: Save
-- calls: 2M/day
UPDATE devices SET seen_at = now(), settings = $2, manual = $3 WHERE id = $1;

-- name: Show
-- calls: 10k/day
SELECT * FROM devices WHERE id = $1;
