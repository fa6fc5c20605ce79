-- name: see
-- rate: 5k/day
UPDATE problems SET times_seen = times_seen + 1 WHERE id = $1;

-- name: set
-- rate: 5M/day
UPDATE problems SET times_seen = $2 WHERE id = $1;
