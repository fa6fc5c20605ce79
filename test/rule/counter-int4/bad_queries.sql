-- name: see
-- rate: 5M/day
UPDATE problems SET times_seen = coalesce(times_seen, 0) + 1 WHERE id = $1;
