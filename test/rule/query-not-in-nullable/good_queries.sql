-- name: Welcome :many
SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM bans) LIMIT 10;

-- name: Undated :many
SELECT id FROM users WHERE now()::date NOT IN (SELECT until FROM bans WHERE until IS NOT NULL) LIMIT 10;

-- name: Listed :many
SELECT id FROM users WHERE id IN (SELECT user_id FROM bans WHERE until > $1) LIMIT 10;
