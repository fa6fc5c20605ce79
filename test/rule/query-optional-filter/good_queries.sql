-- name: UserByEmailOrName :one
SELECT id FROM users WHERE ($1 <> '' AND email = $1) OR ($2 <> '' AND name = $2) ORDER BY id LIMIT 1;

-- name: RenameUser :exec
UPDATE users SET name = CASE WHEN $2 <> '' THEN $2 ELSE name END WHERE id = $1;

-- name: KindOfUsers :many
SELECT id, CASE WHEN $1 THEN name ELSE email END FROM users WHERE name = coalesce($2, 'x');
