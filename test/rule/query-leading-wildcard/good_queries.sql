-- name: SearchUsers :many
SELECT id FROM users WHERE name ILIKE '%' || $1 || '%' ORDER BY id LIMIT 10;

-- name: UsersLike :many
SELECT id FROM users WHERE email LIKE $1 ORDER BY id LIMIT 10;

-- name: UsersBeginning :many
SELECT id FROM users WHERE email LIKE $1 || '%' ORDER BY id LIMIT 10;

-- name: UsersOfAnyName :many
SELECT id FROM users WHERE email LIKE '%' ORDER BY id LIMIT 10;
