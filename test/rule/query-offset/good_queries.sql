-- name: ListUsersAfter :many
SELECT id, name FROM users WHERE id > $1 ORDER BY id LIMIT $2;

-- name: SecondUser :one
SELECT id, name FROM users ORDER BY id LIMIT 1 OFFSET 1;
