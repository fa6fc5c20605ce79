-- name: FindUser :many
SELECT id FROM users WHERE name = $1 OR email = $2;
