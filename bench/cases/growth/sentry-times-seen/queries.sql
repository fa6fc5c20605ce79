-- name: see_again
-- rate: 3.2M/day
UPDATE groups SET times_seen = times_seen + 1, last_seen = now() WHERE id = $1;
