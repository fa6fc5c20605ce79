-- name: count_status
-- rate: 1.7M/day
UPDATE accounts SET statuses_count = statuses_count + 1, last_status_at = now() WHERE id = $1;

-- name: count_follower
-- rate: 900k/day
UPDATE accounts SET followers_count = followers_count + 1 WHERE id = $1;
