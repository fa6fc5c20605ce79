-- name: SomeUsers :many
SELECT id, name FROM users LIMIT 10;

-- name: UserNamed :one
SELECT id FROM users WHERE name = $1 LIMIT 1;

-- name: DeleteSome :exec
DELETE FROM users WHERE id IN (SELECT id FROM users WHERE NOT is_active LIMIT 1000);

-- name: EitherUser :one
SELECT both_of_them.id FROM (SELECT id FROM users WHERE name = $1 UNION ALL SELECT id FROM users WHERE email = $2) AS both_of_them LIMIT 1;
