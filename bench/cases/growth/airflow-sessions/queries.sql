-- name: open_session
-- rate: 1.1M/day
INSERT INTO session (session_id, data, expires_at) VALUES ($1, $2, $3);

-- name: purge_sessions
-- rate: 96/day
DELETE FROM session WHERE expires_at < now();
