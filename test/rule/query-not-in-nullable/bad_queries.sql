-- name: Welcome :many
SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM bans) LIMIT 10;
