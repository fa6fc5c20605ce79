-- name: SearchUsers :many
SELECT id FROM users WHERE ($1 = '' OR email = $1) ORDER BY id LIMIT 10;

-- name: SearchUsersByCase :many
SELECT id FROM users WHERE CASE WHEN $1 <> '' THEN name = $1 ELSE true END ORDER BY id LIMIT 10;

-- name: SearchUsersByCoalesce :many
SELECT id FROM users WHERE name = coalesce($1, name) ORDER BY id LIMIT 10;
