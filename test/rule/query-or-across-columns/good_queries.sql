-- name: FindUser :many
SELECT id FROM users WHERE name = $1 OR email = $2;

-- name: FindByKey :one
SELECT id FROM users WHERE id = $1 AND (name = $2 OR email LIKE $3);

-- name: FindIfAsked :many
SELECT id FROM users WHERE $1 = '' OR email LIKE $1;
