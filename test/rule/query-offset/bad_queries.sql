-- name: ListUsers :many
SELECT id, name FROM users ORDER BY id LIMIT $1 OFFSET $2;

-- name: ListFarUsers :many
SELECT id, name FROM users ORDER BY id LIMIT 10 OFFSET 5000;
