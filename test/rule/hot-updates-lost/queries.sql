-- name: TouchSession :exec
-- calls: 400k/day
UPDATE sessions SET last_seen = now() WHERE id = $1;

-- name: GetSession :one
-- calls: 400k/day
SELECT user_id, agent FROM sessions WHERE id = $1;
