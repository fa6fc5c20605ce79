-- name: UserByEmail :one
SELECT id FROM users WHERE email = $1 LIMIT 1;

-- name: TwinOfUser :one
SELECT v.id FROM users u JOIN users v ON v.email = u.email WHERE u.id = $1 LIMIT 1;

-- name: FirstUsers :many
SELECT id FROM users ORDER BY id LIMIT 10;

-- name: IsNamed :one
SELECT EXISTS (SELECT id FROM users WHERE name = $1 LIMIT 1);

-- name: IsActive :one
SELECT 1 FROM users WHERE is_active LIMIT 1;

-- name: CountCapped :one
SELECT count(*) FROM users WHERE is_active LIMIT 1;
